"""Tells who runs the bot, once a day, of a model that has turned us away or fails all the time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.core.answers import Line
from bot.core.errors import StoreError
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.core.chats import Platform
    from bot.core.daily.notices import Notices
    from bot.core.ports import Clock

LOOK_EVERY: Final = 2.0
"""Seconds between two looks."""

log = logging.getLogger(__name__)


async def tell_of_model(
    fault: Callable[[], str], notices: Notices, platforms: Collection[Platform], clock: Clock
) -> None:
    """Look for ever whether there is a `fault`; "" is none. A restart tells nothing twice."""
    told = -1
    while True:
        today = clock.now() // DAY
        if today != told and (reason := fault()):
            line = Line("chat.model_away", {"reason": reason})
            try:
                await asyncio.gather(
                    *(notices.tell_owners(each, f"model away {today}", line) for each in platforms)
                )
                told = today
            except StoreError as error:
                log.warning("a notice of the model waits: %s", error)
        await clock.sleep(LOOK_EVERY)
