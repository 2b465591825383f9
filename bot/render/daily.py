"""A daily post in words, as every platform says it: its header, and what stands below an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.render.clean import clean, cut, cut_sentence
from bot.render.phrases import phrase
from bot.render.tidy import name_of, title_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.answers import DailyAnswer, DailyItem

ITEMS_MOST: Final = 15
"""Items in one message."""

PARTS_MOST: Final = 2
_MOST_LINE: Final = 400
_MOST_ALSO: Final = 4
_NAMES_SHOWN: Final = 3
_MOST_SHARER: Final = 32


def header(answer: DailyAnswer) -> str:
    """The header of the post; of its second message the number alone."""
    ui = answer.language
    if answer.part > 1:
        return phrase(ui, "label.daily_part", part=answer.part, parts=answer.parts)
    key = "label.daily_header_one" if answer.total == 1 else "label.daily_header"
    told = phrase(ui, key, date=day_in_words(answer.day, ui), n=answer.total)
    if answer.late:
        told = phrase(ui, "label.daily_late", header=told, time=answer.late)
    return phrase(ui, "label.daily_preview", header=told) if answer.is_preview else told


def day_in_words(day: str, ui: str) -> str:
    """A date, YYYY-MM-DD, with its weekday."""
    when = date.fromisoformat(day)
    return phrase(
        ui,
        "label.daily_date",
        weekday=phrase(ui, f"label.day_{when.weekday()}"),
        month=phrase(ui, "label.months").split()[when.month - 1],
        day=when.day,
    )


def unread(answer: DailyAnswer) -> str:
    """What is said of links that could not be read, below the last item; "" for nothing."""
    if not answer.unread or answer.part < answer.parts:
        return ""
    key = "label.daily_unread_one" if answer.unread == 1 else "label.daily_unread"
    return phrase(answer.language, key, n=answer.unread)


def tidy_item(item: DailyItem) -> DailyItem:
    """The item with texts that are fit to be shown."""
    return replace(
        item,
        title=title_in(item.title, item.language),
        one_line=line_of(item, _MOST_LINE),
        author=name_of(item.author) if item.author else None,
        source=name_of(item.source) if item.source else None,
        sharers=tuple(filter(None, (cut(clean(name), _MOST_SHARER) for name in item.sharers))),
        also=tuple(
            replace(also, name=name_of(also.name) or phrase(item.language, "button.source"))
            for also in item.also[:_MOST_ALSO]
        ),
    )


def line_of(item: DailyItem, most: int) -> str:
    """The one line in at most so many UTF-16 units; an extract is the article speaking."""
    line = cut_sentence(clean(item.one_line), most)
    if not item.is_extract or not line or (line[:1] in '“"「' and line[-1:] in '”"」'):
        return line
    return phrase(item.language, "label.quote", text=line)


def facts(item: DailyItem, ui: str) -> Iterator[str]:
    """Who wrote it, where it stands, who shared it; of a tidy item, what is known."""
    yield from dict.fromkeys(filter(None, (item.author, item.source)))
    if told := _shared(item, ui):
        yield told


def _shared(item: DailyItem, ui: str) -> str:
    names = item.sharers[:_NAMES_SHOWN]
    rest = max(item.shared_by, len(item.sharers)) - len(names)
    together = phrase(ui, "label.daily_names").join(names)
    if not names:
        return phrase(ui, "label.daily_shared_count", n=rest) if rest > 1 else ""
    if rest:
        return phrase(ui, "label.daily_shared_more", names=together, n=rest)
    return phrase(ui, "label.daily_shared_one", names=together)


def split(answer: DailyAnswer, fits: Callable[[DailyAnswer], bool]) -> tuple[DailyAnswer, ...]:
    """The messages it takes to say it, at most two; what does not fit is left out at the end."""
    parts: list[DailyAnswer] = []
    rest, first = answer.items, answer.first
    while rest and len(parts) < PARTS_MOST:
        part = replace(answer, items=rest, first=first, part=len(parts) + 1, parts=PARTS_MOST)
        shown = _fitting(part, fits)
        parts.append(replace(part, items=rest[:shown]))
        rest, first = rest[shown:], first + shown
    return tuple(replace(part, parts=len(parts)) for part in parts)


def _fitting(part: DailyAnswer, fits: Callable[[DailyAnswer], bool]) -> int:
    """How many items of `part` one message holds, at least one; its last lines have room too."""
    ending = replace(part, parts=part.part)
    for shown in range(min(len(part.items), ITEMS_MOST), 1, -1):
        if fits(replace(ending, items=part.items[:shown])):
            return shown
    return 1
