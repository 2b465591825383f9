"""Messages in their order, each handed over until the core has written it down.

Discord tells of a message once: what the store does not take now is given to it again.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from bot.core.delivery.persist import surely

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.core.ports import Clock

    Work = Callable[[], Coroutine[Any, Any, object]]

log = logging.getLogger(__name__)

MOST: Final = 10_000
"""Messages that may wait while the store does not answer; more would only fill the memory."""


class Inbox:
    """A bounded line of things to be done one after the other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._line: asyncio.Queue[Work] = asyncio.Queue(MOST)
        self._is_full = False

    def put(self, work: Work) -> None:
        """Have it done when its turn comes."""
        try:
            self._line.put_nowait(work)
        except asyncio.QueueFull:
            if not self._is_full:
                log.error("so many messages wait for the store that the newest are let go")  # noqa: TRY400
            self._is_full = True

    async def run(self) -> None:
        """Do what comes, for ever."""
        while True:
            work = await self._line.get()
            await surely(self._clock, "a message waits", work)
            self._is_full = False
            self._line.task_done()

    async def emptied(self, seconds: float) -> None:
        """Wait until all that came is done, at most so long: it will not come again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._line.join()
