"""A row of figures as a row of bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

BARS: Final = "▁▂▃▄▅▆▇█"


def spark(figures: Sequence[int]) -> str:
    """A bar for each figure, none of them negative; nothing is the lowest bar, something higher."""
    most = max(figures, default=0)
    steps = len(BARS) - 1
    return "".join(BARS[-(-each * steps // most) if most else 0] for each in figures)
