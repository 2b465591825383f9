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
