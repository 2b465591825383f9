"""Work that nobody waits for: kept alive, its faults told, ended with the program."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.core.ports import Clock

log = logging.getLogger(__name__)


class Background:
    """A set of tasks. One that fails is logged; none of them brings the program down."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin `work`, and keep it until it ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def __len__(self) -> int:
        return len(self._tasks)

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` for what is under way, then end it."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("unforeseen fault", exc_info=fault)


async def nap(clock: Clock, seconds: float, stirred: asyncio.Event) -> None:
    """Sleep for `seconds`, or until `stirred` is set."""
    sleeping = asyncio.ensure_future(clock.sleep(seconds))
    stirring = asyncio.ensure_future(stirred.wait())
    try:
        await asyncio.wait({sleeping, stirring}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeping.cancel()
        stirring.cancel()
