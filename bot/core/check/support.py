"""How much of a sentence the article says too: character bigrams of CJK, words of the rest."""

from __future__ import annotations

import re

from bot.core.summarize.paragraphs import CJK

_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD = re.compile(f"[^\\W_{CJK}]+")


def units(text: str) -> list[str]:
    """The bigrams and words of `text`, in order within each kind."""
    folded = text.casefold()
    found = [word for word in _WORD.findall(folded) if len(word) > 1]
    for run in _CJK_RUN.findall(folded):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def support(text: str, evidence: frozenset[str]) -> float:
    """Share of the units of `text` that are among `evidence`; 0 of nothing."""
    found = units(text)
    return sum(unit in evidence for unit in found) / len(found) if found else 0.0
