"""Marked-up text as spans and lines, and how it is written: as Telegram HTML and without markup.

All that goes to Telegram passes here, so that one place escapes, keeps strangers' words from
coming to life and counts. Code may not stand in bold or italic, so those are closed around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.render.clean import units
from bot.render.fit import greatest
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
Stretch = tuple[Span, int | None]
"""A span that is wholly within something live, by its number in the line, or wholly outside."""

BLANK: Final[Line] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a message; those of `quote` stand in a quotation that unfolds at a touch."""

    head: tuple[Line, ...] = ()
    quote: tuple[Line, ...] = ()
    tail: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of them, in order."""
        return self.head + self.quote + self.tail


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


def write_most(make: Callable[[int], Body], most: int) -> Written:
    """Write `make(n)` for the greatest n up to `most` that fits; more n must make more text."""
    shown = greatest(lambda n: _write_fitting(make(n)) is not None, most)
    return write(make(shown))


def _write_fitting(body: Body) -> Written | None:
    """Write `body` if it fits; one that is too long as it is costs no further thought."""
    if sum(len(span.text) for line in body.lines for span in line) > MOST_UNITS:
        return None
    written = write(body)
    return written if written.fits else None


def write(body: Body, most: int = MOST_ENTITIES) -> Written:
    """Write `body`; where code would take more than `most` entities, unseen joiners do its work."""
    lines = [tuple(_stretches(line)) for line in body.lines]
    marked = sum(bool(span.mark) for line in body.lines for span in line) + bool(body.quote)
    budget = _Budget(most - marked)
    settled = [_joined(_settled(line, budget)) for line in lines]
    spans = [span for line in settled for span in line]
    return Written(
        html="\n".join(_html_parts(body, settled)),
        plain="\n".join(map(_plain, lines)),
        entities=sum(bool(span.mark) for span in spans) + bool(body.quote),
        length=sum(units(span.text) for span in spans) + max(0, len(lines) - 1),
    )


def _html_parts(body: Body, lines: list[Line]) -> Iterator[str]:
    """The HTML of head, quotation and tail, as far as there are such."""
    written = list(map(_html, lines))
    head, tail = len(body.head), len(body.head) + len(body.quote)
    yield from written[:head]
    if body.quote:
        quote = "\n".join(written[head:tail])
        yield f"<blockquote expandable>{quote}</blockquote>"
    yield from written[tail:]


def _html(line: Line) -> str:
    return "".join(
        f"<{mark}{attributes}>{escape(text, quote=False)}</{mark}>"
        if mark
        else escape(text, quote=False)
        for text, mark, attributes, _ in line
    )


class _Budget:
    """How many more entities there may be."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, number: int) -> bool:
        """Take `number` of them, if there are so many left."""
        if number > self._left:
            return False
        self._left -= number
        return True


def _settled(line: Iterable[Stretch], budget: _Budget) -> Iterator[Span]:
    """The spans of `line` with what would come to life as code, or with a joiner in it."""
    as_code: dict[int, bool] = {}
    for span, live in line:
        if live is None or span.ours or span.mark in _LIFELESS:
            yield span
            continue
        if live not in as_code:
            as_code[live] = budget.take(2 if span.mark else 1)  # bold goes on behind it
        yield Span(span.text, "code") if as_code[live] else span._replace(text=defuse(span.text))


def _plain(line: Iterable[Stretch]) -> str:
    """`line` without markup: what only a link or code held back has a joiner in it too."""
    return "".join(
        span.text if live is None or span.ours or span.mark == "code" else defuse(span.text)
        for span, live in line
    )


def _stretches(line: Line) -> Iterator[Stretch]:
    """Cut the spans where something live begins or ends."""
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
    groups = (
        Span("".join(span.text for span in group), mark, attributes)
        for (mark, attributes), group in groupby(told, key=lambda span: span[1:3])
    )
    return tuple(group if group.text.strip() else Span(group.text) for group in groups)
