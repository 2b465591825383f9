"""Texts of the catalogue taken apart, with their fields filled in: what to mark up, not how."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Generic, Literal, NamedTuple, TypeVar, cast

from bot.render.clean import clean, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.answers import Moment

T = TypeVar("T")
Mark = Literal["", "b", "i", "code"]

_PIECE: Final = re.compile(r"(</?(?:b|i|code)>|{\w+}|\n)")
_MOST: Final = 300
"""UTF-16 units of one field: a name, a host, an option that somebody typed."""


class Piece(NamedTuple, Generic[T]):
    """Some words under one mark, cleaned but not escaped; or what a platform itself has to show.

    `ours`: they stand so in the catalogue.
    """

    value: str | Moment | T
    mark: Mark = ""
    ours: bool = False


def pieces(
    text: str, fields: Mapping[str, str | int | Moment | T]
) -> tuple[tuple[Piece[T], ...], ...]:
    """The lines of `text`, a text of the catalogue, with `fields` in their places.

    Words and numbers are cleaned and cut; a moment, or a value of the platform's, stays as it is.

    Raises:
        KeyError: a field of the text is missing.
    """
    told: list[list[Piece[T]]] = [[]]
    for piece in _pieces(text, fields):
        if piece is None:
            told.append([])
        else:
            told[-1].append(piece)
    return tuple(map(tuple, told))


def _pieces(text: str, fields: Mapping[str, str | int | Moment | T]) -> Iterator[Piece[T] | None]:
    """The pieces in order; None for the end of a line."""
    mark: Mark = ""
    for part in _PIECE.split(text):
        if part == "\n":
            yield None
        elif part.startswith("</"):
            mark = ""
        elif not _PIECE.fullmatch(part):
            yield Piece(part, mark, ours=True)
        elif part.startswith("<"):
            mark = cast("Mark", part[1:-1])
        else:
            yield Piece(_tidy(fields[part[1:-1]]), mark)


def _tidy(value: str | int | Moment | T) -> str | Moment | T:
    return cut(clean(str(value)), _MOST) if isinstance(value, str | int) else value


def utc(moment: Moment) -> str:
    """A moment in words, for where nobody shows it in the reader's own zone."""
    shape = "%Y-%m-%d %H:%M" if moment.is_dated else "%H:%M"
    return f"{datetime.fromtimestamp(moment.at, UTC):{shape}} UTC"
