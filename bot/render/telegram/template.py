"""Texts of the catalogue as marked-up lines, with fields whose words stay under control."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from bot.core.answers import Moment
from bot.render.phrases import catalogue, ui_language
from bot.render.telegram.clean import clean, cut
from bot.render.telegram.markup import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.render.telegram.markup import Line, Mark

Value = str | int | Moment | Span

_PIECE: Final = re.compile(r"(</?(?:b|i|code)>|{\w+}|\n)")
_MOST: Final = 300
"""UTF-16 units of one field: a name, a host, an option that somebody typed."""


def lines(language: str, key: str, fields: Mapping[str, Value]) -> tuple[Line, ...]:
    """The lines of the text `key` ("chat.usage") in the catalogue of `language`.

    Raises:
        KeyError: no such key, or a field of the text is missing.
    """
    section, _, name = key.partition(".")
    told: list[list[Span]] = [[]]
    mark: Mark = ""
    for piece in _PIECE.split(catalogue(ui_language(language))[section][name]):
        if piece == "\n":
            told.append([])
        elif piece.startswith("</"):
            mark = ""
        elif not _PIECE.fullmatch(piece):
            told[-1].append(Span(piece, mark, ours=True))
        elif piece.startswith("<"):
            mark = cast("Mark", piece[1:-1])
        else:
            told[-1].append(_field(fields[piece[1:-1]], mark))
    return tuple(map(tuple, told))


def line(language: str, key: str, /, **fields: Value) -> Line:
    """The one line of the text `key`."""
    return lines(language, key, fields)[0]


def time(moment: Moment, shape: str, fallback: str) -> Span:
    """A moment in the reader's own zone; `fallback` is what an old client shows.

    `shape` is Telegram's: r, or any of w, d or D, t or T.
    """
    return Span(fallback, "tg-time", f' unix="{moment.at}" format="{shape}"', ours=True)


def _field(value: Value, mark: Mark) -> Span:
    if isinstance(value, Span):
        return value
    if isinstance(value, Moment):
        return time(value, "t", f"{datetime.fromtimestamp(value.at, UTC):%H:%M} UTC")
    return Span(cut(clean(str(value)), _MOST), mark)
