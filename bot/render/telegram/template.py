"""Texts of the catalogue as marked-up lines, with fields whose words stay under control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import Moment
from bot.render.phrases import wording
from bot.render.telegram.markup import Span
from bot.render.template import pieces, utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.render.telegram.markup import Line
    from bot.render.template import Piece

Value = str | int | Moment | Span


def lines(language: str, key: str, fields: Mapping[str, Value]) -> tuple[Line, ...]:
    """The lines of the text `key` ("chat.usage") in the catalogue of `language`.

    Raises:
        KeyError: no such key, or a field of the text is missing.
    """
    filled = pieces(wording(language, key), fields)
    return tuple(tuple(map(_span, line)) for line in filled)


def line(language: str, key: str, /, **fields: Value) -> Line:
    """The one line of the text `key`."""
    return lines(language, key, fields)[0]


def time(moment: Moment, shape: str, fallback: str) -> Span:
    """A moment in the reader's own zone; `fallback` is what an old client shows.

    `shape` is Telegram's: r, or any of w, d or D, t or T.
    """
    return Span(fallback, "tg-time", f' unix="{moment.at}" format="{shape}"', ours=True)


def _span(piece: Piece[Span]) -> Span:
    value = piece.value
    if isinstance(value, Span):
        return value
    if isinstance(value, Moment):
        return time(value, "Dt" if value.is_dated else "t", utc(value))
    return Span(value, piece.mark, ours=piece.ours)
