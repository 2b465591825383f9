"""The machine's own clock."""

from __future__ import annotations

import asyncio
import time


class SystemClock:
    """Implements `ports.Clock`."""

    def now(self) -> int:
        """Seconds since 1970 in UTC."""
        return int(time.time())

    def monotonic(self) -> float:
        """Seconds since some moment, never backwards."""
        return time.perf_counter()

    async def sleep(self, seconds: float) -> None:
        """Let others work for `seconds`."""
        await asyncio.sleep(seconds)
