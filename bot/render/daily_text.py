"""A daily post for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import daily
from bot.render.address import web_address
from bot.render.phrases import phrase
from bot.render.text import BOLD, DIM, RESET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DailyAnswer, DailyItem


def render_daily_text(answer: DailyAnswer, *, colour: bool = False) -> str:
    """The post as a chat would get it, in plain lines; `colour` adds weight for a terminal."""
    bold, dim, reset = (BOLD, DIM, RESET) if colour else ("", "", "")
    blocks = [f"{bold}{daily.header(answer)}{reset}"]
    for number, item in enumerate(map(daily.tidy_item, answer.items), answer.first):
        lines = [f"{bold}{number}. {item.title}{reset}", item.one_line]
        lines += [f"{dim}{line}{reset}" for line in _below(item, answer.language)]
        blocks.append("\n".join(filter(None, lines)))
    if unread := daily.unread(answer):
        blocks.append(f"{dim}{unread}{reset}")
    return "\n\n".join(blocks) + "\n"


def _below(item: DailyItem, ui: str) -> Iterator[str]:
    """Facts, address and other sources of a tidy item."""
    if facts := " · ".join(daily.facts(item, ui)):
        yield facts
    if address := web_address(item.url):
        yield address
    for also in item.also:
        told = filter(None, (also.name, web_address(also.url)))
        yield phrase(ui, "label.daily_also") + " ".join(told)
