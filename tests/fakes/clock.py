"""A clock that stands still until a test turns it."""

from __future__ import annotations

import asyncio


class FakeClock:
    """Implements `ports.Clock`. Sleepers wake when `advance` reaches their time."""

    def __init__(self, now: float = 1_800_000_000) -> None:
        self._now = now
        self._passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> int:
        return int(self._now)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._passed + seconds, waking))
        await waking

    def set(self, seconds: float) -> None:
        """Set the wall clock forward or back; nobody who sleeps notices."""
        self._now += seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
        self._passed += seconds
        for until, waking in self._sleepers:
            if until <= self._passed and not waking.done():
                waking.set_result(None)
        self._sleepers = [sleeper for sleeper in self._sleepers if not sleeper[1].done()]
