"""A daily post on Discord: a header, a text for each item, a menu of those to be read in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.render import daily
from bot.render.clean import cut, units
from bot.render.discord.address import link_target, message_address
from bot.render.discord.embed import plain_embed
from bot.render.discord.markdown import Line, Span, length, titled, write
from bot.render.discord.message import Choice, Message, Option, Text
from bot.render.discord.wording import words
from bot.render.fit import greatest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DailyAnswer, DailyItem
    from bot.render.discord.message import View

FULL: Final = "d1:dg"
"""What the menu of items sends us, with the chosen one."""

_MOST_UNITS: Final = 3800
_MOST_ITEM: Final = 3400
_MOST_OPTION: Final = 100
_MOST_ALSO: Final = 300
"""Characters of the address of another source: beyond that it takes the items' own room."""


def render_daily(answer: DailyAnswer, view: View) -> Message:
    """One message of the post; items that have no room after all are left out at the end."""

    def texts(shown: int) -> list[str]:
        return list(_texts(replace(answer, items=answer.items[:shown]), view))

    most = len(answer.items)
    shown = greatest(lambda n: length(texts(n)) <= _MOST_UNITS, most)
    told = texts(shown)
    menu = _menu(answer.items[:shown], answer)
    blocks = (*map(Text, told), *((menu,) if menu else ()))
    return Message(blocks, plain_embed("\n\n".join(told)), accent=True)


def split_daily(answer: DailyAnswer, view: View) -> tuple[DailyAnswer, ...]:
    """The messages it takes to say it, at most two; what does not fit is left out at the end."""
    return daily.split(answer, lambda part: length(_texts(part, view)) <= _MOST_UNITS)


def _texts(answer: DailyAnswer, view: View) -> Iterator[str]:
    yield write([Line((Span(daily.header(answer), "b"),))])
    for number, item in enumerate(answer.items, answer.first):
        yield _fitting(daily.tidy_item(item), number, answer.language, view)
    if unread := daily.unread(answer):
        yield write([Line((Span(unread),), "-# ")])


def _fitting(item: DailyItem, number: int, ui: str, view: View) -> str:
    """An item; where its signs take too much room once they are escaped, less of its line."""

    def text(most: int) -> str:
        line = replace(item, one_line=item.one_line[:0] if not most else cut(item.one_line, most))
        return write(_lines(line, number, ui, view))

    whole = units(item.one_line)
    return text(greatest(lambda n: units(text(n)) <= _MOST_ITEM, whole))


def _lines(item: DailyItem, number: int, ui: str, view: View) -> Iterator[Line]:
    target, word = link_target(item.url), words(ui, "button.source")
    yield Line((Span(f"{number}. "), *titled(item.title, target, word)), "### ")
    if item.one_line:
        yield Line((Span(item.one_line),))
    facts = " · ".join(daily.facts(item, ui))
    full = message_address(view.server, item.chat, item.post) if item.post else None
    if full:
        told = (Span(f"{facts} · "),) if facts else ()
        yield Line((*told, Span(words(ui, "label.daily_full"), "link", full)), "-# ")
    elif facts:
        yield Line((Span(facts),), "-# ")
    if item.also:
        yield Line(tuple(_also(item, ui, word)), "-# ")


def _also(item: DailyItem, ui: str, word: str) -> Iterator[Span]:
    yield Span(words(ui, "label.daily_also"))
    for number, also in enumerate(item.also):
        if number:
            yield Span(" · ")
        target = link_target(also.url)
        yield from titled(also.name, target if target and len(target) <= _MOST_ALSO else None, word)


def _menu(items: tuple[DailyItem, ...], answer: DailyAnswer) -> Choice | None:
    """A menu of the items whose digest can be asked for; who chooses sees it alone."""
    options = tuple(
        Option(cut(f"{number}. {daily.tidy_item(item).title}", _MOST_OPTION), item.row)
        for number, item in enumerate(items, answer.first)
        if item.row
    )
    return (
        Choice(FULL, words(answer.language, "label.daily_full_menu"), options) if options else None
    )
