"""How much text there is: CJK characters and words of other scripts, and what is too little."""

from __future__ import annotations

import re
from typing import Final

DROPPED_CJK: Final = 600
DROPPED_WORDS: Final = 250
"""A link that nobody asked about, with less text, is read as quickly as its digest."""

_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def length_of(text: str) -> tuple[int, int]:
    """CJK characters of `text`, and words of what is left without them."""
    return len(_CJK.findall(text)), len(_WORD.findall(_CJK.sub(" ", text)))


def too_short(text: str) -> bool:
    """Below 20 CJK characters and 10 words there is nothing to read; one of both suffices."""
    cjk, words = length_of(text)
    return cjk < 20 and words < 10


def too_short_for_digest(text: str) -> bool:
    """Below 60 CJK characters and 30 words a digest would be longer than its article."""
    cjk, words = length_of(text)
    return cjk < 60 and words < 30


def worth_a_digest(text: str) -> bool:
    """Whether a link that nobody asked about has enough text to be digested.

    A text in both kinds is measured by both: half of each is as much to read as one whole.
    """
    cjk, words = length_of(text)
    return cjk / DROPPED_CJK + words / DROPPED_WORDS >= 1
