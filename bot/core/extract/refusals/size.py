"""How much a text says, counted alike for scripts with and without spaces."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Size(NamedTuple):
    """CJK characters, and words of all other scripts."""

    cjk: int
    words: int

    @property
    def weight(self) -> int:
        """Both in one figure: a word weighs as much as two CJK characters."""
        return self.cjk + 2 * self.words


def size_of(text: str) -> Size:
    """The size of `text`."""
    return Size(len(_CJK.findall(text)), len(_WORD.findall(_CJK.sub(" ", text))))
