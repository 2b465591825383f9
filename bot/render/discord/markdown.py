"""Marked-up text as spans and lines, and how it is written in Discord's markdown.

All that goes to Discord passes here, so that one place escapes and keeps strangers' words from
coming to life: as code where they stand in running text, elsewhere with an unseen joiner.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.render.clean import units
from bot.render.discord.live import DAMP, defuse, looks_like_address, stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Mark = Literal["", "b", "i", "code", "link", "time"]
Lead = Literal["", "- ", "### ", "-# "]
"""What makes a line an item, a heading, small, or small below an item."""

_SIGN: Final = re.compile(r"[\\*_~`|\[\]<]|:(?=[A-Za-z0-9_+~-]*(?::|$))")
"""What marks up wherever it stands, and the colon before what may be the name of an emoji."""

_LEADING: Final = re.compile(r"^(?:([0-9]+)(\.)(?=\s|$)|([#>+-]))")
"""What makes a heading, a quotation or a list of the text that it begins."""

_AROUND: Final = {"": "", "b": "**", "i": "*"}
# Discord counts brackets in a link's words even behind a backslash, and may give the link up.
_BRACKETS: Final = str.maketrans("[]", "［］")


class Span(NamedTuple):
    """Some words under one mark, cleaned but not escaped; a time is written as it is.

    `target` is the address of a link, percent-encoded.
    """

    text: str
    mark: Mark = ""
    target: str = ""


class Line(NamedTuple):
    """One line of a text."""

    spans: tuple[Span, ...]
    lead: Lead = ""


def titled(title: str, target: str | None, word: str) -> tuple[Span, ...]:
    """`title` as a link to `target`; where it looks like an address itself, `word` is the link."""
    if target is None:
        return (Span(title),)
    if looks_like_address(title):
        return Span(title), Span(" · "), Span(word, "link", target)
    return (Span(title, "link", target),)


def still(text: str) -> str:
    """`text` escaped, and defused instead of shown as code: in bold, in links and titles."""
    return _escaped(defuse(text))


def write(lines: Iterable[Line]) -> str:
    """The lines in markdown."""
    return "\n".join(line.lead + _joined(map(_written, _merged(line.spans))) for line in lines)


def length(texts: Iterable[str]) -> int:
    """How much of a message's room texts take, in UTF-16 units."""
    return sum(map(units, texts))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours under one mark as one: what lives across their border is seen as a whole."""
    told = (span for span in spans if span.text)
    for (mark, target), group in groupby(told, key=lambda span: span[1:]):
        text = "".join(span.text for span in group)
        yield Span(text, mark if text.strip() else "", target)


def _written(span: Span) -> str:
    if span.mark == "time":
        return span.text
    if span.mark == "link":
        return f"[{still(span.text.translate(_BRACKETS))}](<{span.target}>)"
    if span.mark == "code":
        return _code(span.text)
    if span.mark:
        around = _AROUND[span.mark]
        return f"{around}{still(span.text)}{around}"
    return _joined(
        _code(part) if is_live else _escaped(part) for part, is_live in stretches(span.text)
    )


def _joined(parts: Iterable[str]) -> str:
    """The parts side by side, never a backtick of one beside a backtick of the next."""
    told = ""
    for part in parts:
        apart = DAMP if told.endswith("`") and part.startswith("`") else ""
        told += apart + part
    return told


def _code(text: str) -> str:
    """Some words as code; clients differ on code with a backtick in it, so that is only defused."""
    return still(text) if "`" in text else f"`{text}`"


def _escaped(text: str) -> str:
    return _LEADING.sub(_held, _SIGN.sub(r"\\\g<0>", text))


def _held(found: re.Match[str]) -> str:
    return f"{found[1]}\\." if found[2] else f"\\{found[3]}"
