"""How much fits into one message."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def greatest(fits: Callable[[int], bool], most: int) -> int:
    """The greatest n up to `most` that fits, 0 where none does; more must never fit better."""
    if fits(most):
        return most
    return max(0, bisect_right(range(most), 0, key=lambda n: not fits(n)) - 1)
