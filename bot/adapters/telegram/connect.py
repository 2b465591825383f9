"""The first words with Telegram: who we are, tried until it answers."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from telegram.error import TelegramError

from bot.adapters.telegram.faults import words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between two tries; the last one repeats."""


@asynccontextmanager
async def connected(bot: TelegramBot, clock: Clock) -> AsyncIterator[None]:
    """The bot connected, for as long as the block runs.

    Raises:
        PlatformError: the token is refused.
    """
    tries = 0
    while True:
        try:
            await bot.initialize()
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet: %s", words(error))
            await clock.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
        else:
            break
    try:
        yield
    finally:
        await bot.shutdown()
