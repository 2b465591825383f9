from __future__ import annotations

import pytest

from bot.adapters.web.http1 import Head
from bot.adapters.web.media import check_declared, check_start
from bot.core.errors import UnsupportedTypeError


def head(**headers: str) -> Head:
    fields = tuple((name.replace("_", "-"), text.encode()) for name, text in headers.items())
    return Head(200, fields)


@pytest.mark.parametrize(
    "declared",
    [
        "text/html",
        "Text/HTML;charset=GBK",
        "text/html, text/html",
        'text/html;;;=,"\\"',
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "application/xml",
        "",
        "nonsense",
        "application/octet-stream",
    ],
)
def test_text_and_what_says_nothing_may_be_an_article(declared: str) -> None:
    check_declared(head(content_type=declared), "example.com")


@pytest.mark.parametrize(
    "declared",
    ["image/png", "video/mp4", "application/pdf", "application/json", "text/event-stream",
     "multipart/x-mixed-replace; boundary=b", "text/css", "image/svg+xml"],
)  # fmt: skip
def test_other_types_are_refused_before_the_body(declared: str) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"example\.com"):
        check_declared(head(content_type=declared), "example.com")


def test_a_download_is_no_article() -> None:
    with pytest.raises(UnsupportedTypeError, match="download"):
        check_declared(
            head(content_type="text/html", content_disposition="Attachment; filename=a.html"), "a"
        )


def test_where_no_type_was_told_the_bytes_decide() -> None:
    check_start(head(), b"<p>\xd6\xd0\xce\xc4</p>", "a")
    check_start(head(), "中文".encode("utf-16"), "a")
    check_start(head(content_type="text/html"), b"a\0b", "a")
    with pytest.raises(UnsupportedTypeError):
        check_start(head(content_type="application/octet-stream"), b"\x89PNG\r\n\x1a\n\0\0", "a")
