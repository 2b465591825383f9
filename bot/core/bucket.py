"""So much at once and so much a second: how platforms bound what may be sent to them."""

from __future__ import annotations

from typing import Final

TICK: Final = 1e-6
"""Seconds that are as good as none: sums of fractions miss their mark by less."""


class Bucket:
    """`burst` tokens that refill at `rate` a second. Debts are allowed: they are waited for."""

    def __init__(self, burst: int, rate: float) -> None:
        self._step = 1 / rate
        self._slack = (burst - 1) * self._step
        self._due = 0.0  # when the bucket is full again, but for one token

    def wait(self, now: float) -> float:
        """Seconds until the next token is there."""
        return max(0.0, self._due - self._slack - now)

    def take(self, now: float) -> float:
        """Take a token; the seconds to wait until it may be used."""
        wait = self.wait(now)
        self._due = max(self._due, now) + self._step
        return wait
