"""The course of one request: what was tried, and whether and when to try again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.adapters.openai.trouble import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.openai.dialect import Dialect, Rung
    from bot.adapters.openai.trouble import Trouble

PATIENCE = 20.0
"""Seconds worth waiting because the address asked for it; a longer wait is the breaker's."""

_TRIES = {Kind.DOWN: 3, Kind.BUSY: 2, Kind.CUT: 2, Kind.UNREADABLE: 2}  # in all; else one
_FIRST_LIMIT = 8_000  # tokens of an answer: a digest has 1,500, a model that reasons thinks first
_FIRST_STEP, _LONGEST_STEP = 0.5, 8.0  # seconds
_DEFAULT_WAIT = 2.0  # seconds after a rate limit that names no time


@dataclass(slots=True)
class Course:
    """Counts tries by kind of trouble; `jitter` gives figures from 0 to 1."""

    dialect: Dialect
    jitter: Callable[[], float]
    tries: Counter[Kind] = field(default_factory=Counter)
    first_rung: Rung = field(init=False)

    def __post_init__(self) -> None:
        self.first_rung = self.dialect.rung

    @property
    def limit(self) -> int:
        """The most tokens to ask for: twice as many once an answer was cut."""
        return _FIRST_LIMIT * (1 + self.tries[Kind.CUT])

    def after(self, trouble: Trouble) -> float | None:
        """Seconds to wait before the next try, None when there is to be none."""
        self.tries[trouble.kind] += 1
        if trouble.kind is Kind.DIALECT:
            return self._stepped_down(trouble.complaint)
        tries = self.tries[trouble.kind]
        if tries >= _TRIES.get(trouble.kind, 1):
            return None
        if trouble.kind is Kind.DOWN and trouble.wait is None:
            return self.jitter() * min(_LONGEST_STEP, _FIRST_STEP * float(2**tries))
        if trouble.kind in {Kind.DOWN, Kind.BUSY}:
            wait = _DEFAULT_WAIT if trouble.wait is None else trouble.wait
            return wait + self.jitter() * max(1.0, wait / 10) if wait <= PATIENCE else None
        return 0.0

    def _stepped_down(self, complaint: str) -> float | None:
        lower = self.dialect.without(complaint)
        if lower is None and self.dialect.stream:
            # No rung helped, so it was no rung that was not understood.
            lower = replace(self.dialect, stream=None, rung=self.first_rung)
        if lower is None:
            return None
        self.dialect = lower
        return 0.0
