from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.plain import read_markdown, read_text, text_of


def test_a_plain_text_is_titled_by_its_first_line() -> None:
    article = read_text("\ufeffLamps on the dike\r\n\r\nThey were lit at nine.\r\n", "file.txt")

    assert article.title == "Lamps on the dike"
    assert article.text == "Lamps on the dike\n\nThey were lit at nine."
    assert article.url == "file.txt"
    assert article.language == "en"


def test_a_long_first_line_makes_a_cut_title() -> None:
    title = read_text("很" * 300, None).title

    assert len(title) == 100
    assert title.endswith("…")


def test_front_matter_tells_title_author_and_day() -> None:
    article = read_markdown(
        "---\ntitle: Lamps\nauthor: A. Bridge\ndate: 2026-03-05\nsite: Harbour News\n"
        "url: https://news.example/lamps\ntags: [light]\n---\n\nThe lamps were lit.\n",
        "https://other.example/lamps.md",
    )

    assert (article.title, article.author, article.source) == ("Lamps", "A. Bridge", "Harbour News")
    assert article.published == date(2026, 3, 5)
    assert article.url == "https://news.example/lamps"
    assert article.topics == ("light",)
    assert article.text == article.markdown == "The lamps were lit."


@pytest.mark.parametrize(
    ("markdown", "title", "text"),
    [
        ("# Lamps #\n\nLit at nine.", "Lamps", "Lit at nine."),
        ("Lamps\n=====\n\nLit at nine.", "Lamps", "Lit at nine."),
        ("# The *old* `lamps`\n\nLit at nine.", "The old lamps", "Lit at nine."),
        ("Lit at nine.\n\n# Lamps\n\nAll.", "Lamps", "Lit at nine.\n\nLamps\n\nAll."),
        ("Lit at nine.\n\nAll of them.", "Lit at nine.", "Lit at nine.\n\nAll of them."),
        ("---\ntitle: Lamps\n---\n# Lamps\n\nLit.", "Lamps", "Lit."),
        ("---\ntitle: Lamps\n---\n# How\n\nLit.", "Lamps", "How\n\nLit."),
        ("", "", ""),
        ("# \n\nLit.", "Lit.", "Lit."),
    ],
)
def test_a_title_comes_from_front_matter_heading_or_first_line(
    markdown: str, title: str, text: str
) -> None:
    article = read_markdown(markdown, None)

    assert (article.title, article.text) == (title, text)


def test_the_digest_in_a_note_is_not_part_of_its_article() -> None:
    note = "## 摘要\n**一句话总结**\n灯亮了。\n**要点**\n- 甲。\n\n## 正文\n\n昨晚亮了灯。\n"

    assert read_markdown(note, None).text == "昨晚亮了灯。"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (
            "**bold**, *slanted*, __bold__, _slanted_, ~~gone~~, ==marked==",
            "bold, slanted, bold, slanted, gone, marked",
        ),
        ("a snake_case_name and 2*3*4 stay", "a snake_case_name and 2*3*4 stay"),
        (
            '[a link](https://x.example/a_(b) "title") and <https://y.example/>',
            "a link and https://y.example/",
        ),
        ("see [that][1] and this[^2]\n\n[1]: https://x.example/", "see that and this"),
        ("![a picture](p.png)\n\n![[embedded.png]]\n\nwords", "words"),
        ("[[folder/note|its name]] and [[other]]", "its name and other"),
        ("`code` and ``more``", "code and more"),
        ("a <b>tag</b><!-- note --> here", "a tag here"),
        ("1 \\* 2 \\_ 3", "1 * 2 _ 3"),
        ("> [!note] Mind\n> the gap\n> between.", "Mind\nthe gap\nbetween."),
        ("- one\n  and a half\n- [x] two\n3. three", "one\nand a half\n\ntwo\n\n3. three"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a b\n\n1 2"),
        ("one\n\n---\n\n***\n\ntwo", "one\n\ntwo"),
        ("```python\ndef f():\n\n    return 1\n```\nafter", "def f():\n\n    return 1\n\nafter"),
        ("~~~\n```\n~~~", "```"),
        ("```\nnever closed", "never closed"),
        ("## Part two\ntext", "Part two\n\ntext"),
    ],
)
def test_markdown_is_read_without_its_marks(markdown: str, text: str) -> None:
    assert text_of(markdown) == text


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert read_markdown(text, None).url is None
    assert read_text(text, None).markdown == read_text(text, None).text


@given(st.text(alphabet="*_[]()!|`~\\<>#- \nab"))
def test_marks_never_make_a_text_longer(markdown: str) -> None:
    assert len(text_of(markdown).replace("\n", "")) <= len(markdown)
