"""What must not be lost while the store fails: it is done once the store is back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import Clock

T = TypeVar("T")

log = logging.getLogger(__name__)

STORE_PAUSE: Final = 2.0
"""Seconds until that is tried again which the store did not take."""


async def persist(clock: Clock, what: str, act: Callable[[], Awaitable[T]]) -> T:
    """Do it, however long the store takes; `what` waits, says the log."""
    while True:
        try:
            return await act()
        except StoreError as fault:
            log.warning("store failed, %s: %s", what, fault)
            await clock.sleep(STORE_PAUSE)


async def surely(clock: Clock, what: str, act: Callable[[], Awaitable[T]]) -> T | None:
    """The same at an outer edge, so that nothing else stops; None after an unforeseen fault."""
    try:
        return await persist(clock, what, act)
    except Exception:  # told, and held off from the rows behind it
        log.exception("unforeseen fault")
        return None
