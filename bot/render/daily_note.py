"""The items that a daily post has no room for, as a Markdown file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.render import daily
from bot.render.address import web_address
from bot.render.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.answers import DailyItem

_SIGN: Final = re.compile(
    r"[\\`*_\[\]<>|#~$^]"
    r"|(?<=[%=])[%=]"  # hidden and highlighted text, to Obsidian
    r"|:(?=//)|(?<=www)\.|@(?=[\w-])"  # addresses that no sign marks
    r"|&(?=#?\w+;)"
)
"""What marks up wherever it stands: in CommonMark, in GitHub's Markdown, in Obsidian."""

_LEADING: Final = re.compile(r"^(?:([0-9]+)([.)])|([+\-=:]))")
"""What makes a list, a heading or a definition of the line that it begins."""

# A name within angle brackets may hold anything but these.
_ADDRESS: Final = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C"})


def render_daily_note(day: str, language: str, items: Sequence[DailyItem]) -> str:
    """A heading with the date, and for each item its title, its line and what stands below."""
    blocks = [f"# {daily.heading(day, language, len(items))}"]
    blocks += ["\n\n".join(_item(daily.tidy_item(item), language)) for item in items]
    return "\n\n".join(blocks) + "\n"


def _item(item: DailyItem, language: str) -> Iterator[str]:
    yield f"## {_linked(item.title, item.url)}"
    if item.one_line:
        yield _held(item.one_line)
    if facts := " · ".join(daily.facts(item, language)):
        yield _held(facts)
    if item.also:
        also = " · ".join(_linked(each.name, each.url) for each in item.also)
        yield phrase(language, "label.daily_also") + also


def _linked(text: str, url: str) -> str:
    address = web_address(url)
    return f"[{_held(text)}](<{address.translate(_ADDRESS)}>)" if address else _held(text)


def _held(text: str) -> str:
    """`text` with every sign that marks up held back."""
    return _LEADING.sub(_led, _SIGN.sub(r"\\\g<0>", text))


def _led(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"\\{found[3]}"
