"""Points that say the same twice."""

from __future__ import annotations

import re

from bot.core.terms import terms

_DIGITS = re.compile(r"\d+")
_SHARED = 0.8
_ALIKE = 0.6


def are_twins(one: str, other: str) -> bool:
    """Whether two texts say nearly the same; other figures make it something else."""
    first, second = frozenset(terms(one)), frozenset(terms(other))
    if not first or not second:
        return one.casefold() == other.casefold()
    figures, others = set(_DIGITS.findall(one)), set(_DIGITS.findall(other))
    if not (figures <= others or others <= figures):
        return False
    common = len(first & second)
    fewer = min(len(first), len(second))
    return common >= _SHARED * fewer and common >= _ALIKE * len(first | second)
