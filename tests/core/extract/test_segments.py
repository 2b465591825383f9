from __future__ import annotations

import pytest

from bot.core.extract.document import Document
from bot.core.extract.segments import segments_of, words_of


def texts(markup: str) -> list[str]:
    return [segment.text for segment in segments_of(Document(None, markup).tree)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>The <b>lamps</b> were\n lit.</p><p>At nine.", ["The lamps were lit.", "At nine."]),
        ("<div>Lamps<p>lit</p>at nine</div>", ["Lamps", "lit", "at nine"]),
        ("<p>Lamps<br>lit<br><br>at nine", ["Lamps", "lit", "at nine"]),
        ("<a href=x><h3>Lamps</h3><p>lit</p></a>", ["Lamps", "lit"]),
        ("<p>Lamps<script>x()</script><style>p{}</style> lit", ["Lamps lit"]),
        ("<title>Lamps</title><p>lit", ["lit"]),
        ("<table><tr><td>Lamps<td>lit</table>", ["Lamps", "lit"]),
        ("<pre>a\n<div>b</div>c<br>d</pre>e", ["a b c d", "e"]),
        ("<p> </p><p>×</p>", ["×"]),
        ("", []),
    ],
)
def test_text_is_cut_where_a_block_or_a_line_ends(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_a_segment_knows_where_its_text_stands() -> None:
    tree = Document(None, "<div>The <b>lamps</b> were lit.<p>At nine.</p>All.</div>").tree
    first, _, last = segments_of(tree)

    assert first.block.tag == last.block.tag == "div"
    assert [(element.tag, slot) for element, slot in first.slots] == [
        ("div", "text"),
        ("b", "text"),
        ("b", "tail"),
    ]
    assert [(element.tag, slot) for element, slot in last.slots] == [("p", "tail")]


def test_links_are_weighed_by_their_characters() -> None:
    segments = segments_of(Document(None, "<p><a>12345</a>67890<p><a>all</a><p>none").tree)

    assert [segment.linked for segment in segments] == [0.5, 1.0, 0.0]


def test_words_are_characters_where_a_script_does_not_part_them() -> None:
    assert words_of("The lamp's 4 灯亮了。") == ["The", "lamp", "s", "4", "灯", "亮", "了"]
