"""What may be an article, by what a site declares and by what the bytes look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.errors import UnsupportedTypeError

if TYPE_CHECKING:
    from bot.adapters.web.http1 import Head

SNIFFED: Final = 1024
"""Decoded bytes that are looked at before more are taken."""

PAGE_TYPES: Final = frozenset(
    {
        "application/xhtml+xml",
        "application/xml",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/x-markdown",
        "text/xml",
    }
)

FEED_TYPES: Final = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/x-rss+xml",
        "text/atom+xml",
        "text/rss+xml",
    }
)
"""Lists of articles: no page is served as one of these."""

_UNTOLD: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Types that say nothing: the bytes decide."""

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")

_WIDE_BOM: Final = (b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""The binary data bytes of the WHATWG MIME Sniffing standard: no 8-bit text holds them."""


def essence(content_type: str) -> str:
    """`text/html; charset=gbk` -> `text/html`; "" for what is no media type at all."""
    found = _TYPE.match(content_type.strip().lower())
    return found[0] if found else ""


def check_declared(head: Head, where: str, types: frozenset[str] = PAGE_TYPES) -> None:
    """Judge an answer before its body is read.

    Raises:
        UnsupportedTypeError: a download, or a type that is none of `types`.
    """
    if head.text("content-disposition").strip().lower().startswith("attachment"):
        raise UnsupportedTypeError(f"{where}: a file to download, not a page")
    declared = essence(head.text("content-type"))
    if declared not in types | _UNTOLD:
        raise UnsupportedTypeError(f"{where}: {declared[:60]} is not text")


def check_start(head: Head, start: bytes, where: str) -> None:
    """Judge the first bytes of a body whose type was not told; a told one is the extractor's.

    Raises:
        UnsupportedTypeError: no text.
    """
    if essence(head.text("content-type")) not in _UNTOLD or start.startswith(_WIDE_BOM):
        return
    if _BINARY.search(start[:SNIFFED]):
        raise UnsupportedTypeError(f"{where}: the bytes are no text")
