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

MOST_UNITS: Final = 3800
_MOST_ITEM: Final = 3400
"""UTF-16 units of one item: the header and the last line have room beside it."""

_MOST_OPTION, _MOST_OPTIONS = 100, 25
_MOST_ALSO: Final = 300
"""Characters of the address of another source: beyond that it takes the items' own room."""


def render_daily(answer: DailyAnswer, view: View) -> Message:
    """One message of the post; items that have no room after all are left out at the end."""

    def first(shown: int) -> DailyAnswer:
        return replace(answer, items=answer.items[:shown])

    shown = first(greatest(lambda n: _fits(first(n), view), len(answer.items)))
    texts = tuple(_texts(shown, view))
    return Message(
        (*map(Text, texts), *_menu(shown, view.id)), plain_embed("\n\n".join(texts)), accent=True
    )


def split_daily(answer: DailyAnswer, view: View) -> tuple[DailyAnswer, ...]:
    """The messages it takes to say it, at most two; what does not fit is left out at the end."""
    return daily.split(answer, lambda part: _fits(part, view))


def _fits(answer: DailyAnswer, view: View) -> bool:
    return len(answer.items) <= daily.ITEMS_MOST and length(_texts(answer, view)) <= MOST_UNITS


def _texts(answer: DailyAnswer, view: View) -> Iterator[str]:
    yield write([Line((Span(daily.header(answer), "b"),))])
    for number, item in enumerate(answer.items, answer.first):
        yield _item(item, number, answer.language, view)
    if unread := daily.unread(answer):
        yield write([Line((Span(unread),), "-# ")])


def _item(item: DailyItem, number: int, ui: str, view: View) -> str:
    """An item; where its signs take too much room once they are escaped, less of it."""

    def text(part: DailyItem, most: int) -> str:
        return write(_lines(daily.tidy_item(part, most), number, ui, view))

    def fits(part: DailyItem, most: int) -> bool:
        return units(text(part, most)) <= _MOST_ITEM

    part = item if fits(item, 0) else replace(item, also=())
    return text(part, greatest(lambda most: fits(part, most), daily.LINE_MOST))


def _lines(item: DailyItem, number: int, ui: str, view: View) -> Iterator[Line]:
    target, word = link_target(item.url), words(ui, "button.source")
    yield Line((Span(f"{number}. "), *titled(item.title, target, word)), "### ")
    if item.one_line:
        yield Line((Span(item.one_line),))
    facts = " · ".join(daily.facts(item, ui))
    told: tuple[Span, ...] = (Span(facts),) if facts else ()
    if full := _full(item, view):
        told += Span(" · " if facts else ""), Span(words(ui, "label.daily_full"), "link", full)
    if told:
        yield Line(told, "-# ")
    if item.also:
        yield Line(tuple(_also(item, ui, word)), "-# ")


def _full(item: DailyItem, view: View) -> str | None:
    """The address of the message with the whole digest.

    None outside of servers: a private chat goes by its person, and Discord by its channel.
    """
    return message_address(view.server, item.chat, item.post) if view.server else None


def _also(item: DailyItem, ui: str, word: str) -> Iterator[Span]:
    yield Span(words(ui, "label.daily_also"))
    for number, also in enumerate(item.also):
        if number:
            yield Span(" · ")
        target = link_target(also.url)
        yield from titled(also.name, target if target and len(target) <= _MOST_ALSO else None, word)


def _menu(answer: DailyAnswer, delivery: str) -> tuple[Choice, ...]:
    """A menu of the items whose digest can be asked for; who chooses sees it alone.

    By the name of its delivery in it the message is found again, in the older form too.
    """
    options: dict[str, Option] = {}
    for number, item in enumerate(answer.items, answer.first):
        if 0 < len(item.row) <= _MOST_OPTION and item.row not in options:
            text = f"{number}. {daily.tidy_item(item).title}"
            options[item.row] = Option(cut(text, _MOST_OPTION), item.row)
    if not options:
        return ()
    told = words(answer.language, "label.daily_full_menu")
    return (
        Choice(
            f"{FULL}:{delivery}" if delivery else FULL,
            told,
            tuple(options.values())[:_MOST_OPTIONS],
        ),
    )
