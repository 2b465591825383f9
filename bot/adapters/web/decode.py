"""Content codings undone piece by piece, so that a bomb is noticed while it is small."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from bot.core.errors import FetchFailedError, UnsupportedTypeError

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE: Final = 256 * 2**10
"""Decoded bytes handed on at once."""

_GZIP_START: Final = b"\x1f\x8b"


class Plain:
    """No coding: the bytes as they are."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Hand `data` on."""
        yield data

    def finish(self) -> None:
        """Nothing can be missing."""


class Gzip:
    """One gzip member after another (RFC 1952); what follows the last one is ignored."""

    def __init__(self, where: str) -> None:
        """Begin before the first member; `where` is named in errors."""
        self._where = where
        self._member = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, at most PIECE bytes at a time.

        Raises:
            FetchFailedError: not gzip, or damaged.
        """
        full = False
        while data or full:  # a full piece may have left some of its output inside
            if self._member.eof:
                if not data.startswith(_GZIP_START):
                    return
                self._member = zlib.decompressobj(wbits=31)
            try:
                piece = self._member.decompress(data, PIECE)
            except zlib.error as error:
                raise FetchFailedError(f"{self._where}: damaged gzip coding") from error
            full = len(piece) == PIECE
            data = self._member.unconsumed_tail or self._member.unused_data
            yield piece

    def finish(self) -> None:
        """Raise FetchFailedError where the end is missing."""
        if not self._member.eof:
            raise FetchFailedError(f"{self._where}: the gzip coding breaks off")


def decoder(encodings: tuple[bytes, ...], where: str) -> Plain | Gzip:
    """The decoder for the Content-Encoding headers of an answer from `where`.

    Raises:
        UnsupportedTypeError: a coding that was not offered, or several.
    """
    codings = b",".join(encodings).decode("latin-1").lower().replace(" ", "").split(",")
    match [coding for coding in codings if coding not in {"", "identity"}]:
        case []:
            return Plain()
        case ["gzip" | "x-gzip"]:
            return Gzip(where)
        case _:
            raise UnsupportedTypeError(f"{where}: a content coding other than gzip")
