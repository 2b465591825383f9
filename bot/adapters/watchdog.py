"""Watches over the event loop from a thread of its own: one that stands still is told of."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from bot.core.meter import Meter

log = logging.getLogger(__name__)

STANDS_STILL: Final = 1.0
"""Seconds (fault F35): a gateway that hears nothing for long hangs up."""

TURN_EVERY: Final = 0.2
LOOK_EVERY: Final = 0.1


class LoopWatchdog:
    """For the loop in which it is entered. A thread that cannot look either tells afterwards."""

    def __init__(self, meter: Meter, most: float = STANDS_STILL) -> None:
        self._meter = meter
        self._most = most
        self._is_told = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._watched = threading.get_ident()
        self._turn_next()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._next.cancel()
        self._thread.join()

    def _turn_next(self) -> None:
        self._due = time.monotonic() + TURN_EVERY
        self._next = self._loop.call_later(TURN_EVERY, self._turn)

    def _turn(self) -> None:
        late = max(time.monotonic() - self._due, 0.0)
        self._meter.turned(late)
        if late > self._most:
            if not self._is_told:
                self._meter.stood_still()
            log.warning("the event loop stood still for %.1f s", late)
        self._is_told = False
        self._turn_next()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            if time.monotonic() - self._due > self._most and not self._is_told:
                self._is_told = True
                self._meter.stood_still()
                log.warning("the event loop stands still", extra={"stack": self._stack()})

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - there is no other way
        return "".join(traceback.format_stack(frame)) if frame else ""
