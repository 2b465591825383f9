"""Waiting for something to happen at a fake, wherever it comes from."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

# What a test waits for may also change where nobody tells us: a file, another server.
HEARTBEAT_SECONDS = 0.1


class Waiting(ABC):
    """What tests wait at. `_story` tells what came last."""

    def __init__(self) -> None:
        self._change = asyncio.Event()

    @abstractmethod
    def _story(self) -> str: ...

    def changed(self) -> None:
        """Wake all who wait for something to happen."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, predicate: Callable[[], T], seconds: float = 10) -> T:
        """Wait until the predicate is true, and give what it gave.

        Raises:
            AssertionError: it did not come true in time; tells what came last.
        """
        end = asyncio.get_running_loop().time() + seconds
        while not (found := predicate()):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                raise AssertionError(f"not within {seconds} s; {self._story()}")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._change.wait(), min(left, HEARTBEAT_SECONDS))
        return found
