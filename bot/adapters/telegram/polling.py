"""Asks Telegram for updates, and confirms each only when it has been handled.

The library's own updater confirms a batch before anybody has looked at it: what was not written
down until then is lost with the process. Here the offset moves on with every update whose row is
written.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.adapters.telegram.bot import TURNED_AWAY
from bot.adapters.telegram.faults import seconds_of, words
from bot.core.errors import PlatformError, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from typing import Any

    from telegram import Update

    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.ports import Clock

T = TypeVar("T")

_log = logging.getLogger(__name__)

HOLD: Final = 30
"""Seconds that Telegram may hold a poll until there is an update."""

STORE_PAUSE: Final = 2.0
CONFLICT_PAUSE: Final = 3.0
LONGEST_PAUSE: Final = 30.0

FAREWELL: Final = 2.0
"""Seconds for the last call: a supervisor waits ten for all of us."""

CONFLICT: Final = (
    "another program is polling Telegram with this token (or a webhook is set): "
    "end it and start again"
)


class Poller:
    """Long polling. `last_ok`: when Telegram last answered (monotonic seconds), None: never yet.

    `handle` is given one update after the other; `jitter` gives figures from 0 to 1.
    """

    def __init__(
        self,
        bot: TelegramBot,
        handle: Callable[[Update], Awaitable[None]],
        *,
        allowed_updates: Sequence[str],
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.last_ok: float | None = None
        self._bot = bot
        self._handle = handle
        self._allowed = tuple(allowed_updates)
        self._clock = clock
        self._jitter = jitter
        self._offset: int | None = None
        self._failures = 0
        self._conflicts = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Bring updates until `stop` is set; what has been handled is confirmed at the end.

        Raises:
            PlatformError: the token is refused, or somebody else polls with it.
        """
        await self._asked(lambda: self._bot.delete_webhook(drop_pending_updates=False), stop)
        while not stop.is_set():
            for update in await self._asked(self._poll, stop) or ():
                if not await self._handled(update, stop):
                    break
                self._offset = update.update_id + 1
        await self._confirm()

    async def _poll(self) -> tuple[Update, ...]:
        return await self._bot.updates(self._offset, timeout=HOLD, allowed=self._allowed)

    async def _asked(
        self, ask: Callable[[], Coroutine[Any, Any, T]], stop: asyncio.Event
    ) -> T | None:
        """Ask until there is an answer; None once `stop` is set, and at once.

        Raises:
            PlatformError: it makes no sense to ask any more.
        """
        while not stop.is_set():
            try:
                answer = await unless(stop, ask())
            except TelegramError as error:
                pause = self._pause_after(error)
            else:
                if answer is not None:  # else it was stopped
                    self._went_well()
                return answer
            if pause is None:
                raise PlatformError(CONFLICT if self._conflicts else TURNED_AWAY)
            await unless(stop, self._clock.sleep(pause))
        return None

    def _pause_after(self, error: TelegramError) -> float | None:
        """Seconds until the next try, None where there is to be none."""
        if isinstance(error, InvalidToken):
            return None
        if isinstance(error, Conflict):
            self._conflicts += 1
            # Once is nothing: the poll of a program that was killed ends with ours.
            return CONFLICT_PAUSE if self._conflicts == 1 else None
        if self._failures == 0:
            _log.warning("Telegram cannot be reached: %s", words(error))
        self._failures += 1
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        longest = min(LONGEST_PAUSE, 2.0 ** min(self._failures, 10))
        return longest * (1 + self._jitter()) / 2

    def _went_well(self) -> None:
        if self._failures:
            _log.warning("Telegram answers again, after %d tries", self._failures)
        self._failures = self._conflicts = 0
        self.last_ok = self._clock.monotonic()

    async def _handled(self, update: Update, stop: asyncio.Event) -> bool:
        """Hand over until it is written down; False if `stop` was set before that."""
        while not stop.is_set():
            try:
                await self._handle(update)
            except StoreError as fault:
                _log.error("an update waits for the store: %s", fault)
                await unless(stop, self._clock.sleep(STORE_PAUSE))
            except Exception:  # noqa: BLE001 - whatever a handler trips over
                # Handing it over again would fail again: one update must not hold up all others.
                _log.exception("update %d failed and is passed by", update.update_id)
                return True
            else:
                return True
        return False

    async def _confirm(self) -> None:
        """Tell Telegram how far we are; without it the last updates come again, and are known."""
        if self._offset is None:
            return
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await self._bot.updates(self._offset, timeout=0, allowed=self._allowed, limit=1)


async def poll(
    bot: TelegramBot,
    handle: Callable[[Update], Awaitable[None]],
    *,
    allowed_updates: Sequence[str],
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """As `Poller.run`, for those who do not ask how it goes.

    Raises:
        PlatformError: the token is refused, or somebody else polls with it.
    """
    await Poller(bot, handle, allowed_updates=allowed_updates, clock=clock).run(stop)


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The outcome of `work`; None if `stop` is set first, and `work` is cancelled."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stopping.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
