"""Points that say the same twice."""

from __future__ import annotations

import re

from bot.core.terms import terms

_DIGITS = re.compile(r"\d+")
_SHARED = 0.8
_ALIKE = 0.6


def are_twins(one: str, other: str) -> bool:
    """Whether two texts say nearly the same, in the same figures."""
    first, second = frozenset(terms(one)), frozenset(terms(other))
    if not first or not second:
        return one.casefold() == other.casefold()
    if set(_DIGITS.findall(one)) != set(_DIGITS.findall(other)):
        return first == second
    common = len(first & second)
    return common >= _SHARED * min(len(first), len(second)) and common >= _ALIKE * len(
        first | second
    )
