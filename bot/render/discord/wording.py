"""Texts of the catalogue as Discord's readers get them, as marked-up lines or as bare words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.answers import Moment
from bot.render.discord.markdown import Line, Span
from bot.render.phrases import wording
from bot.render.template import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.render.template import Piece

Spans = tuple[Span, ...]
Value = str | int | Moment | Spans

PLATFORM: Final = "discord"
_BULLET: Final = "• "


def words(ui: str, key: str, /, **fields: object) -> str:
    """The text `key` ("button.again"), Discord's own where it has one.

    Raises:
        KeyError: no such key, or a field of the text is missing.
    """
    return wording(ui, key, PLATFORM).format(**fields)


def lines(ui: str, key: str, fields: Mapping[str, Value]) -> tuple[Line, ...]:
    """The lines of the text `key`, its bullets as items of a list.

    Raises:
        KeyError: no such key, or a field of the text is missing.
    """
    told = pieces(wording(ui, key, PLATFORM), fields)
    return tuple(_line(tuple(span for piece in line for span in _spans(piece))) for line in told)


def time(moment: Moment, shape: str) -> Span:
    """A moment in the reader's own zone; `shape` is Discord's: R for how long ago, t for a time."""
    return Span(f"<t:{moment.at}:{shape}>", "time")


def _line(spans: Spans) -> Line:
    if spans and not spans[0].mark and spans[0].text.startswith(_BULLET):
        first = spans[0]._replace(text=spans[0].text.removeprefix(_BULLET))
        return Line((first, *spans[1:]), "- ")
    return Line(spans)


def _spans(piece: Piece[Spans]) -> Spans:
    if isinstance(piece.value, Moment):
        return (time(piece.value, "f" if piece.value.is_dated else "t"),)
    return piece.value if isinstance(piece.value, tuple) else (Span(piece.value, piece.mark),)
