"""The items that a daily post has no room for, as a Markdown file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.answers import DailyAnswer
from bot.render import daily
from bot.render.address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.answers import DailyItem

_SIGN: Final = re.compile(r"[\\`*_{}\[\]<>()#+\-.!|~]")


def render_daily_note(day: str, language: str, items: Sequence[DailyItem]) -> str:
    """A heading with the date, and for each item its title, its line and what stands below."""
    whole = DailyAnswer(day, language, (), len(items))
    blocks = [f"# {daily.header(whole)}"]
    blocks += ["\n\n".join(_item(daily.tidy_item(item), language)) for item in items]
    return "\n\n".join(blocks) + "\n"


def _item(item: DailyItem, language: str) -> Iterator[str]:
    yield f"## {_linked(item.title, item.url)}"
    if item.one_line:
        yield _held(item.one_line)
    below = [*map(_held, daily.facts(item, language))]
    below += [_linked(also.name, also.url) for also in item.also]
    if below:
        yield " · ".join(below)


def _linked(text: str, url: str) -> str:
    address = web_address(url)
    return f"[{_held(text)}](<{address}>)" if address else _held(text)


def _held(text: str) -> str:
    """`text` with every sign that marks up held back."""
    return _SIGN.sub(r"\\\g<0>", text)
