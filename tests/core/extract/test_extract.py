from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract import extract
from bot.core.extract.sniff import Kind, kind_of
from bot.core.model import Article, Page, Refusal, RefusalCode
from tests.fakes.pages import EN, ZH, article, page

URL = "https://news.example/lamps"
HTML = article().encode()
TEXT = "".join(EN).encode()
MARKDOWN = f"# Lamps\n\n{''.join(EN)}".encode()
NOTE = f"---\ntitle: Lamps\n---\n\n{''.join(EN)}".encode()


@pytest.mark.parametrize(
    ("body", "content_type", "url", "kind"),
    [
        (HTML, "text/html; charset=utf-8", URL, Kind.HTML),
        (HTML, "application/xhtml+xml", URL, Kind.HTML),
        (HTML, "", URL, Kind.HTML),
        (HTML, "", None, Kind.HTML),
        (HTML, "application/octet-stream", URL, Kind.HTML),
        (b"\xef\xbb\xbf" + HTML, "", None, Kind.HTML),
        (article().encode("utf-16"), "", None, Kind.HTML),
        (b"<!-- saved from https://a.example -->\n" + HTML, "", None, Kind.HTML),
        (b'<?xml version="1.0"?>\n' + HTML, "text/xml", URL, Kind.HTML),
        (b"Lamps</p><p>on the dike</p>", "", None, Kind.HTML),
        (TEXT, "text/plain", URL, Kind.TEXT),
        (TEXT, "text/plain", "notes/lamps.txt", Kind.TEXT),
        (TEXT, "", None, Kind.TEXT),
        (b"[1] " + TEXT, "", None, Kind.TEXT),
        (HTML, "text/plain", URL, Kind.HTML),
        (TEXT, "", "http://[", Kind.TEXT),
        (TEXT, "", "lamps.md", Kind.MARKDOWN),
        (TEXT, "text/plain", "https://raw.example/lamps.md?raw=1", Kind.MARKDOWN),
        (TEXT, "text/markdown", URL, Kind.MARKDOWN),
        (MARKDOWN, "", None, Kind.MARKDOWN),
        (MARKDOWN, "text/plain", URL, Kind.MARKDOWN),
        (NOTE, "", None, Kind.MARKDOWN),
        (b"\xef\xbb\xbf" + NOTE, "", None, Kind.MARKDOWN),
        (b"", "text/html", URL, Kind.HTML),
        (b"", "", None, Kind.TEXT),
    ],
)
def test_the_kind_comes_from_header_name_and_bytes(
    body: bytes, content_type: str, url: str | None, kind: Kind
) -> None:
    assert kind_of(Page(url, body, content_type)) is kind


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7\nx", "application/pdf"),
        (b"%PDF-1.7\nx", "text/html"),
        (b"\x89PNG\r\n\x1a\n\0\0", "text/html"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ""),
        (b"GIF89a", "text/plain"),
        (b"RIFF\0\0\0\0WEBPVP8 ", ""),
        (b"PK\x03\x04\0\0", "application/zip"),
        (b"\x1f\x8b\x08", "text/html"),
        (b"\0\0\0\x18ftypmp42", ""),
        (b"MZ\x90\0\x03", "application/x-msdownload"),
        (b"\x00\x01\x02\x03" * 200, "text/html"),
        (b"\x00\x01\x02\x03" * 200, ""),
        (HTML, "image/png"),
        (HTML, "video/mp4"),
        (b'{"a": 1}', "application/json"),
        (b'{"a": 1}', ""),
        (b'[{"a": 1}]', "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (HTML, "text/html-but-not-quite"),
    ],
)
def test_a_file_that_is_no_text_is_of_an_unsupported_type(body: bytes, content_type: str) -> None:
    refusal = extract(Page(URL, body, content_type))

    assert isinstance(refusal, Refusal)
    assert refusal.code == RefusalCode.UNSUPPORTED_TYPE


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "text/xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "text/html"),
        (b"<rss><channel/></rss>", "application/rss+xml"),
        (b'<?xml version="1.0"?><!-- x --><urlset></urlset>', "application/xml"),
        (b"{}", "application/feed+json"),
    ],
)
def test_a_feed_is_no_article(body: bytes, content_type: str) -> None:
    refusal = extract(Page(URL, body, content_type))

    assert isinstance(refusal, Refusal)
    assert refusal.code == RefusalCode.NOT_ARTICLE


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(HTML, "text/html"), (TEXT, "text/plain"), (MARKDOWN, ""), (NOTE, "")],
)
def test_every_kind_becomes_an_article(body: bytes, content_type: str) -> None:
    result = extract(Page(URL, body, content_type))

    assert isinstance(result, Article)
    assert "twenty years" in result.text
    assert result.language == "en"
    assert result.url == URL


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "big5", "utf-8"])
def test_a_page_is_decoded_before_it_is_judged(charset: str) -> None:
    html = article(*ZH[:1], ZH[4], title="灯").replace("灯杆", "灯").replace("凑钱", "出資")
    body = html.encode(charset, "ignore")
    result = extract(Page(URL, body, f"text/html; charset={charset}"))

    assert isinstance(result, Article)
    assert result.language == "zh"


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [("灯" * 19, True), ("灯" * 20, False), ("lamp " * 9, True), ("lamp " * 10, False)],
)
def test_a_text_below_twenty_characters_and_ten_words_is_too_short(
    words: str, is_refused: bool
) -> None:
    result = extract(Page(None, words.encode(), "text/plain"))

    assert isinstance(result, Refusal) is is_refused


def test_a_status_is_believed_before_a_page() -> None:
    refusal = extract(Page(URL, b"%PDF", "application/pdf", 404))

    assert refusal == Refusal(RefusalCode.NOT_FOUND, "status 404")


@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "text/plain", "text/markdown"]))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(extract(Page(URL, body, content_type)), Article | Refusal)


@given(st.text(max_size=200))
def test_no_markup_raises(text: str) -> None:
    html = page(f"<div class='{text}'>{text}</div><a href='{text}'>{text}</a>", title=text)

    assert isinstance(extract(Page(URL, html.encode(), "text/html")), Article | Refusal)
