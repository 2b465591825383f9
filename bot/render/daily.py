"""A daily post in words, as every platform says it: its header, and what stands below an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.render.clean import clean, cut, cut_sentence
from bot.render.fit import greatest
from bot.render.phrases import phrase
from bot.render.text import in_quotes
from bot.render.tidy import name_of, title_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.answers import DailyAnswer, DailyItem

ITEMS_MOST: Final = 15
"""Items in one message."""

PARTS_MOST: Final = 2
LINE_MOST: Final = 400
"""UTF-16 units of the line of an item."""

_ALSO_MOST: Final = 4
_NAMES_MOST: Final = 3
_NAMES_OF_MORE: Final = 2
_SHARER_MOST: Final = 32


def header(answer: DailyAnswer) -> str:
    """The header of the post; of its second message the number alone."""
    ui = answer.language
    if answer.part > 1:
        return phrase(ui, "label.daily_part", part=answer.part, parts=answer.parts)
    told = heading(answer.day, ui, answer.total)
    if answer.late:
        told = phrase(ui, "label.daily_late", header=told, time=answer.late)
    return phrase(ui, "label.daily_preview", header=told) if answer.is_preview else told


def heading(day: str, ui: str, number: int) -> str:
    """What it is, of which day (YYYY-MM-DD), and how many stories it tells."""
    key = "label.daily_header_one" if number == 1 else "label.daily_header"
    return phrase(ui, key, date=_in_words(day, ui), n=number)


def unread(answer: DailyAnswer) -> str:
    """What is said of links that could not be read, below the last item; "" for nothing."""
    if not answer.unread or answer.part < answer.parts:
        return ""
    key = "label.daily_unread_one" if answer.unread == 1 else "label.daily_unread"
    return phrase(answer.language, key, n=answer.unread)


def tidy_item(item: DailyItem, most: int = LINE_MOST) -> DailyItem:
    """The item with texts that are fit to be shown, its line cut to so many UTF-16 units."""
    return replace(
        item,
        title=title_in(item.title, item.language),
        one_line=_line(item, most),
        author=name_of(item.author or "") or None,
        source=name_of(item.source or "") or None,
        sharers=tuple(filter(None, (cut(clean(name), _SHARER_MOST) for name in item.sharers))),
        also=tuple(
            replace(also, name=name_of(also.name) or phrase(item.language, "button.source"))
            for also in item.also[:_ALSO_MOST]
        ),
    )


def facts(item: DailyItem, ui: str) -> Iterator[str]:
    """Who wrote it, where it stands, who shared it; of a tidy item, what is known."""
    yield from dict.fromkeys(filter(None, (item.author, item.source)))
    if told := _shared(item, ui):
        yield told


def split(answer: DailyAnswer, fits: Callable[[DailyAnswer], bool]) -> tuple[DailyAnswer, ...]:
    """The messages it takes to say it, at most two; what does not fit is left out at the end.

    `fits` says of a part whether one message holds it: of a shorter one where it does of a longer.
    """
    parts: list[DailyAnswer] = []
    rest, first = answer.items, answer.first
    while rest and len(parts) < PARTS_MOST:
        number = len(parts) + 1
        # Whether it will be the last one is not known yet: then it has more to say.
        last = replace(answer, first=first, part=number, parts=number)
        shown = _fitting(last, rest, fits)
        parts.append(replace(last, items=rest[:shown]))
        rest, first = rest[shown:], first + shown
    return tuple(replace(part, parts=len(parts)) for part in parts)


def _fitting(
    part: DailyAnswer, items: tuple[DailyItem, ...], fits: Callable[[DailyAnswer], bool]
) -> int:
    """How many of `items` one message holds: at least one, for each alone can be made to fit."""
    most = min(len(items), ITEMS_MOST)
    return max(1, greatest(lambda shown: fits(replace(part, items=items[:shown])), most))


def _in_words(day: str, ui: str) -> str:
    """A date with its weekday."""
    when = date.fromisoformat(day)
    return phrase(
        ui,
        "label.daily_date",
        weekday=phrase(ui, f"label.weekday_{when.weekday()}"),
        month=phrase(ui, "label.months").split()[when.month - 1],
        day=when.day,
    )


def _line(item: DailyItem, most: int) -> str:
    """The one line; an extract is the article speaking."""
    line = cut_sentence(clean(item.one_line), most) if most else ""
    return in_quotes(line, item.language) if item.is_extract and line else line


def _shared(item: DailyItem, ui: str) -> str:
    number = max(item.shared_by, len(item.sharers))
    most = _NAMES_MOST if number <= _NAMES_MOST else _NAMES_OF_MORE
    names = item.sharers[:most]
    rest = number - len(names)
    if not names:
        return phrase(ui, "label.daily_shared_count", n=number) if number > 1 else ""
    together = phrase(ui, "label.list_separator").join(names)
    if rest:
        return phrase(ui, "label.daily_shared_more", names=together, n=rest)
    return phrase(ui, "label.daily_shared", names=together)
