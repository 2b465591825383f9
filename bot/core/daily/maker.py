"""Makes the daily post of a chat: settles its day, and hands its messages over to be posted."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.core.daily.subscription import Stage
from bot.core.errors import StoreError
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.chats import Platform
    from bot.core.daily.editing import Edition, Editor
    from bot.core.daily.notices import Notices
    from bot.core.daily.subscription import Agenda, Day, Subscription
    from bot.core.daily.writing import Writer
    from bot.core.delivery.row import Delivery
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)

GRACE: Final = 60.0
"""Seconds past the hour that digests which are still being made are waited for."""

UNDER_WAY: Final = 100
"""Posts of a platform that are made and not posted yet; all others stay rows."""


@dataclass(slots=True)
class DailyMaker:
    """Implements `scheduler.Maker`. `begin` takes rows that are owed."""

    agenda: Agenda
    editor: Editor
    writer: Writer
    notices: Notices
    rooms: Rooms
    clock: Clock
    begin: Callable[[Delivery], None]
    _rooms: dict[Platform, asyncio.Semaphore] = field(init=False, default_factory=dict)
    _under_way: dict[str, set[str]] = field(init=False, default_factory=dict)

    async def prepare(self, subscription: Subscription, due_at: int) -> None:
        """Look at the chat's feeds, and make the digests that it will need until `due_at`."""
        left = max(due_at - self.clock.now(), 0) + GRACE
        try:
            if await self._is_open(subscription):
                await self.editor.prepare(subscription, left)
        except StoreError as fault:
            log.warning("a daily post is not prepared: %s", fault)

    async def make(self, subscription: Subscription, day: Day) -> None:
        """Settle the day: its messages are rows of the outbox, or there was nothing to say.

        Where the chat is closed to us it is missed: once it is open again it hears what was.

        Raises:
            StoreError: it is not settled.
        """
        if not await self._is_open(subscription):
            await self.agenda.settle(day, Stage.MISSED)
            return
        # Of each platform by itself: one that is stuck must not hold up the other.
        room = self._rooms.setdefault(day.platform, asyncio.Semaphore(UNDER_WAY))
        await room.acquire()
        messages: Sequence[Delivery] = ()
        try:
            edition = await self.editor.edition(subscription, GRACE)
            messages = await self._settled(subscription, day, edition)
        finally:
            if not messages:
                room.release()
        rows = {row.id for row in messages}
        self._under_way |= dict.fromkeys(rows, rows)
        for row in messages:
            self.begin(row)

    async def ended(self, row: Delivery) -> None:
        """A message of a daily post has ended, posted or not.

        Raises:
            StoreError: it is not seen to what follows from it.
        """
        if together := self._under_way.pop(row.id, None):
            together.discard(row.id)
            if not together:
                self._rooms[row.chat.platform].release()
        await self.notices.ended(row)

    async def _settled(
        self, subscription: Subscription, day: Day, edition: Edition
    ) -> Sequence[Delivery]:
        """Write it down; the messages that are ours to post, none if somebody else has made it."""
        messages = await self.writer.messages(subscription, day, edition)
        told = await self.writer.told(subscription, day, edition.told)
        stage = Stage.MADE if messages else Stage.EMPTY
        since = day.due_at - DAY  # what came late, or before the clock was set, is still news
        is_ours = await self.agenda.settle(day, stage, [*told, *messages], since)
        if is_ours:
            counts = {"items": len(edition.items), "unread": edition.unread}
            told_of = {"chat": day.chat, "day": day.day.isoformat(), "outcome": stage, **counts}
            log.info("daily post made", extra=told_of)
        return messages if is_ours else ()

    async def _is_open(self, subscription: Subscription) -> bool:
        """Whether we may write there, as far as we know, and the owner lets both chats use us."""
        target = subscription.target
        if not (await self.rooms.row(target)).is_open:
            return False
        return all([await self.rooms.serves(each) for each in {target, subscription.chat}])
