"""Reads a source that is no link: a file, or what is piped in."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

from bot.core.errors import FetchFailedError, TooBigError, UnsupportedTypeError
from bot.core.model import Page

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 24 << 20
"""The same as a fetched page may have, unpacked."""

TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}


def read_file(path: Path, *, url: str | None = None) -> Page:
    """The file as a page; `.gz` is unpacked, the type is that of the name's ending.

    Raises:
        FetchFailedError: it is not there or cannot be read.
        TooBigError: more than 24 MiB, also unpacked.
        UnsupportedTypeError: a broken `.gz`.
    """
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise FetchFailedError(f"{path}: {fault.strerror or fault}") from fault
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        body = _unpacked(body, path)
        suffixes.pop()
    return _page(body, str(path), url, TYPES.get(suffixes[-1] if suffixes else "", ""))


def read_stdin(*, url: str | None = None) -> Page:
    """All that is piped in, its type unknown.

    Raises:
        TooBigError: more than 24 MiB.
    """
    return _page(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input", url, "")


def _page(body: bytes, name: str, url: str | None, content_type: str) -> Page:
    if len(body) > MAX_BYTES:
        raise TooBigError(f"{name}: more than {MAX_BYTES >> 20} MiB")
    return Page(url=url, body=body, content_type=content_type)


def _unpacked(body: bytes, path: Path) -> bytes:
    """At most one byte more than allowed, so that a bomb never unfolds."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error as fault:
        raise UnsupportedTypeError(f"{path}: not a gzip file") from fault
