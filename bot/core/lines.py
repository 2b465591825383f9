"""Lines that were wrapped in the middle of a sentence, put together again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOP: Final = re.compile(r"[。！？!?….:：；;」』”’\"')）\]】》~～—]\s*$")
_PAUSE: Final = re.compile(r"[，、,（(《“‘「『【\[]\s*$")
_CLOSING: Final = re.compile(r"\s*[，。、；：？！,;?!）)》”’」』】]")
_WORD: Final = re.compile(r"\s*[A-Za-z0-9][\w.+&’'-]{0,24}\s*$")
_LOWER: Final = re.compile(r"\s*[a-z]")
_INDENT: Final = re.compile(r"(?:\u3000| {2}|\t)")
_ITEM: Final = re.compile(
    r"\s*(?:[-*+•·●○■□▪◆★☆▶➤👉🔹✅❌]|[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-z])[.、)）．]"
    r"|第[一二三四五六七八九十\d]{1,3}[,，、:：章节步条]|[①-⑳❶-❿]|[QA问答][:：]|#{1,6}\s|>|\|)"
)
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def join_wrapped(lines: Sequence[str]) -> list[str]:
    """Join the lines of one paragraph where a sentence runs on; other line ends stay."""
    joined: list[list[str]] = []
    before = ""
    for line in filter(str.strip, lines):
        if joined and continues(before, line):
            joined[-1] += (_gap(before.rstrip(), line.lstrip()), line.strip())
        else:
            joined.append([line.strip()])
        before = line
    return ["".join(parts) for parts in joined]


def wrap_width(lines: Sequence[str]) -> int:
    """The column at which a text was wrapped by a machine: many lines end just before it."""
    widths = [_columns(line) for line in lines if line.strip()]
    widest = max(widths, default=0)
    full = sum(width >= 0.8 * widest for width in widths)
    return widest if 40 <= widest <= 120 and full >= 3 and full >= 0.4 * len(widths) else 0


def continues(before: str, after: str, width: int = 0) -> bool:
    """Whether the line `after` goes on with a sentence that the line `before` left open.

    `width` is the column at which the whole text is wrapped, 0 for none (see `wrap_width`).
    """
    if _ITEM.match(after) or _INDENT.match(after):
        return False
    if _PAUSE.search(before) or _CLOSING.match(after):
        return True
    if _STOP.search(before):
        return False
    in_chinese = _CJK.match(before.rstrip()[-1:]) or _CJK.match(after.lstrip()[:1])
    if in_chinese and (_WORD.match(after) or _WORD.match(before)):  # a name on a line of its own
        return True
    if _LOWER.match(after) and before.count(" ") >= 3:  # English does not begin lines in lower case
        return True
    return width > 0 and _columns(before) >= 0.8 * width


def _gap(before: str, after: str) -> str:
    """What stands between two joined lines: a space, but nothing beside Chinese characters."""
    return "" if _CJK.match(before[-1:]) or _CJK.match(after[:1]) else " "


def _columns(line: str) -> int:
    """Width on a terminal: a CJK character takes two columns."""
    return len(line.rstrip()) + len(_CJK.findall(line))
