"""Marked-up text as spans and lines, and how it is written: as Telegram HTML and without markup.

All that goes to Telegram passes here, so that one place escapes, keeps strangers' words from
coming to life and counts. Code may not stand in bold or italic, so those are closed around it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.render.telegram.clean import units
from bot.render.telegram.live import defuse, find_live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_UNITS: Final = 4096
MOST_ENTITIES: Final = 100

Mark = Literal["", "b", "i", "code", "a", "tg-time"]
_LIFELESS: Final = frozenset({"code", "a", "tg-time"})


class Span(NamedTuple):
    """Some words under one mark, cleaned but not escaped. `ours`: they may come to life.

    `attributes` are those of the tag, ready to be written.
    """

    text: str
    mark: Mark = ""
    attributes: str = ""
    ours: bool = False


Line = tuple[Span, ...]
BLANK: Final[Line] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a message; those of `quote` stand in a quotation that unfolds at a touch."""

    head: tuple[Line, ...] = ()
    quote: tuple[Line, ...] = ()
    tail: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A body as it is sent. `entities` counts those that we ask for, `length` is in units."""

    html: str
    plain: str
    entities: int
    length: int

    @property
    def fits(self) -> bool:
        """Whether the platform takes it, with markup and without."""
        return (
            self.entities <= MOST_ENTITIES
            and self.length <= MOST_UNITS
            and units(self.plain) <= MOST_UNITS
        )


def link(text: str, url: str) -> Span:
    """`text` as a link to `url`."""
    target = escape(url, quote=False).replace('"', "&quot;")
    return Span(text, "a", f' href="{target}"')


def write(body: Body) -> Written:
    """Write `body`; where code would take more entities than there are, unseen joiners do."""
    written = _write(body, codes=MOST_UNITS)
    if written.entities <= MOST_ENTITIES or written.length > MOST_UNITS:
        return written  # joiners would only make it longer
    fitting = bisect_right(
        range(MOST_ENTITIES), MOST_ENTITIES, key=lambda codes: _write(body, codes).entities
    )
    return _write(body, max(0, fitting - 1))


def write_most(make: Callable[[int], Body], most: int) -> Written:
    """Write `make(n)` for the greatest n up to `most` that fits; more n must make more text."""
    written = write(make(most))
    if written.fits:
        return written
    too_many = bisect_right(range(most), 0, key=lambda n: not write(make(n)).fits)
    return write(make(max(0, too_many - 1)))


def _write(body: Body, codes: int) -> Written:
    """Write with at most `codes` stretches of strangers' words as code."""
    counter = _Counter(codes)
    parts = [
        [_joined(_settled(line, counter)) for line in lines]
        for lines in (body.head, body.quote, body.tail)
    ]
    spans = [span for lines in parts for line in lines for span in line]
    breaks = sum(map(len, parts)) - 1
    return Written(
        html="\n".join(_html_parts(parts)),
        plain="\n".join(map(_plain, (*body.head, *body.quote, *body.tail))),
        entities=sum(bool(span.mark) for span in spans) + bool(body.quote),
        length=sum(units(span.text) for span in spans) + max(0, breaks),
    )


def _html_parts(parts: list[list[Line]]) -> Iterator[str]:
    head, quote, tail = ("\n".join(map(_html, lines)) for lines in parts)
    if parts[0]:
        yield head
    if parts[1]:
        yield f"<blockquote expandable>{quote}</blockquote>"
    if parts[2]:
        yield tail


def _html(line: Line) -> str:
    return "".join(
        f"<{mark}{attributes}>{escape(text, quote=False)}</{mark}>"
        if mark
        else escape(text, quote=False)
        for text, mark, attributes, _ in line
    )


class _Counter:
    """How many more stretches may become code."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _settled(line: Line, counter: _Counter) -> Iterator[Span]:
    """The spans of `line` with what would come to life as code, or with a joiner in it."""
    as_code: dict[int, bool] = {}
    for span, live in _stretches(line):
        if live is None or span.ours or span.mark in _LIFELESS:
            yield span
            continue
        if live not in as_code:
            as_code[live] = counter.take()
        yield Span(span.text, "code") if as_code[live] else span._replace(text=defuse(span.text))


def _plain(line: Line) -> str:
    """`line` without markup: what only a link or code held back has a joiner in it too."""
    return "".join(
        span.text if live is None or span.ours or span.mark == "code" else defuse(span.text)
        for span, live in _stretches(line)
    )


def _stretches(line: Line) -> Iterator[tuple[Span, int | None]]:
    """Cut the spans where something live begins or ends; its number, None for the rest."""
    borders = find_live("".join(span.text for span in line))
    at = 0
    for span in line:
        end = at + len(span.text)
        for number, (begin, stop) in enumerate(borders):
            if begin < end and stop > at:
                first, last = max(begin, at), min(stop, end)
                yield _part(span, end, at, first), None
                yield _part(span, end, first, last), number
                at = last
        yield _part(span, end, at, end), None
        at = end


def _part(span: Span, end: int, first: int, last: int) -> Span:
    """The part of a span that ends at `end` in its line."""
    start = end - len(span.text)
    return span._replace(text=span.text[first - start : last - start])


def _joined(spans: Iterable[Span]) -> Line:
    """Neighbours under one mark as one; white space alone needs no mark."""
    told = (span for span in spans if span.text)
    whole = (span if span.text.strip() else span._replace(mark="", attributes="") for span in told)
    return tuple(
        Span("".join(span.text for span in group), mark, attributes)
        for (mark, attributes), group in groupby(whole, key=lambda span: span[1:3])
    )
