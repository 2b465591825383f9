"""Single flight inside the process: who asks for what is already under way gets a share in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

T = TypeVar("T")


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Any]
    aboard: int = 0


class Flights:
    """Work under way, by key.

    The work belongs to nobody: whoever asked first may be cancelled without harm to the others,
    and only when the last one has left is the work itself cancelled.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _Flight] = {}

    async def join(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the work `key` that is under way, or else of `work()`, begun now.

        Its error is everybody's error.
        """
        flight = self._under_way.get(key) or self._begin(key, work())
        flight.aboard += 1
        try:
            result: T = await asyncio.shield(flight.task)
            return result
        finally:
            flight.aboard -= 1
            if not flight.aboard and not flight.task.done():
                await self._abandon(key, flight)

    def _begin(self, key: Hashable, work: Coroutine[Any, Any, T]) -> _Flight:
        flight = _Flight(asyncio.create_task(work))
        self._under_way[key] = flight
        flight.task.add_done_callback(lambda _: self._forget(key, flight))
        return flight

    async def _abandon(self, key: Hashable, flight: _Flight) -> None:
        """Cancel, and wait until nothing of it is left: what it used may be closed next."""
        self._forget(key, flight)
        flight.task.cancel()
        await asyncio.gather(flight.task, return_exceptions=True)

    def _forget(self, key: Hashable, flight: _Flight) -> None:
        if self._under_way.get(key) is flight:
            del self._under_way[key]
