"""What a page or a stranger wrote, made fit to be shown: one line, of sane length, no tricks."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.core.invisible import strip_invisible

_MOST_RAW, _MOST = 65536, 8192
"""Characters looked at, as they came and when they are tidy: twice what a message holds."""

_MOST_MARKS: Final = 4
"""Marks upon one letter; no script stacks more, a prank does."""

# The flags of England, Scotland and Wales are spelt in characters that elsewhere hide a text.
_REGION: Final = re.compile(
    "(\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f)"
)
_SENTENCE_END: Final = re.compile(r"[。！？!?…][”’」』）)\"']*|\.[”’)\"']*(?=\s)")
_JOINER: Final = "\u200d"
_FLAG_LETTERS: Final = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_FARTHEST: Final = 64
"""Characters that one picture may take; a longer chain is no picture and is cut anywhere."""


def clean(text: str) -> str:
    """`text` in one line, without what cannot be seen and without heaps of marks."""
    parts = _REGION.split(text[:_MOST_RAW])  # every second one is a flag
    parts[::2] = map(strip_invisible, parts[::2])
    return _without_heaps(" ".join("".join(parts).split())[:_MOST])


def units(text: str) -> int:
    """The length of `text` as chat platforms count it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """At most `most` UTF-16 units of `text`, never through what is seen as one character."""
    if units(text) <= most:
        return text
    return f"{_head(text, most - 1).rstrip()}…"


def cut_sentence(text: str, most: int) -> str:
    """At most `most` UTF-16 units of `text`, cut behind a sentence if one ends in its last half."""
    if units(text) <= most:
        return text
    head = _head(text, most - 1)
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > len(head) // 2:
        head = head[: ends[-1]].removesuffix("…")
    return f"{head.rstrip()}…"


def _head(text: str, most: int) -> str:
    """The longest beginning of at most `most` units that ends between two seen characters."""
    whole = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
    for end in range(len(whole), max(0, len(whole) - _FARTHEST), -1):
        if not _is_inside(text, end):
            return text[:end]
    return whole


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` goes through what is seen as one character."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or _goes_on(after):
        return True
    flags = text[:at]
    return after in _FLAG_LETTERS and (at - len(flags.rstrip(_FLAG_LETTERS))) % 2 == 1


def _goes_on(char: str) -> bool:
    """Whether `char` is seen as part of the one before it: a mark, a skin, a joiner, a vowel."""
    return (
        unicodedata.category(char)[0] == "M"
        or char == _JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
    )


def _without_heaps(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = _MOST_MARKS  # a text cannot begin with a mark: it would sit upon a word of ours
    for char in text:
        if char == " " and not kept:
            continue  # it was held off the beginning by a mark that is gone
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
