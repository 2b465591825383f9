"""The paragraphs of a text: soft-wrapped lines rejoined, pictures left out."""

from __future__ import annotations

import re

from bot.core.invisible import strip_invisible
from bot.core.lines import continues, wrap_width

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
"""Scripts written without spaces between words, as the inside of a character class."""

_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\))?[^()\n]*\)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_NO_SPACE_END = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uffef“‘-]")
_NO_SPACE_START = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uffef”’,.;:!?)\\]]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]"
)


def paragraphs(text: str) -> list[str]:
    """Split `text` into paragraphs without line breaks; white space is collapsed.

    A blank line always divides. A single line break divides too, unless the sentence plainly
    goes on (see `core.lines`).
    """
    found: list[str] = []
    for block in _BLANK_LINES.split(_IMAGE.sub("", strip_invisible(text)).strip()):
        found += _rejoined([line for raw in block.split("\n") if (line := " ".join(raw.split()))])
    return found


def _rejoined(lines: list[str]) -> list[str]:
    width = wrap_width(lines)
    joined: list[list[str]] = []
    before = ""
    for line in lines:
        if joined and continues(before, line, width):
            joined[-1] += (gap(before, line), line)
        else:
            joined.append([line])
        before = line
    return ["".join(parts) for parts in joined]


def gap(before: str, after: str) -> str:
    """What stands between two pieces of a sentence: a space, where the script wants one."""
    return "" if _NO_SPACE_END.match(before[-1:]) or _NO_SPACE_START.match(after) else " "


def columns(line: str) -> int:
    """The width of `line` on a terminal: a Chinese character takes two columns."""
    return len(line) + len(_WIDE.findall(line))
