"""What a person sees while a digest is made: nothing dangles, nothing is said without need."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, DigestAnswer, notice
from bot.core.delivery.row import State, Trigger
from bot.core.errors import PostError, PostUnknownError, StoreError
from bot.core.links import host_of, parse
from bot.core.ports import Placing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.answers import NoticeAnswer
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.model import Digest
    from bot.core.ports import Clock, Poster

log = logging.getLogger(__name__)

READING_AFTER: Final = 10.0
"""Seconds until a command in a group is told that we are reading."""

SLOW_AFTER: Final = 45.0
"""Seconds until who waits is told that it takes longer, and may give it up."""

TYPING_EVERY: Final = 4.5
DRAFT_EVERY: Final = 1.0
SLOW: Final = notice("chat.slow", Action.CANCEL)
UNKNOWN_POST: Final = "?"
"""Stands for the placeholder's id from before its post until its answer."""


def reading(host: str) -> NoticeAnswer:
    """The placeholder's words at first."""
    return notice("chat.reading", Action.CANCEL, host=host)


def host_in(row: Delivery) -> str:
    """The site that a row's link leads to, "" without one."""
    return host_of(parse(row.ask.url)) if row.ask.url else ""


class Watch:
    """One row under work. `row` has the placeholder, once there is one."""

    def __init__(self, row: Delivery, poster: Poster, ledger: Ledger, clock: Clock) -> None:
        self.row = row
        self._poster = poster
        self._ledger = ledger
        self._clock = clock
        self._part: Digest | None = None
        self._has_part = asyncio.Event()
        self._posting = asyncio.Lock()

    def on_part(self, part: Digest) -> None:
        """Take what is finished of the digest so far."""
        self._part = part
        self._has_part.set()

    @asynccontextmanager
    async def showing(self) -> AsyncIterator[None]:
        """Show, as time goes by, what the kind of chat calls for, while the block runs."""
        task = asyncio.create_task(self._show(host_in(self.row)))
        try:
            yield
        finally:
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            if isinstance(outcome, Exception):
                log.error("unforeseen fault while somebody waited", exc_info=outcome)
            async with self._posting:  # a placeholder that is just being posted
                pass

    async def _show(self, host: str) -> None:
        if self.row.answer:
            return  # what is made anew stands there until it is done
        match self.row.trigger:
            case Trigger.PRIVATE:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._draft())
                    tasks.create_task(self._place_later(host))
            case Trigger.COMMAND:
                await self._place_later(host)
            case _:
                return

    async def _place_later(self, host: str) -> None:
        if self.row.trigger is Trigger.COMMAND:
            await self._clock.sleep(READING_AFTER)
            await asyncio.shield(self._place(reading(host)))
            await self._clock.sleep(SLOW_AFTER - READING_AFTER)
        else:
            await self._clock.sleep(SLOW_AFTER)
        await asyncio.shield(self._place(SLOW))

    async def _place(self, answer: NoticeAnswer) -> None:
        """Post the placeholder, or change it; its id is in the row before anything can be lost."""
        async with self._posting:
            with suppress(PostError, StoreError):
                row, placing = self.row, self._placing()
                if row.placeholder == UNKNOWN_POST:
                    return
                if row.placeholder:
                    await self._poster.edit(row.chat, row.placeholder, answer, placing)
                    return
                if not await self._keep(UNKNOWN_POST):
                    return  # nobody wants it any more
                try:
                    await self._keep(await self._poster.post(row.chat, answer, placing))
                except PostUnknownError:
                    raise  # it is looked for before the answer goes out
                except PostError:
                    await self._keep("")
                    raise

    async def _keep(self, placeholder: str) -> bool:
        row = replace(self.row, placeholder=placeholder)
        if kept := await self._ledger.save(row, {State.ACCEPTED}):
            self.row = row
        return kept

    def _placing(self) -> Placing:
        return Placing(self.row.id, self.row.spoken, self.row.reply_to or None)

    async def _draft(self) -> None:
        """A draft of the finished parts, or that we think; typing in between."""
        row = self.row
        await self._poster.show_draft(row.chat, row.id, None, row.spoken)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TYPING_EVERY):
                    await self._has_part.wait()
            if not self._has_part.is_set():
                await self._poster.show_typing(row.chat)
                continue
            self._has_part.clear()
            if self._part:
                answer = DigestAnswer(self._part, "full")
                await self._poster.show_draft(row.chat, row.id, answer, row.spoken)
            await asyncio.sleep(DRAFT_EVERY)
