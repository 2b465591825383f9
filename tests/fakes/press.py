"""One database, and schedulers over it that come and go: a world for daily posts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from bot.core.background import Background
from bot.core.chats import Chat, ChatKind
from bot.core.daily.schedule import Hour, next_due
from bot.core.daily.scheduler import Scheduler
from bot.core.daily.subscription import Day, Stage, Subscription, taken
from tests.fakes.agenda import FakeAgenda
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from datetime import date

    from bot.core.chats import Platform
    from bot.core.daily.subscription import Agenda

NOON = int(datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp())


@dataclass
class Press:
    """Makes posts by settling their days; `dies` says where the process ends meanwhile.

    While it `hangs` no post is made.
    """

    agenda: FakeAgenda
    clock: FakeClock
    posted: list[tuple[str, date, int]] = field(default_factory=list)
    prepared: list[tuple[str, int]] = field(default_factory=list)
    dies: str = ""
    empty: bool = False
    hangs: bool = False

    async def prepare(self, subscription: Subscription, due_at: int) -> None:
        self.prepared.append((subscription.chat.id, due_at))

    async def make(self, subscription: Subscription, day: Day) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.dies == "before":
            raise asyncio.CancelledError  # its process is no more
        stage = Stage.EMPTY if self.empty else Stage.MADE
        if await self.agenda.settle(day, stage) and not self.empty:
            # The outbox posts what was settled, after a restart if need be.
            self.posted.append((day.chat, day.day, self.clock.now()))


class World:
    """One database, and the processes that come and go over it."""

    def __init__(self, now: int = NOON) -> None:
        self.clock = FakeClock(now)
        self.agenda = FakeAgenda()
        self.press = Press(self.agenda, self.clock)
        self.up = True
        self.away: set[Platform] = set()
        self.start()

    def start(self) -> None:
        self.background = Background()
        self.scheduler = Scheduler(
            cast("Agenda", self.agenda),
            self.press,
            self.clock,
            self.background,
            lambda platform: self.up and platform not in self.away,
        )

    async def look(self) -> None:
        await self.scheduler.look()
        while len(self.background):  # noqa: ASYNC110 - tasks come and go
            await asyncio.sleep(0)

    async def subscribe(
        self, name: str, hour: Hour, platform: Platform = "telegram"
    ) -> Subscription:
        chat = Chat(platform, name, ChatKind.GROUP)
        days = await self.agenda.days(platform, name, 0)
        due = next_due(hour, self.clock.now(), taken(days, hour.zone))
        each = Subscription(chat, chat, hour, next_at=due.at)
        await self.agenda.subscribe(each)
        return each

    @property
    def dates(self) -> list[date]:
        return [day for _, day, _ in self.press.posted]
