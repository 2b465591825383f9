"""How much may be sent at once: slots that free up some time after their use."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

from bot.core.bucket import TICK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.ports import Clock


class Gate:
    """At most `size` uses begin or end within any `period` seconds; the least rank goes first.

    A slot is free again `period` seconds after its use has ended, not begun: the other side counts
    when a request arrives, which is somewhere in between.
    """

    def __init__(self, size: int, period: float, clock: Clock) -> None:
        self._size = size
        self._period = period
        self._clock = clock
        self._busy = 0
        self._cooling: deque[float] = deque()
        self._waiting: list[tuple[tuple[int, ...], int, asyncio.Future[None]]] = []
        self._order = count()
        self._pump: asyncio.Task[None] | None = None

    def room(self) -> float:
        """The share of slots that are free, 0 to 1."""
        return self._free() / self._size

    @asynccontextmanager
    async def slot(self, *rank: int) -> AsyncIterator[None]:
        """Hold a slot; of those that wait in the same moment the least rank is let in first."""
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._order), turn))
        self._stir()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # let in, and gone in the same moment
                self._leave()
            raise
        try:
            yield
        finally:
            self._leave()

    def close(self) -> None:
        """Let nobody in any more."""
        if self._pump:
            self._pump.cancel()

    def _leave(self) -> None:
        self._busy -= 1
        self._cooling.append(self._clock.monotonic() + self._period)
        self._stir()

    def _free(self) -> int:
        while self._cooling and self._cooling[0] <= self._clock.monotonic() + TICK:
            self._cooling.popleft()
        return self._size - self._busy - len(self._cooling)

    def _stir(self) -> None:
        if self._waiting and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._let_in())

    async def _let_in(self) -> None:
        while self._waiting:
            if self._free():
                *_, turn = heapq.heappop(self._waiting)
                if not turn.done():
                    self._busy += 1
                    turn.set_result(None)
            elif self._cooling:
                await self._clock.sleep(self._cooling[0] - self._clock.monotonic())
            else:
                return  # all are in use: whoever leaves first starts us again
