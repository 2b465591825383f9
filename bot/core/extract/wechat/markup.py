"""Cuts of a WeChat page by plain search: parsing its megabytes of script costs too much."""

from __future__ import annotations

import re
from typing import Final

_OPENING: Final = re.compile(r"<(script|style)\b", re.IGNORECASE)


def without_scripts(markup: str) -> str:
    """The markup without its scripts and styles."""
    parts: list[str] = []
    position = 0
    while position >= 0 and (opening := _OPENING.search(markup, position)):
        parts.append(markup[position : opening.start()])
        position = markup.find(f"</{opening[1]}", opening.end())
    if position >= 0:
        parts.append(markup[position:])
    return "".join(parts)
