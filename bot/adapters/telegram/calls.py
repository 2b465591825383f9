"""One call to Telegram, made again as long as it surely has not arrived."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final, TypeVar

from telegram.error import RetryAfter, TelegramError

from bot.adapters.telegram.faults import told
from bot.core.errors import PostUnsentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import Clock

T = TypeVar("T")

RETRIES: Final = 3
_FIRST_STEP, _LONGEST_STEP = 0.5, 8.0  # seconds


class Calls:
    """Makes calls; `jitter` gives figures from 0 to 1."""

    def __init__(self, clock: Clock, jitter: Callable[[], float] = random.random) -> None:
        self._clock = clock
        self._jitter = jitter

    async def make(self, call: Callable[[], Awaitable[T]], *, sent: bool) -> T:
        """Make the call, again after a while where it did not arrive; `sent` as `told` has it.

        What is raised has nothing of the library's own error about it, which may hold the token.

        Raises:
            PostError: one of its subclasses.
            PlatformError: the token is refused.
        """
        tries = 0
        while True:
            try:
                return await call()
            except TelegramError as error:
                fault = told(error, sent=sent)
                # Floods are no matter of trying again: the limiter has waited as long as it may.
                is_final = isinstance(error, RetryAfter) or not isinstance(fault, PostUnsentError)
            if is_final or tries == RETRIES:
                raise fault
            await self._clock.sleep(self._jitter() * min(_LONGEST_STEP, _FIRST_STEP * 2**tries))
            tries += 1
