"""Time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio


class Naps:
    """A clock, and a sleep that moves it and returns at once; `taken` holds every sleep."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.taken: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class NappingClock:
    """The clock of the core that waits for nobody; it begins at `now`, in epoch seconds."""

    def __init__(self, now: float = 1000.0) -> None:
        self._naps = Naps()
        self._naps.now = now

    @property
    def taken(self) -> list[float]:
        return self._naps.taken

    def now(self) -> int:
        return int(self._naps.now)

    def monotonic(self) -> float:
        return self._naps.now

    async def sleep(self, seconds: float) -> None:
        await self._naps.sleep(seconds)

    def advance(self, seconds: float) -> None:
        self._naps.now += seconds
