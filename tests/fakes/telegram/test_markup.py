"""Telegram's HTML is read as the service reads it, and what comes alive in a text is found."""

from __future__ import annotations

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram.entities import cut, units
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.live import find_live
from tests.fakes.telegram.markup import parse_html
from tests.fakes.telegram.tags import nesting_faults


def marked(source: str) -> list[tuple[str, str]]:
    found = parse_html(source)
    return [(item.type, cut(found.text, item.offset, item.length)) for item in found.entities]


def refusal(source: str) -> str:
    """Why a text is refused, or nothing."""
    try:
        parse_html(source)
    except ApiError as error:
        return error.description
    return ""


@given(st.text())
def test_an_escaped_text_is_read_as_it_was(text: str) -> None:
    found = parse_html(f"<b>{html.escape(text)}</b>")
    assert found.text == text
    assert [entity.length for entity in found.entities] == ([units(text)] if text else [])


@given(st.text("<>/ab&;=\"' \n", max_size=30))
def test_any_text_is_read_or_refused_in_words(source: str) -> None:
    if why := refusal(source):
        assert why.startswith("Bad Request: can't parse entities: ")


def test_every_tag_means_an_entity() -> None:
    source = (
        "<b>a</b><strong>b</strong><i>c</i><em>d</em><u>e</u><ins>f</ins><s>g</s><strike>h</strike>"
        '<del>i</del><span class="tg-spoiler">j</span><tg-spoiler>k</tg-spoiler>'
        "<blockquote>l</blockquote><blockquote expandable>m</blockquote><code>n</code><pre>o</pre>"
        '<a href="https://example.com/?a=1&amp;b=2">p</a><a href="">q</a>'
        '<tg-emoji emoji-id="5">👀</tg-emoji><tg-time unix="1647531900" format="wDT">r</tg-time>'
    )
    kinds = (
        "bold bold italic italic underline underline strikethrough strikethrough strikethrough "
        "spoiler spoiler blockquote expandable_blockquote code pre text_link custom_emoji date_time"
    )
    assert [kind for kind, _ in marked(source)] == kinds.split()
    link, moment = parse_html(source).entities[-3], parse_html(source).entities[-1]
    assert link.url == "https://example.com/?a=1&b=2"
    assert (moment.unix_time, moment.date_time_format) == (1647531900, "wDT")


def test_four_names_and_every_number_are_references() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#39;&#x1F440;&nbsp;&").text == "<>&\"'👀&nbsp;&"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("摘 <", "Unclosed start tag at byte offset 4"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<tg-time unix="soon">a</tg-time>', "Invalid date specified"),
    ],
)
def test_bad_markup_is_refused_with_its_place(source: str, why: str) -> None:
    assert refusal(source) == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("<b>a <i>b</i></b> <blockquote>c <b>d</b> <a href='https://e.com'>e</a></blockquote>", 0),
        ("<b>a <code>b</code></b>", 1),
        ("<pre><code>a</code></pre>", 1),
        ("<blockquote>a <blockquote expandable>b</blockquote></blockquote>", 1),
        ("<a href='https://e.com'>a <tg-time unix='1'>b</tg-time></a>", 1),
    ],
)
def test_what_may_not_contain_one_another_is_told(source: str, faults: int) -> None:
    assert len(nesting_faults(parse_html(source).entities)) == faults


@pytest.mark.parametrize(
    ("text", "alive"),
    [
        ("看https://mp.weixin.qq.com/s/abc", ["https://mp.weixin.qq.com/s/abc"]),
        ("(https://en.wikipedia.org/wiki/A_(b)).", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("http://127.0.0.1:8000/a.html, 1.2.3.4", ["http://127.0.0.1:8000/a.html", "1.2.3.4"]),
        ("main.py in v3.5 of example.com", ["main.py", "example.com"]),
        ("http://localhost:80/x but no localhost", ["http://localhost:80/x"]),
        ("a@b.com or @alice or x@alice or @ab", ["a@b.com", "@alice"]),
        ("/start a/b //c /x@some_bot </no>", ["/start", "/x@some_bot"]),
        ("#tag #1 a#b #摘要 $USD $usd", ["#tag", "#摘要", "$USD"]),
    ],
)
def test_what_comes_alive_is_found(text: str, alive: list[str]) -> None:
    assert [cut(text, item.offset, item.length) for item in find_live(text)] == alive


@given(st.text("a.b@/:#$1 😀摘(", max_size=40))
def test_what_is_found_lies_in_the_text_and_apart(text: str) -> None:
    found = find_live(text)
    assert all(0 <= item.offset < item.end <= units(text) for item in found)
    assert all(one.end <= other.offset for one, other in pairwise(found))
