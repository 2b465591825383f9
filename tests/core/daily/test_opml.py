from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.core.daily.opml import MOST, read_opml, write_opml
from bot.core.links import parse


def opml(*outlines: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{"".join(outlines)}</body></opml>'


def outline(url: str, name: str = "xmlUrl") -> str:
    return f'<outline text="A" {name}="{url}"/>'


def test_the_feeds_come_in_their_order_once_each_however_deep() -> None:
    text = opml(
        outline("https://example.com/a"),
        f"<outline text='News'><outline text='x'>{outline('http://example.com/b')}</outline></outline>",
        outline("https://example.com/a"),
        outline("https://example.com/c?x=1&amp;y=2", "XMLURL"),
    )
    assert read_opml(text) == (
        "https://example.com/a",
        "http://example.com/b",
        "https://example.com/c?x=1&y=2",
    )


def test_the_scheme_of_old_readers_is_http() -> None:
    text = opml(outline("feed://example.com/a"), outline("feed:https://example.com/b"))
    assert read_opml(text) == ("http://example.com/a", "https://example.com/b")


def test_what_is_no_web_address_is_left_out() -> None:
    text = opml(
        *map(outline, ("", "ftp://example.com/a", "file:///etc/passwd", "javascript:1", "/feed")),
        "<outline text='no address'/>",
        outline("https://example.com/a"),
    )
    assert read_opml(text) == ("https://example.com/a",)


def test_at_most_five_hundred_are_read() -> None:
    urls = [f"https://example.com/{number}" for number in range(MOST + 50)]
    assert read_opml(opml(*map(outline, urls))) == tuple(urls[:MOST])


def test_a_list_without_feeds_is_one() -> None:
    assert read_opml(opml()) == ()


@pytest.mark.parametrize(
    "text", ["", "plain words", "<rss version='2.0'></rss>", "https://example.com/a.opml", "<opm>",
             "<html><body>opml</body></html>", "{}", f"<opml x='{'y' * 11_000_000}'></opml>"],
    ids=range(8),
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no OPML"):
        read_opml(text)


def test_a_sloppy_list_is_read_as_far_as_it_goes() -> None:
    sloppy = opml(outline("https://example.com/a?x=1&y=2"), '<outline text="R & D">')
    assert read_opml("\ufeff\n" + sloppy + "\x0b") == ("https://example.com/a?x=1&y=2",)
    cut = opml(outline("https://example.com/a"), outline("https://example.com/b"))[:-60]
    assert read_opml(cut)[0] == "https://example.com/a"


def test_entities_of_its_own_do_not_grow_and_no_file_is_opened() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10)
    )
    head = f'<!DOCTYPE opml [{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    began = time.process_time()
    text = opml(outline("https://example.com/a"), outline("&l9;"), outline("&f;"), head=head)
    assert read_opml(text) == ("https://example.com/a",)
    assert time.process_time() - began < 1


def test_a_thousand_levels_do_no_harm() -> None:
    deep = "<outline text='x'>" * 100_000
    assert read_opml(opml(outline("https://example.com/a"), deep))[:1] == ("https://example.com/a",)


def test_what_is_written_is_opml_2_with_titles() -> None:
    feeds = [('灯 & "桥" <b>', "https://example.com/a?x=1&y=2"), ("", "https://example.com/b")]
    root = etree.fromstring(write_opml("My <feeds>", feeds).encode())
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "My <feeds>"
    first, second = root.findall("body/outline")
    assert dict(first.items()) == {
        "type": "rss",
        "text": '灯 & "桥" <b>',
        "title": '灯 & "桥" <b>',
        "xmlUrl": "https://example.com/a?x=1&y=2",
    }
    assert second.get("text") == "https://example.com/b"


_URLS = st.from_regex(r"\Ahttps?://[a-z]{1,8}\.example/[a-z0-9/._~!$&'()*+,;=:@?-]{0,40}\Z")


@given(st.text(), st.lists(st.tuples(st.text(), _URLS), max_size=12))
def test_what_is_written_is_read_again(title: str, feeds: list[tuple[str, str]]) -> None:
    urls = tuple(dict.fromkeys(parse(url).url for _, url in feeds))
    assert read_opml(write_opml(title, [(name, parse(url).url) for name, url in feeds])) == urls


@given(st.text(), st.sampled_from(["", "<opml>", "<opml><body>", "<opml><body><outline xmlUrl='"]))
def test_whatever_the_text_is_it_is_a_list_or_none(text: str, start: str) -> None:
    try:
        found = read_opml(start + text)
    except ValueError:
        return
    assert isinstance(found, tuple)
