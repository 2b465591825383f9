"""A daily post on Telegram: a header, and up to four lines for each item; no buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.render import daily
from bot.render.address import web_address
from bot.render.fit import greatest
from bot.render.phrases import phrase
from bot.render.telegram.address import message_address
from bot.render.telegram.keyboard import start_address
from bot.render.telegram.markup import BLANK, Body, Span, link, write
from bot.render.telegram.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DailyAnswer, DailyItem
    from bot.render.telegram.markup import Line, Written
    from bot.render.telegram.message import View

MOST_UNITS: Final = 3900
MOST_ENTITIES: Final = 90


def render_daily(answer: DailyAnswer, view: View) -> Message:
    """One message of the post; items that have no room after all are left out at the end."""

    def first(shown: int) -> Written:
        return _written(replace(answer, items=answer.items[:shown]), view)

    written = first(greatest(lambda shown: _fits(first(shown)), len(answer.items)))
    return Message(written.html, written.plain)


def split_daily(answer: DailyAnswer, view: View) -> tuple[DailyAnswer, ...]:
    """The messages it takes to say it, at most two; what does not fit is left out at the end."""
    return daily.split(answer, lambda part: _fits(_written(part, view)))


def _fits(written: Written) -> bool:
    is_short = written.length <= MOST_UNITS and written.entities <= MOST_ENTITIES
    return is_short and written.fits


def _written(answer: DailyAnswer, view: View) -> Written:
    return write(Body(tuple(_lines(answer, view))), MOST_ENTITIES)


def _lines(answer: DailyAnswer, view: View) -> Iterator[Line]:
    yield (Span(daily.header(answer), "b", ours=True),)
    for number, item in enumerate(answer.items, answer.first):
        yield BLANK
        yield from _item(daily.tidy_item(item), number, answer.language, view)
    if unread := daily.unread(answer):
        yield BLANK
        yield (Span(unread, "i", ours=True),)


def _item(item: DailyItem, number: int, ui: str, view: View) -> Iterator[Line]:
    yield Span(f"{number}.", "b", ours=True), Span(" "), _linked(item.title, item.url)
    if item.one_line:
        yield (Span(item.one_line),)
    facts = " · ".join(daily.facts(item, ui))
    told = (Span(facts, "i"),) if facts else ()
    if full := _full(item, view):
        # A link may stand in italics, but a span has one mark: it is told from the facts by it.
        told += (*((Span(" · "),) if facts else ()), link(phrase(ui, "label.daily_full"), full))
    if told:
        yield told
    if item.also:
        yield tuple(_also(item, ui))


def _also(item: DailyItem, ui: str) -> Iterator[Span]:
    yield Span(phrase(ui, "label.daily_also"), ours=True)
    for number, also in enumerate(item.also):
        if number:
            yield Span(" · ", ours=True)
        yield _linked(also.name, also.url)


def _linked(text: str, url: str) -> Span:
    address = web_address(url)
    return link(text, address) if address else Span(text)


def _full(item: DailyItem, view: View) -> str | None:
    """Where the whole digest is: its message, or our private chat, which makes or finds it."""
    if item.post and (address := message_address(item.chat, item.post)):
        return address
    return start_address(f"d_{item.row}", view) if item.row else None
