"""What is to be posted where: one lane for each chat, each with its own pace."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bot.core.background import nap
from bot.core.delivery.lane import Lane
from bot.core.delivery.persist import surely
from bot.core.delivery.row import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.background import Background
    from bot.core.delivery.row import Delivery
    from bot.core.delivery.send import Sender
    from bot.core.ports import Clock

T = TypeVar("T")


class Outbox:
    """Posts answers, in the order of each chat; chats do not wait for one another.

    `on_end` is called with every row that has ended, posted or not.
    """

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        background: Background,
        on_end: Callable[[Delivery], Awaitable[None]],
    ) -> None:
        self._sender = sender
        self._clock = clock
        self._background = background
        self._on_end = on_end
        self._lanes: dict[tuple[str, str], _Running] = {}
        self._doubtful: set[str] = set()
        self._is_open = True

    def expect(self, delivery: Delivery) -> None:
        """An answer will come; later digests of the chat are to wait for it, for a while."""
        self._lane(delivery).lane.expect(delivery)

    def leave(self, delivery: Delivery) -> None:
        """No answer will come."""
        running = self._lane(delivery)
        running.lane.leave(delivery)
        self._stir(delivery, running)

    def put(self, delivery: Delivery) -> None:
        """The answer of this row, READY or half SENT before a crash, is to be posted."""
        if delivery.state is State.SENDING:
            self._doubtful.add(delivery.id)
        running = self._lane(delivery)
        running.lane.put(delivery, self._clock.monotonic())
        self._stir(delivery, running)

    def close(self) -> None:
        """Begin no further post; the rows stay owed."""
        self._is_open = False

    def _lane(self, delivery: Delivery) -> _Running:
        return self._lanes.setdefault((delivery.chat.platform, delivery.chat.id), _Running())

    def _stir(self, delivery: Delivery, running: _Running) -> None:
        running.stirred.set()
        if running.task is None:
            name = (delivery.chat.platform, delivery.chat.id)
            running.task = self._background.spawn(self._run(name, running))

    async def _run(self, name: tuple[str, str], running: _Running) -> None:
        try:
            while self._is_open:
                running.stirred.clear()
                delivery = running.lane.take(self._clock.monotonic())
                if delivery:
                    await self._send(delivery)
                elif (wait := running.lane.wait(self._clock.monotonic())) is None:
                    break
                else:
                    await nap(self._clock, wait, running.stirred)  # until patience ends
        finally:
            running.task = None
            if running.lane.is_empty and self._lanes.get(name) is running:
                del self._lanes[name]

    async def _send(self, delivery: Delivery) -> None:
        doubtful = delivery.id in self._doubtful
        ended = await self._surely(lambda: self._sender.send(delivery, doubtful=doubtful))
        if ended is None:  # an unforeseen fault: the row must not hold up those behind it
            failed = replace(delivery, state=State.QUIET, code="internal")
            await self._surely(lambda: self._sender.give_up(failed))
            ended = failed
        self._doubtful.discard(delivery.id)
        row = ended
        await self._surely(lambda: self._on_end(row))

    async def _surely(self, act: Callable[[], Awaitable[T]]) -> T | None:
        return await surely(self._clock, "a post waits", act)


class _Running:
    """A lane, the task that empties it, and the bell that wakes the task."""

    __slots__ = ("lane", "stirred", "task")

    def __init__(self) -> None:
        self.lane = Lane()
        self.stirred = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
