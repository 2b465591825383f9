"""What kind of document the bytes are: the header is asked, the bytes have the last word."""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.model import Page


_HEAD: Final = 16_384  # bytes that are looked at


class Kind(Enum):
    """The kinds of document that can hold an article."""

    HTML = auto()
    MARKDOWN = auto()
    TEXT = auto()


_MAGIC: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "PE"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"fLaC", "FLAC"),
    (b"\x1aE\xdf\xa3", "Matroska"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF2"),
    (b"\x00asm", "WebAssembly"),
)
_HEADER_KINDS: Final = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
    "text/plain": Kind.TEXT,
}
_SUFFIX_KINDS: Final = {
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
}
_SNIFFED_TYPES: Final = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "text/xml", "application/xml"}
)
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_PROLOGUE: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*", re.DOTALL
)
_FEED_ROOT: Final = re.compile(rb"<(?:rss|feed|rdf:RDF|opml|urlset|sitemapindex)[\s>]")
_HTML_START: Final = re.compile(
    rb"<(?:!--|(?:!doctype\s+html|html|head|body|title|meta|script|style|link|div|p|h[1-6]|table|article"
    rb"|section|main|header|span|a|b|br|font|iframe|center)\b)",
    re.IGNORECASE,
)
_WHOLE_PAGE: Final = re.compile(rb"\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_JSON_START: Final = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"])")
_CLOSING_TAG: Final = re.compile(rb"</(?:p|div|body|html|article|section)\s*>", re.IGNORECASE)
_FRONT_MATTER: Final = re.compile(
    rb"---[ \t]*\r?\n.{0,8000}?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_MARKDOWN_LINE: Final = re.compile(rb"^(?:#{1,6} \S|```|\*\*\S|[*-] \[|!\[)", re.MULTILINE)


def kind_of(page: Page) -> Kind | Refusal:
    """Tell the kind of `page`, or refuse what cannot hold an article.

    Files that are no text are `unsupported_type`, whatever the header says; feeds and site maps
    are lists of articles, hence `not_article`.
    """
    declared = page.content_type.partition(";")[0].strip().lower()
    body = _without_bom(page.body)
    return (
        _refused_by_bytes(page.body, body)
        or _refused_by_header(declared)
        or _text_kind(page.url, declared, body)
    )


def _without_bom(body: bytes) -> bytes:
    """The body after its mark; of UTF-16 only the head, as UTF-8."""
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body[:_HEAD].decode("utf-16", "replace").encode("utf-8", "replace")
    return body


def _refused_by_bytes(raw: bytes, body: bytes) -> Refusal | None:
    for magic, name in _MAGIC:
        if raw.startswith(magic):
            return Refusal(RefusalCode.UNSUPPORTED_TYPE, f"{name} by its first bytes")
    if raw[4:8] == b"ftyp":
        return Refusal(RefusalCode.UNSUPPORTED_TYPE, "MP4 by its first bytes")
    head = body[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:
        return Refusal(RefusalCode.UNSUPPORTED_TYPE, "binary by its bytes")
    prologue = _PROLOGUE.match(head)
    if prologue and _FEED_ROOT.match(head, prologue.end()):
        return Refusal(RefusalCode.NOT_ARTICLE, "feed or site map")
    return None


def _refused_by_header(declared: str) -> Refusal | None:
    if declared in _FEED_TYPES:
        return Refusal(RefusalCode.NOT_ARTICLE, "feed by its header")
    if declared in _HEADER_KINDS or declared in _SNIFFED_TYPES:
        return None
    return Refusal(RefusalCode.UNSUPPORTED_TYPE, f"content type {declared[:80]}")


def _text_kind(url: str | None, declared: str, body: bytes) -> Kind | Refusal:
    """The header decides between HTML and text; between text and Markdown name and bytes do."""
    kind = _HEADER_KINDS.get(declared) or _suffix_kind(url) or _sniffed_kind(body)
    if kind is not Kind.TEXT:
        return kind
    if _WHOLE_PAGE.match(body):  # source served for reading is read as the page it makes
        return Kind.HTML
    is_markdown = _suffix_kind(url) is Kind.MARKDOWN or _is_markdown(body[:_HEAD])
    return Kind.MARKDOWN if is_markdown else kind


def _suffix_kind(url: str | None) -> Kind | None:
    path = re.split(r"[?#]", url, maxsplit=1)[0] if url else ""
    return _SUFFIX_KINDS.get(PurePosixPath(path).suffix.lower())


def _sniffed_kind(body: bytes) -> Kind | Refusal:
    head = body[:_HEAD]
    if _HTML_START.match(head.lstrip()) or len(_CLOSING_TAG.findall(head)) > 1:
        return Kind.HTML
    if _JSON_START.match(head):
        return Refusal(RefusalCode.UNSUPPORTED_TYPE, "JSON by its first bytes")
    return Kind.TEXT


def _is_markdown(head: bytes) -> bool:
    return bool(_FRONT_MATTER.match(head) or _MARKDOWN_LINE.search(head))
