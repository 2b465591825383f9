"""The store, its faults survived: a failing store costs its memory, never an answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import Clock, Store

T = TypeVar("T")

log = logging.getLogger(__name__)

WRITE_PAUSE: Final = 5.0
"""Seconds without writes after one that failed: a locked file would hold up every link anew."""

SAME_FAULT_AGAIN: Final = 60.0
"""Seconds until the same fault is worth another line in the log."""


class TolerantStore:
    """Asks the store; where it fails, or where there is none, the answer is the one given."""

    def __init__(self, store: Store | None, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._writes_from = 0.0
        self._last_fault = ""
        self._fault_told = 0.0

    async def read(self, question: Callable[[Store], Awaitable[T]], otherwise: T) -> T:
        """What the store answers."""
        if self._store is None:
            return otherwise
        try:
            return await question(self._store)
        except StoreError as fault:
            self._complain(str(fault))
            return otherwise

    async def write(self, order: Callable[[Store], Awaitable[T]], otherwise: T) -> T:
        """What the store answers, unless a write has failed just before."""
        if self._store is None or self._clock.monotonic() < self._writes_from:
            return otherwise
        try:
            return await order(self._store)
        except StoreError as fault:
            self._writes_from = self._clock.monotonic() + WRITE_PAUSE
            self._complain(str(fault))
            return otherwise

    def _complain(self, fault: str) -> None:
        now = self._clock.monotonic()
        if fault != self._last_fault or now >= self._fault_told + SAME_FAULT_AGAIN:
            log.warning("store failed, going on without it: %s", fault)
            self._last_fault = fault
            self._fault_told = now
