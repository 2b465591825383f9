from __future__ import annotations

import pytest
from ada_url import URL
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links import find


def urls(text: str, *entities: str) -> list[str]:
    return [link.url for link in find(text, entities)]


POST = "https://example.com/post"


@pytest.mark.parametrize(
    "text",
    [
        f"看看{POST}，很好",
        f"看看{POST}。",
        f"（{POST}）",
        f"「{POST}」",
        f"【标题】{POST}【完】",
        f"{POST}这篇不错",
        f"标题Title{POST} 分享",
        f"{POST}…",
        f"{POST}！？",
        f"링크{POST}를 보세요",
        f"ดู{POST}นะ",
    ],
)
def test_a_link_ends_where_chinese_and_its_kin_begin(text: str) -> None:
    assert urls(text) == [POST]


@pytest.mark.parametrize(
    "text",
    [
        f"see {POST}.",
        f"({POST})",
        f"<{POST}>",
        f'"{POST}"',
        f"“{POST}”",
        f"'{POST}'",
        f"[{POST}]",
        f"**{POST}**",
        f"_{POST}_",
        f"~~{POST}~~",
        f"||{POST}||",
        f"`{POST}`",
        f"{POST}, and more",
        f"({POST}), (and so on)",
        f"{POST}...",
        f"{POST}👍",
        f'<a href="{POST}">post</a>',
    ],
)
def test_punctuation_and_markup_around_a_link_are_not_its_own(text: str) -> None:
    assert urls(text) == [POST]


def test_brackets_that_a_link_opens_it_closes() -> None:
    assert urls("(https://en.wikipedia.org/wiki/Ghent_(city)) and") == [
        "https://en.wikipedia.org/wiki/Ghent_(city)"
    ]


def test_the_target_of_a_markdown_link_counts_and_its_label_does_not() -> None:
    text = "[https://example.com/po…](https://example.com/post)，[b](https://example.com/b_(c))还有"
    assert urls(text) == [POST, "https://example.com/b_(c)"]


def test_an_underscore_at_the_end_of_a_short_address_stays() -> None:
    assert urls("https://mp.weixin.qq.com/s/abc_") == ["https://mp.weixin.qq.com/s/abc_"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://zh.wikipedia.org/wiki/维基百科。", "https://zh.wikipedia.org/wiki/%E7%BB%B4%E5%9F%BA%E7%99%BE%E7%A7%91"),
        ("https://example.com/?q=中文3&p=1", "https://example.com/?q=%E4%B8%AD%E6%96%873&p=1"),
        ("https://zh.wikipedia.org/wiki/列奥·达芬奇", "https://zh.wikipedia.org/wiki/%E5%88%97%E5%A5%A5%C2%B7%E8%BE%BE%E8%8A%AC%E5%A5%87"),
        ("https://de.wikipedia.org/wiki/Köln", "https://de.wikipedia.org/wiki/K%C3%B6ln"),
        ("https://例子.中国/a", "https://xn--fsqu00a.xn--fiqs8s/a"),
        ("https://例子.example.com/a", "https://xn--fsqu00a.example.com/a"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)  # fmt: skip
def test_letters_beyond_ascii_can_be_part_of_a_link(text: str, url: str) -> None:
    assert urls(text) == [url]


def test_a_host_ends_before_a_sentence_that_follows_its_dot() -> None:
    assert urls("https://example.com.这篇") == ["https://example.com/"]


def test_several_links_come_in_order_and_each_page_once() -> None:
    text = "https://b.com/2 http://a.com/1 https://a.com/1/?utm_source=x https://b.com/3https://c.com/4"
    assert urls(text) == ["https://b.com/2", "http://a.com/1", "https://b.com/3", "https://c.com/4"]


@pytest.mark.parametrize(
    "first", ["https://a.com/1", "https://a.com/wiki/%E4%B8%AD", "https://a.com/1_"]
)
def test_two_links_that_touch_are_two(first: str) -> None:
    assert urls(f"{first}https://b.com/2") == [first, "https://b.com/2"]
    assert urls("https://a.com/wiki/中HTTPS://b.com/2")[1:] == ["https://b.com/2"]


def test_an_address_inside_an_address_is_one_link() -> None:
    for outer in ("https://web.archive.org/web/2020/", "https://example.com/?url="):
        assert urls(f"{outer}http://example.com/a") == [f"{outer}http://example.com/a"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("看example.com/post。", POST),
        ("www.example.com 很好", "https://www.example.com/"),
        ("WWW.Example.com/a", "https://www.example.com/a"),
        ("t.me/channel/1", "https://t.me/channel/1"),
        ("news.example.co.uk/a", "https://news.example.co.uk/a"),
    ],
)
def test_a_bare_address_counts_where_it_is_surely_meant(text: str, url: str) -> None:
    assert urls(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "README.md and node.js, setup.py/x",
        "example.com",
        "me@example.com/a",
        "ftp://example.com/a",
        "src/example.com/a",
        "3.14/2 and 10.0.0.1/24",
        "and/or e.g. a.b",
        "www.",
        "www.example",
        "https://",
        "http:// example.com",
    ],
)
def test_what_only_looks_like_an_address_is_left_alone(text: str) -> None:
    assert urls(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://user:secret@example.com/",
        "https://mp.weixin.qq.com@10.0.0.1/s/abc",
        "http://0x7f000001/",
        "http://2130706433/",
        "https://goo\u017fe.com/",
        "https://exa%6dple.com/",
    ],
)
def test_a_host_in_disguise_is_no_link(text: str) -> None:
    assert urls(text) == []


def test_what_the_platform_marked_comes_first() -> None:
    text = f"words and {POST}"
    assert urls(text, "https://hidden.example/a)") == ["https://hidden.example/a)", POST]


def test_an_entity_that_swallowed_the_words_behind_it_gives_them_back() -> None:
    assert urls(f"{POST}这篇不错", f"{POST}这篇不错") == [POST]


@pytest.mark.parametrize("entity", ["README.md", "mailto:a@example.com", "tg://user?id=1", ""])
def test_an_entity_that_is_no_web_link_is_passed_over(entity: str) -> None:
    assert urls("text", entity) == []


_TEXT = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ("https://", "HTTP://", "www.", "a.com", "/x", "example.com/", "中文", "。", "（", ")",
             "[", "](", "@", "%41", "0x7f.1", "\u017f", "\ud800", "xn--a")
        ),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(_TEXT, st.lists(_TEXT, max_size=2))
def test_no_host_comes_out_that_did_not_go_in(text: str, entities: list[str]) -> None:
    written = "\n".join([text, *entities]).lower()
    for link in find(text, entities):
        host = URL(link.url).hostname
        assert host in written or "xn--" in host
