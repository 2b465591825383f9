from __future__ import annotations

import json
import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.daily.entries import BODIES, BODY, MOST
from bot.core.daily.feed import Entry, FeedReading
from bot.core.daily.parse import read_feed
from bot.core.model import Page, Refusal, RefusalCode
from tests.fakes.feeds import SENTENCE, WHOLE, atom, encoded, item, rss

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://example.com/blog/feed.xml"
AT = 1_762_243_140
NO_FEED = Refusal(RefusalCode.NOT_ARTICLE, "no feed")


def read(text: str | bytes, content_type: str = "", url: str | None = URL) -> FeedReading:
    body = text.encode() if isinstance(text, str) else text
    reading = read_feed(Page(url, body, content_type))
    assert isinstance(reading, FeedReading)
    return reading


def one(text: str | bytes, content_type: str = "", url: str | None = URL) -> Entry:
    (entry,) = read(text, content_type, url).entries
    return entry


def refused(text: str | bytes, content_type: str = "") -> Refusal:
    body = text.encode() if isinstance(text, str) else text
    refusal = read_feed(Page(URL, body, content_type))
    assert isinstance(refusal, Refusal)
    return refusal


def test_rss_gives_title_link_name_and_date() -> None:
    reading = read(rss(item(1, at=AT, guid="a-1")))
    assert reading.title == "Harbour News"
    assert reading.feeds == ()
    assert reading.entries == (Entry("a-1", "https://example.com/1", "Entry 1", AT),)


def test_atom_gives_the_same() -> None:
    entry = (
        "<entry><title>灯</title><id>tag:example.com,2025:1</id>"
        "<link rel='self' href='https://example.com/1.atom'/>"
        "<link rel='alternate' href='https://example.com/1'/>"
        "<updated>2025-11-05T00:00:00Z</updated><published>2025-11-04T15:59:00+08:00</published>"
        f"<content type='html'>&lt;p&gt;{SENTENCE * 12}&lt;/p&gt;</content></entry>"
    )
    found = one(atom(entry))
    assert found.name == "tag:example.com,2025:1"
    assert found.url == "https://example.com/1"
    assert (found.title, found.published) == ("灯", 1_762_243_140)
    assert found.body == f"<p>{SENTENCE * 12}</p>"


@pytest.mark.parametrize(
    "text",
    [
        # RSS 0.91 with its document type, RSS 1.0, RSS 0.90, Atom 0.3
        (
            '<?xml version="1.0"?>'
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
            ' "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
            "<title>T</title><item><title>E</title><link>https://example.com/1</link></item>"
            "</channel></rss>"
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://example.com/">'
            '<title>T</title></channel><item rdf:about="https://example.com/1"><title>E</title>'
            "<link>https://example.com/1</link></item></rdf:RDF>"
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>'
            "<item><title>E</title><link>https://example.com/1</link></item></rdf:RDF>"
        ),
        (
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry>'
            '<title>E</title><link rel="alternate" type="text/html" href="https://example.com/1"/>'
            "</entry></feed>"
        ),
        # nobody has declared the prefix; an ampersand alone; what HTML knows and XML does not
        (
            '<rss version="2.0"><channel><title>T</title><item><title>E</title><foo:bar>x</foo:bar>'
            "<link>https://example.com/1</link></item></channel></rss>"
        ),
        (
            '<rss version="2.0"><channel><title>T</title><item><title>E</title><link>'
            "https://example.com/1</link><description>R & D&nbsp;</description></item></channel>"
            "</rss>"
        ),
        # cut off; a warning of the site's own program before it; a control character within
        (
            '<rss version="2.0"><channel><title>T</title><item><title>E</title><link>'
            "https://example.com/1</link></item><item><titl"
        ),
        (
            "<br />\n<b>Warning</b>: Cannot modify header <?xml version='1.0'?>\n"
            '<rss version="2.0"><channel><title>T</title><item><title>E</title><link>'
            "https://example.com/1</link></item></channel></rss>"
        ),
        (
            '\ufeff \n<rss version="2.0"><channel><title>T\x0b\x00</title>'
            "<item><title>E\x1f</title><link>https://example.com/1</link></item></channel></rss>"
        ),
    ],
)
def test_feeds_of_all_ages_and_broken_ones_are_read(text: str) -> None:
    reading = read(text)
    assert reading.title == "T"
    assert [(entry.url, entry.title) for entry in reading.entries] == [
        ("https://example.com/1", "E")
    ]


@pytest.mark.parametrize(
    ("declared", "header", "codec"),
    [
        ("gbk", "", "gbk"),
        ("gb2312", "text/xml", "gb18030"),
        ("utf-8", "application/rss+xml; charset=gbk", "gbk"),  # the header is right
        ("gb2312", "text/xml; charset=gb2312", "utf-8"),  # both are wrong
        ("utf-8", "text/xml; charset=iso-8859-1", "utf-8"),
        ("utf-8", "", "gbk"),  # nobody is right
        ("big5", "", "big5"),
        ("utf-16", "", "utf-16"),
    ],
)
def test_the_encoding_is_what_the_bytes_are_whatever_they_claim(
    declared: str, header: str, codec: str
) -> None:
    words = "河堤上的四百燈" * 20
    text = rss(item(1, more=f"<description>{words}</description>"), title="城南社" * 9)
    body = text.replace('encoding="utf-8"', f'encoding="{declared}"').encode(codec)
    assert read(body, header).title == "城南社" * 9


def test_relative_links_are_seen_from_the_final_address_and_xml_base() -> None:
    assert one(rss(item(1, link="../posts/1"))).url == "https://example.com/posts/1"
    entry = "<entry><title>E</title><id>x</id><link href='posts/1'/></entry>"
    base = "xml:base='https://other.example/blog/'"
    assert one(atom(entry, attributes=base)).url == "https://other.example/blog/posts/1"
    base = "xml:base='/deep/'"
    assert one(atom(entry, attributes=base)).url == "https://example.com/deep/posts/1"


def test_a_guid_that_is_an_address_stands_for_a_missing_link() -> None:
    text = rss("<item><title>E</title><guid>https://example.com/1</guid></item>")
    assert one(text) == Entry("//example.com/1", "https://example.com/1", "E")


def test_without_a_guid_the_link_is_the_name() -> None:
    assert one(rss(item(1))).name == "//example.com/1"


def test_a_site_that_moves_to_https_has_written_nothing_new() -> None:
    before = one(rss(item(1, link="http://example.com/1")))
    assert before.name == one(rss(item(1, link="https://example.com/1"))).name


def test_a_guid_that_all_entries_share_names_none_of_them() -> None:
    entries = read(rss(item(1, guid="same"), item(2, guid="same"))).entries
    assert [entry.name for entry in entries] == ["//example.com/1", "//example.com/2"]


def test_a_long_name_is_hashed() -> None:
    name = one(rss(item(1, guid="g" * 201))).name
    assert len(name) == 32
    assert name != one(rss(item(1, guid="g" * 202))).name
    assert one(rss(item(1, guid="g" * 200))).name == "g" * 200


@pytest.mark.parametrize(
    "link", ["", "ftp://example.com/1", "javascript:alert(1)", "mailto:a@example.com",
             "https://user:pw@example.com/1", "https://", "http://[::1"],
)  # fmt: skip
def test_an_entry_that_leads_nowhere_is_left_out(link: str) -> None:
    entries = read(rss(item("x", link=link), item(2))).entries
    assert [entry.url for entry in entries] == ["https://example.com/2"]


def test_one_article_is_named_once() -> None:
    text = rss(item(1, guid="a"), item(1, guid="b"), item(2, guid="c"))
    assert [entry.name for entry in read(text).entries] == ["a", "c"]


def test_the_newest_hundred_come_first() -> None:
    entries = read(rss(*(item(n, at=AT + 60 * n) for n in range(MOST + 20)))).entries
    assert len(entries) == MOST
    assert [entry.title for entry in entries[:2]] == ["Entry 119", "Entry 118"]


def test_what_has_no_date_stands_behind_what_it_follows() -> None:
    text = rss(item(1), item(2, at=AT), item(3), item(4, at=AT + 60))
    assert [entry.title for entry in read(text).entries] == [
        "Entry 1", "Entry 4", "Entry 2", "Entry 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("<pubDate>Tue, 04 Nov 2025 15:59:00 +0800</pubDate>", 1_762_243_140),
        ("<pubDate>2025-11-04T07:59:00Z</pubDate>", 1_762_243_140),
        ("<pubDate>2025-11-04 07:59:00</pubDate>", 1_762_243_140),
        ("<dc:date>2025-11-04T15:59:00+08:00</dc:date>", 1_762_243_140),
        ("<pubDate>yesterday</pubDate>", 0),
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>", 0),
        ("<pubDate>9999-99-99T99:99:99Z</pubDate>", 0),
        ("<pubDate></pubDate>", 0),
        ("<pubDate>Sat, 01 Jan 2095 00:00:00 GMT</pubDate>", 3_944_678_400),  # the poller's matter
    ],
)
def test_dates_are_read_or_unknown(written: str, published: int) -> None:
    assert one(rss(item(1, more=written))).published == published


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[A <b>bold</b> claim &amp; more]]>", "A bold claim & more"),
        ("R&amp;D", "R&D"),
        ("2 &lt; 3", "2 < 3"),
        ("a\u200bb\u202e\n  c", "ab c"),
        ("x" * 400, "x" * 299 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_one_clean_line(written: str, title: str) -> None:
    text = rss(f"<item><title>{written}</title><link>https://example.com/1</link></item>")
    assert " ".join(one(text).title.split()) == title


def test_a_bridge_brings_the_whole_article_of_a_wechat_link() -> None:
    link = "http://mp.weixin.qq.com/s?__biz=MzI=&mid=22&idx=1&sn=ab&chksm=cd#rd"
    found = one(rss(item(1, link=link, at=AT, more=encoded(WHOLE)), title="城南旧事社"))
    assert found.url == link.removesuffix("#rd")
    assert found.body == WHOLE


def test_a_bridge_may_put_the_whole_article_into_the_description() -> None:
    whole = f"<p>{SENTENCE * 30}</p>阅读原文"
    text = rss(item(1, more=f"<description><![CDATA[{whole}]]></description>"))
    assert one(text).body == whole


@pytest.mark.parametrize(
    "more",
    [
        "<description>A teaser.</description>",
        f"<description>{SENTENCE * 12}</description>",
        encoded("<p>short</p>"),
        encoded(f"<p>{SENTENCE}</p><script>{'var x = 1;' * 200}</script>"),
        encoded(f"<img src='https://example.com/{'x' * 600}.png'>"),
        encoded(f"<p>{SENTENCE * 12}</p> [&#8230;]"),
        encoded(f"<p>{SENTENCE * 12}…</p><p>阅读全文</p>"),
        encoded(f"<p>{SENTENCE * 12}</p><a href='/1'>Continue reading <b>Entry</b> →</a>"),
        encoded(
            f"<p>{SENTENCE * 12} [&hellip;]</p>"
            "<p>The post <a href='/1'>Entry</a> appeared first on <a href='/'>Harbour</a>.</p>"
        ),
    ],
)
def test_what_only_teases_is_no_body(more: str) -> None:
    assert one(rss(item(1, more=more))).body == ""


def test_a_body_too_long_for_its_ornaments_loses_them() -> None:
    ornament = "<p style=\"font: 12px 'x'\" class='rich' data-tools='135'>"
    text = f"{ornament}{SENTENCE}</p>" * 1800
    assert len(text.encode()) > BODY
    body = one(rss(item(1, more=encoded(text)))).body
    assert body == f"<p>{SENTENCE}</p>" * 1800
    pictured = f'<img src="data:image/png;base64,{"A" * BODY}"><p>{SENTENCE * 12}</p>'
    assert one(rss(item(1, more=encoded(pictured)))).body == f"<img><p>{SENTENCE * 12}</p>"


def test_a_body_beyond_the_bound_is_none() -> None:
    assert one(rss(item(1, more=encoded(f"<p>{SENTENCE * 3000}</p>")))).body == ""


def test_the_bodies_of_a_feed_are_bounded_together_the_newest_kept() -> None:
    long = encoded(f"<p>{SENTENCE * 1500}</p>")
    entries = read(rss(*(item(n, at=AT - n, more=long) for n in range(40)))).entries
    whole = [bool(entry.body) for entry in entries]
    assert len(entries) == 40
    assert whole == sorted(whole, reverse=True)
    assert 0 < sum(len(entry.body.encode()) for entry in entries) <= BODIES


JSON_ITEM = {
    "id": "a-1",
    "url": "https://example.com/1",
    "title": "灯",
    "content_html": f"<p>{SENTENCE * 12}</p>",
    "date_published": "2025-11-04T15:59:00+08:00",
}


def json_feed(*items: object, **more: object) -> str:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": items}
    return json.dumps(feed | more)


def test_json_feed_gives_the_same() -> None:
    reading = read(json_feed(JSON_ITEM), "application/feed+json")
    assert reading.title == "Harbour"
    body = f"<p>{SENTENCE * 12}</p>"
    assert reading.entries == (Entry("a-1", "https://example.com/1", "灯", 1_762_243_140, body),)


READ = Entry("a-1", "https://example.com/1", "灯", 1_762_243_140)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"id": 7}, replace(READ, name="7")),
        ({"id": True}, replace(READ, name="//example.com/1")),
        ({"url": 5, "external_url": "/2"}, replace(READ, url="https://example.com/2")),
        ({"title": ["x"]}, replace(READ, title="")),
        ({"date_published": 1_762_243_140}, replace(READ, published=0)),
        ({"date_published": "2025-11-04T07:59:00"}, READ),
        ({"date_published": "soon", "date_modified": "2025-11-04T07:59:00Z"}, READ),
        ({"id": "x\ud800\u0000y"}, replace(READ, name="xy")),
    ],
)
def test_json_feed_is_strict_about_types(changed: dict[str, Any], expected: Entry) -> None:
    assert one(json_feed(JSON_ITEM | {"content_html": ""} | changed)) == expected


def test_json_feed_may_be_of_plain_text_and_without_most_of_it() -> None:
    text = f"{SENTENCE * 6} <b>\n\n{SENTENCE * 6}"
    found = one(json_feed({"url": "https://example.com/1", "content_text": text}, title=None))
    assert found.title == ""
    assert found.body == f"<p>{SENTENCE * 6} &lt;b&gt;</p><p>{SENTENCE * 6}</p>"
    no_version = json.dumps({"items": [JSON_ITEM]})
    assert one(no_version, "application/feed+json; charset=utf-8").name == "a-1"


@pytest.mark.parametrize(
    "text",
    ["{}", '{"items": {}}', '{"items": []}', "[]", '{"a": ' * 5000, "{" + "[" * 100_000,
     '{"version": "https://jsonfeed.org/version/1", "items": 3}', '{"n": ' + "9" * 5000 + "}"],
)  # fmt: skip
def test_other_json_is_no_feed(text: str) -> None:
    assert refused(text) == NO_FEED


def page(head: str, body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Blog</title>{head}</head><body>{body}</body></html>"


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_a_page_names_its_feeds_the_main_one_first() -> None:
    links = [
        alternate("/comments/feed/", title="Comments"),
        alternate("/p/7/feed", title="灯 的评论"),
        alternate("/feed.json", "application/json"),
        alternate("/wp-json/wp/v2/posts/7", "application/json"),
        alternate("feed.xml", "application/rss+xml; charset=utf-8"),
        alternate("https://feeds.example/a", "application/ATOM+xml"),
        alternate("/feed.xml2", "application/feed+json"),
        alternate("feed.xml"),
    ]
    reading = read(page("".join(links)), "text/html", "https://example.com/blog/")
    assert reading == FeedReading(
        "",
        feeds=(
            "https://example.com/blog/feed.xml",
            "https://feeds.example/a",
            "https://example.com/feed.xml2",
            "https://example.com/feed.json",
            "https://example.com/comments/feed/",
            "https://example.com/p/7/feed",
        ),
    )


def test_a_page_may_name_its_feed_in_its_body_and_against_its_base() -> None:
    text = page("<base href='https://other.example/x/'>", alternate("feed"))
    assert read(text).feeds == ("https://other.example/x/feed",)
    anchor = "<a rel='alternate' type='application/rss+xml' href='/feed'>RSS</a>"
    assert read(page("", anchor)).feeds == ("https://example.com/feed",)


def test_a_page_names_at_most_eight() -> None:
    assert len(read(page("".join(alternate(f"/{n}") for n in range(30)))).feeds) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words",
        page(""),
        page("<link rel='stylesheet' type='application/rss+xml' href='/a'>"),
        page(alternate("javascript:alert(1)") + alternate("ftp://example.com/feed")),
        page("", "<p>&lt;rss&gt;</p>"),
        "<opml version='2.0'><body><outline xmlUrl='https://example.com/feed'/></body></opml>",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>",
        "<rss",
        "<rss>",
        "<feed></feed>",
        "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'><foaf:Person/></rdf:RDF>",
        b"%PDF-1.7\n\xe2\xe3",
        b"\x89PNG\r\n\x1a\n" + bytes(200),
    ],
)
def test_anything_else_is_no_feed(text: str | bytes) -> None:
    assert refused(text) == NO_FEED


def test_a_feed_without_entries_is_one() -> None:
    assert read(rss()) == FeedReading("Harbour News")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10))


@pytest.mark.parametrize("entity", ["&l9;", "&l1;&l1;"])
def test_entities_of_its_own_do_not_grow(entity: str) -> None:
    head = f"<!DOCTYPE rss [\n{LAUGHS}\n]>"
    began = time.process_time()
    reading = read(rss(item(1), head=head, title=f"A{entity}B"))
    assert time.process_time() - began < 2
    assert len(reading.title) < 60
    assert [entry.url for entry in reading.entries] == ["https://example.com/1"]


def test_entities_of_its_own_do_not_grow_within_a_quadratic_blow_up() -> None:
    head = f'<!DOCTYPE rss [\n<!ENTITY a "{"x" * 50_000}">\n]>'
    assert len(read(rss(item(1), head=head, title="&a;" * 5000)).title) <= 300


def test_no_file_and_no_address_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell")

    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("a feed has opened a connection")

    monkeypatch.setattr(socket, "socket", no_socket)
    head = (
        f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [\n<!ENTITY f SYSTEM "{secret.as_uri()}">'
        '\n<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">\n%p;\n]>'
    )
    text = rss(item(1, more=encoded("&f;")), title="A&f;B", head=head)
    assert "do not tell" not in str(read(text))
    assert refused(secret.as_uri()) == refused("http://127.0.0.1:9/feed.xml") == NO_FEED


_PARTS = st.sampled_from(
    [
        b"<?xml version='1.0' encoding='gbk'?>", b"<!DOCTYPE rss [", b"<!ENTITY a 'b'>", b"]>",
        b"<rss version='2.0'>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<rdf:RDF>",
        b"<channel>", b"<title>", b"</title>", b"<item>", b"</item>", b"<entry>", b"</entry>",
        b"<link>", b"<link href='/x'/>", b"</link>", b"https://example.com/1", b"<guid>", b"&a;",
        b"&#xd800;", b"&#x110000;", b"&#99999999999999999999;", b"<![CDATA[", b"]]>", b"<!--",
        b"<pubDate>Tue, 99 Nov 99999 15:59:00 +9999</pubDate>", b"<content:encoded>", b"\xff\xfe",
        b"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>", b"</div></content>",
        b"<content type='application/octet-stream' mode='base64'>!", b"<source url='x'>",
        b"xml:base='http://[' ", b"<html>", b"<link rel=alternate type=application/rss+xml href=",
        b'{"version": "https://jsonfeed.org/version/1", "items": [', b'{"id": 1e999}', b"]}",
        b"<media:content url='x'/>", b"<georss:polygon>1 x</georss:polygon>", b"<itunes:image/>",
    ]
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(st.one_of(_PARTS, st.binary(max_size=6)), max_size=30).map(b"".join),
    ),
    st.sampled_from(["", "text/xml; charset=gbk", "application/feed+json", "text/html", ";=\xff"]),
    st.sampled_from([URL, None, "https://example.com"]),
)
@example(b"<rss><channel><item><link>http://[</link></item>", "", None)
def test_whatever_the_bytes_are_it_is_a_reading_or_a_refusal(
    body: bytes, content_type: str, url: str | None
) -> None:
    reading = read_feed(Page(url, body, content_type))
    assert isinstance(reading, FeedReading | Refusal)
    if isinstance(reading, FeedReading):
        assert not (reading.entries and reading.feeds)
        for entry in reading.entries:
            assert entry.url.startswith(("http://", "https://"))
            str(entry).encode()
            assert 0 < len(entry.name) <= 200


def test_what_the_library_trips_over_is_no_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise AssertionError("a case that nobody has thought of")

    monkeypatch.setattr(feedparser, "parse", trip)
    assert refused(rss(item(1))) == NO_FEED
