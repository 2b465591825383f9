"""The first words with Telegram: who we are, tried until it answers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.adapters.telegram.faults import words
from bot.core.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between two tries; the last one repeats."""


async def reached(bot: TelegramBot, clock: Clock) -> bool:
    """Connect, however long it takes; True.

    Raises:
        PlatformError: the token is refused.
    """
    await until_reached(bot.initialize, clock, where=bot.base_url.rpartition("/bot")[0])
    return True


async def until_reached(
    call: Callable[[], Awaitable[object]], clock: Clock, where: str = "Telegram"
) -> None:
    """Make a call that all else waits for; again while Telegram cannot be reached.

    Raises:
        PlatformError: it answers, and refuses.
    """
    tries = 0
    while True:
        try:
            await call()
        except (BadRequest, Forbidden, InvalidToken) as error:
            reason = words(error)
        except TelegramError as error:
            log.warning("%s cannot be reached yet: %s", where, words(error))
            await clock.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
            continue
        else:
            return
        raise PlatformError(f"Telegram refuses to work with us: {reason}")
