"""A clock that leaps to whatever is waited for, as soon as nobody has anything else to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Coroutine


class WindingClock(FakeClock):
    async def run(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """Do all of it at once; the outcomes in order, exceptions among them."""
        tasks = [asyncio.ensure_future(one) for one in work]
        while not all(task.done() for task in tasks):
            await settle()
            self.leap()
        return await asyncio.gather(*tasks, return_exceptions=True)

    def leap(self) -> None:
        """Pass the time until the next sleeper wakes."""
        waiting = [until for until, waking in self._sleepers if not waking.done()]
        if waiting:
            self.advance(max(0.0, min(waiting) - self._passed))


async def settle() -> None:
    """Let everybody work until all wait."""
    for _ in range(40):
        await asyncio.sleep(0)
