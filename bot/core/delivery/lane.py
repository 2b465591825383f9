"""The order of what is posted in one chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.core.delivery.row import Delivery

PATIENCE: Final = 15.0
"""Seconds that a finished digest waits for those asked for before it; one slow site holds up
nobody for longer."""


@dataclass(slots=True)
class Lane:
    """Digests are posted in the order in which they were asked for, as far as `PATIENCE` goes.

    Words of ours (a help text, a refusal of a command) wait for nothing.
    """

    _expected: dict[str, None] = field(default_factory=dict)
    _had_words: bool = False
    _ready: dict[str, tuple[Delivery, float]] = field(default_factory=dict)

    def expect(self, delivery: Delivery) -> None:
        """An answer will come, and later ones are to wait for it."""
        if delivery.is_digest:
            self._expected[delivery.id] = None

    def leave(self, delivery: Delivery) -> None:
        """No answer will come."""
        self._expected.pop(delivery.id, None)
        self._ready.pop(delivery.id, None)

    def put(self, delivery: Delivery, now: float) -> None:
        """The answer has come, at `now` of a clock that only goes forward."""
        self._expected.pop(delivery.id, None)
        self._ready[delivery.id] = (delivery, now)

    def take(self, now: float) -> Delivery | None:
        """What is to be posted next, None while that is still to be waited for."""
        for name in sorted(self._ready, key=self._rank):
            delivery, since = self._ready[name]
            if not self._blocked(delivery) or now >= since + PATIENCE:
                del self._ready[name]
                self._had_words = not delivery.is_digest
                return delivery
        return None

    def wait(self, now: float) -> float | None:
        """Seconds until patience with something ends, None where nothing is ready."""
        if not self._ready:
            return None
        return max(0.0, min(since for _, since in self._ready.values()) + PATIENCE - now)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to come."""
        return not self._ready and not self._expected

    def _rank(self, name: str) -> tuple[bool, str]:
        """By turns, words of ours first: a flood of the one must not hide the other."""
        return self._ready[name][0].is_digest is not self._had_words, name

    def _blocked(self, delivery: Delivery) -> bool:
        return delivery.is_digest and any(name < delivery.id for name in self._expected)
