"""Turns at asking sites: a few at once in all, one at a time at each host, with a pause between."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.ports import Clock

REMEMBERED: Final = 1000
"""Hosts above which those that nobody waits for are forgotten, at the least."""


@dataclass(slots=True)
class _Host:
    """One host: `free_at` in the clock's monotonic seconds, `users` who have or want their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


class HostTurns:
    """At most `at_once` in all; `pause` seconds between two at one host."""

    def __init__(self, clock: Clock, at_once: int, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._gate = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}
        self._forget_at = REMEMBERED

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host`, and hold it."""
        self._forget()
        place = self._hosts.setdefault(host, _Host())
        place.users += 1
        try:
            # Who waits for a host takes no place from those who go elsewhere.
            async with place.lock:
                if (wait := place.free_at - self._clock.monotonic()) > 0:
                    await self._clock.sleep(wait)
                async with self._gate:
                    try:
                        yield
                    finally:
                        place.free_at = self._clock.monotonic() + self._pause
        finally:
            place.users -= 1

    def _forget(self) -> None:
        if len(self._hosts) < self._forget_at:
            return
        now = self._clock.monotonic()
        for host, place in list(self._hosts.items()):
            if not place.users and place.free_at <= now:
                del self._hosts[host]
        # Not at every turn, however many are in use.
        self._forget_at = max(REMEMBERED, 2 * len(self._hosts))
