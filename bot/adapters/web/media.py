"""What may be an article, by what a site declares and by what the bytes look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.errors import UnsupportedTypeError

if TYPE_CHECKING:
    from bot.adapters.web.http1 import Head

SNIFFED: Final = 1024
"""Decoded bytes that are looked at before more are taken."""

_TEXT: Final = frozenset(
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

_UNTOLD: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Types that say nothing: the bytes decide."""

_MAGIC: Final = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"MZ\x90",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\x1aE\xdf\xa3",
    b"wOFF",
    b"wOF2",
    b"\x00asm",
    b"SQLite format 3\x00",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
)
"""How files begin that are no text, whatever a header says (WHATWG MIME Sniffing and beyond)."""

_WIDE_BOM: Final = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""The standard's binary data bytes: no text in any encoding of one byte a unit holds them."""


def essence(content_type: str) -> str:
    """`text/html; charset=gbk` -> `text/html`."""
    return content_type.partition(";")[0].strip().lower()


def check_declared(head: Head, where: str) -> None:
    """Judge an answer before its body is read.

    Raises:
        UnsupportedTypeError: a download, or a type that is no text.
    """
    if head.text("content-disposition").strip().lower().startswith("attachment"):
        raise UnsupportedTypeError(f"{where}: a file to download, not a page")
    declared = essence(head.text("content-type"))
    if declared not in _TEXT | _UNTOLD:
        raise UnsupportedTypeError(f"{where}: {declared[:60]} is not text")


def check_start(head: Head, start: bytes, where: str) -> None:
    """Judge the first bytes of a body.

    Raises:
        UnsupportedTypeError: another kind of file, or, where no type was declared, no text.
    """
    untold = essence(head.text("content-type")) in _UNTOLD
    binary = untold and not start.startswith(_WIDE_BOM) and _CONTROL.search(start[:SNIFFED])
    if start.startswith(_MAGIC) or binary:
        raise UnsupportedTypeError(f"{where}: the bytes are no text")
