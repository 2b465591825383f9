"""A daily post for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import daily
from bot.render.phrases import phrase
from bot.render.text import BOLD, DIM, RESET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DailyAnswer


def render_daily_text(answer: DailyAnswer, *, colour: bool = False) -> str:
    """The post as a chat would get it, in plain lines; `colour` adds weight for a terminal."""
    bold, dim, reset = (BOLD, DIM, RESET) if colour else ("", "", "")
    blocks = [f"{bold}{daily.header(answer)}{reset}"]
    for number, each in enumerate(answer.items, answer.first):
        item = daily.tidy_item(each)
        lines = [f"{bold}{number}. {item.title}{reset}", item.one_line]
        lines += [f"{dim}{line}{reset}" for line in _below(answer, number)]
        blocks.append("\n".join(filter(None, lines)))
    if unread := daily.unread(answer):
        blocks.append(f"{dim}{unread}{reset}")
    return "\n\n".join(blocks) + "\n"


def _below(answer: DailyAnswer, number: int) -> Iterator[str]:
    """Facts, address and other sources of an item."""
    item = daily.tidy_item(answer.items[number - answer.first])
    if facts := " · ".join(daily.facts(item, answer.language)):
        yield facts
    yield item.url
    for also in item.also:
        yield f"{phrase(answer.language, 'label.daily_also')}{also.name} {also.url}"
