"""Lines that were wrapped in the middle of a sentence, put together again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDS_SENTENCE: Final = re.compile(r"[。！？!?….:：；;」』”’\"')）\]】》~～·—]\s*$")
_ENDS_OPEN: Final = re.compile(r"[，、,（(《“‘「『【\[]\s*$")
_BEGINS_CLOSED: Final = re.compile(r"\s*[，。、；：？！,;?!）)》”’」』】\]](?![)）\]])")
_LIST_ITEM: Final = re.compile(
    r"\s*(?:[-*+•·●○■□▪◆★☆👉🔹✅❌➤▶]|\(?\d{1,3}[.、)）．]|[（(]?[一二三四五六七八九十]{1,3}[、)）.]"
    r"|第[一二三四五六七八九十\d]+[,，、:：章节步条]|[①-⑳❶-❿]|#{1,6}\s|>|\||```)"
)
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_SHORTEST_WRAP: Final = 24  # columns; nobody wraps prose narrower than this


def join_wrapped(lines: Iterable[str]) -> list[str]:
    """Join the lines of one paragraph where a sentence runs on; other line ends stay."""
    kept = [line.strip() for line in lines if line.strip()]
    width = max(map(_columns, kept), default=0)
    joined: list[str] = []
    for line in kept:
        if joined and continues(joined[-1], line, width):
            joined[-1] += separator(joined[-1], line) + line
        else:
            joined.append(line)
    return joined


def continues(before: str, after: str, width: int) -> bool:
    """Whether `after` goes on with the sentence that `before` left open.

    `width` is that of the longest line of the paragraph, in columns: a line nearly as long that
    ends without a full stop was wrapped, a much shorter one was ended by its author.
    """
    if _LIST_ITEM.match(after) or _LIST_ITEM.match(before):
        return bool(_ENDS_OPEN.search(before)) and not _LIST_ITEM.match(after)
    if _ENDS_OPEN.search(before) or _BEGINS_CLOSED.match(after):
        return True
    if _ENDS_SENTENCE.search(before):
        return False
    return width >= _SHORTEST_WRAP and _columns(before) >= 0.75 * width


def separator(before: str, after: str) -> str:
    """What stands between two joined lines: a space, but nothing between Chinese characters."""
    return "" if _CJK.match(before[-1:]) or _CJK.match(after[:1]) else " "


def _columns(line: str) -> int:
    """Width on a terminal: a CJK character takes two columns."""
    return len(line) + len(_CJK.findall(line))
