"""Keeps Discord's limit for all requests together before Discord has to.

The library waits for the limit of each route by itself. Over the one for all of them it is told
off, and lets all that wait go at once: who is told off ten thousand times in ten minutes is shut
out (https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aiohttp

from bot.core.bucket import TICK, Bucket

if TYPE_CHECKING:
    from bot.core.ports import Clock

BURST, RATE = 8, 40.0  # Discord names 50 requests within any second
EXEMPT: Final = ("/interactions/", "/webhooks/")
"""What answers an interaction is not counted."""


class Pace:
    """Lets requests go when they may."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bucket = Bucket(BURST, RATE)

    def trace(self) -> aiohttp.TraceConfig:
        """What the library is to tell us of each request, before it is made."""
        told = aiohttp.TraceConfig()
        told.on_request_start.append(self._wait)
        return told

    async def _wait(self, _: Any, __: Any, request: aiohttp.TraceRequestStartParams) -> None:
        if any(part in request.url.path for part in EXEMPT):
            return
        if (wait := self._bucket.take(self._clock.monotonic())) > TICK:
            await self._clock.sleep(wait)
