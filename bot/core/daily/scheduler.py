"""The scheduler: sees when daily posts are due, claims them, has them made and handed over.

Its rows decide, not its memory: whoever writes the row of a chat's date makes that post, and a row
that a crash has left CLAIMED is made by the next to look. Time is the wall clock's, looked at
anew at each step, as somebody may set it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from bot.core.background import nap
from bot.core.daily.schedule import dues_between, last_due, next_due
from bot.core.daily.subscription import Claim, Day, Stage, next_moment
from bot.core.errors import StoreError
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import date

    from bot.core.background import Background
    from bot.core.chats import Platform
    from bot.core.daily.subscription import Agenda, Subscription
    from bot.core.ports import Clock

    _Name = tuple[Platform, str]

K = TypeVar("K")

log = logging.getLogger(__name__)

LEAD: Final = 20 * MINUTE
"""So long before the hour the digests begin to be made that are not there yet."""

CATCH_UP: Final = 6 * HOUR
"""A post may be so late; what is missed by more is told by the next."""

LOOK_EVERY: Final = 20.0
"""Seconds between two looks: so late a change made elsewhere, or a clock that was set, is seen."""

JUMP: Final = 30.0
"""Seconds by which the wall clock must leave the other one to have been set by somebody."""

PLATFORMS: Final[tuple[Platform, ...]] = ("telegram", "discord")

CLAIMS_AT_ONCE: Final = 500
"""Rows in one transaction: others wait for it."""

PREPARED_AT_ONCE: Final = 8
MADE_AT_ONCE: Final = 16
OLDEST_MISSED: Final = 60 * DAY
"""Days that were missed longer ago get no row: nobody will ask for them."""


class Maker(Protocol):
    """Makes the daily post of a chat."""

    async def prepare(self, subscription: Subscription, due_at: int) -> None:
        """Make the digests that it will need, as long as there is time until `due_at`."""
        ...

    async def make(self, subscription: Subscription, day: Day) -> None:
        """Settle the day: with messages in the outbox, or with nothing to say.

        Raises:
            StoreError: it is not settled.
        """
        ...


class Scheduler:
    """Runs beside everything else. `is_up` tells whether a platform takes messages now.

    While one does not, its posts wait as CLAIMED rows.
    """

    def __init__(
        self,
        agenda: Agenda,
        maker: Maker,
        clock: Clock,
        background: Background,
        is_up: Callable[[Platform], bool],
    ) -> None:
        self._agenda = agenda
        self._maker = maker
        self._clock = clock
        self._background = background
        self._is_up = is_up
        self._soon: dict[_Name, Subscription] = {}
        self._preparing: dict[_Name, asyncio.Task[None]] = {}
        self._prepared: dict[_Name, int] = {}
        self._owed: dict[tuple[_Name, date], Day] = {}
        self._making: dict[tuple[_Name, date], asyncio.Task[None]] = {}
        self._stirred = asyncio.Event()
        self._offset: float | None = None

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._stirred.clear()
            try:
                await self.look()
                pause = await self._pause()
            except StoreError as fault:
                log.warning("daily posts wait: %s", fault)
                pause = LOOK_EVERY
            except Exception:  # the outer edge: tomorrow's posts must not fall with today's
                log.exception("unforeseen fault among the daily posts")
                pause = LOOK_EVERY
            await nap(self._clock, pause, self._stirred)

    def stir(self) -> None:
        """Look at once: something has changed."""
        self._stirred.set()

    async def look(self) -> None:
        """See what is due now, and begin it.

        Raises:
            StoreError: what has been begun goes on, all else waits for the next look.
        """
        now = self._clock.now()
        offset, before = now - self._clock.monotonic(), self._offset
        if before is None or abs(offset - before) > JUMP:  # somebody may have set the wall clock
            await self._align(now)
        self._offset = offset
        await self._claim(now)
        for platform in PLATFORMS:  # each by itself: one that is away must not hide the other
            for day in await self._agenda.claimed(platform, CLAIMS_AT_ONCE):
                if (key := (_name(day), day.day)) not in self._making:
                    self._owed.setdefault(key, day)
        for each in await self._agenda.due(now + LEAD, CLAIMS_AT_ONCE):
            if self._prepared.get(_name_of(each)) != each.next_at:
                self._soon.setdefault(_name_of(each), each)
        self._begin()

    def _begin(self) -> None:
        """Begin as much of what is owed, and of what will be, as may be under way at once."""
        now = self._clock.now()
        for key, day in list(self._owed.items()):
            if len(self._making) >= MADE_AT_ONCE:
                break
            is_over = now - day.due_at > CATCH_UP
            is_time = day.due_at <= now and (is_over or self._is_up(day.platform))
            if key not in self._making and is_time:
                del self._owed[key]
                self._making[key] = self._begun(self._made(day), self._making, key)
        while self._soon and len(self._preparing) < PREPARED_AT_ONCE:
            name = next(iter(self._soon))
            each = self._soon.pop(name)
            if name not in self._preparing:
                self._preparing[name] = self._begun(self._ready(each), self._preparing, name)

    def _begun(
        self, work: Coroutine[Any, Any, None], tasks: dict[K, asyncio.Task[None]], key: K
    ) -> asyncio.Task[None]:
        def ended(task: asyncio.Task[None]) -> None:
            tasks.pop(key, None)
            if not task.cancelled():  # else the program ends, and nothing more is to begin
                self._begin()

        task = self._background.spawn(work)
        task.add_done_callback(ended)
        return task

    async def _ready(self, each: Subscription) -> None:
        await self._maker.prepare(each, each.next_at)
        self._prepared[_name_of(each)] = each.next_at

    async def _made(self, day: Day) -> None:
        try:
            if self._clock.now() - day.due_at > CATCH_UP:
                await self._missed(day)
                return
            if preparing := self._preparing.get(_name(day)):
                await asyncio.wait({preparing})
            each = await self._subscription(day)
            if each and self._prepared.get(_name(day)) != day.due_at:  # a process that is no more
                await self._maker.prepare(each, day.due_at)
                each = await self._subscription(day)  # it may have been stopped meanwhile
            if each is None:
                await self._missed(day)
                return
            await self._maker.make(each, day)
        except StoreError as fault:
            log.warning("a daily post waits: %s", fault)  # its row is still CLAIMED

    async def _subscription(self, day: Day) -> Subscription | None:
        """Of its chat; None where that wants no post any more."""
        each = await self._agenda.subscription(day.platform, day.chat)
        return each if each is not None and each.is_on else None

    async def _missed(self, day: Day) -> None:
        if await self._agenda.settle(day, Stage.MISSED):
            _tell_missed(day)

    async def _claim(self, now: int) -> None:
        while due := await self._agenda.due(now, CLAIMS_AT_ONCE):
            claims = [_claim(each, now) for each in due]
            for day in await self._agenda.claim(claims):
                told = {"chat": day.chat, "day": day.day.isoformat(), "late_s": now - day.due_at}
                log.info("daily post due", extra=told)
            for day in (day for claim in claims for day in claim.days):
                if day.stage is Stage.MISSED:
                    _tell_missed(day)

    async def _align(self, now: int) -> None:
        """Set anew when each is due: a clock that was set, or a zone's new rules, change it."""
        moved = []
        for each in await self._agenda.subscriptions():
            if each.next_at <= now:
                continue  # what is owed already stays owed
            with suppress(ValueError):
                due = await next_moment(self._agenda, each, now)
                if due != each.next_at:
                    moved.append((each.chat, due))
        await self._agenda.set_next(moved)

    async def _pause(self) -> float:
        """Seconds until there may be something to do."""
        moment = await self._agenda.next_moment()
        left = LOOK_EVERY if moment is None else float(moment - self._clock.now())
        return min(LOOK_EVERY, max(0.0, left))


def _claim(each: Subscription, now: int) -> Claim:
    """The last time it was due is to be made, if that is not too long ago; those before are not."""
    platform, chat = _name_of(each)
    try:
        due = last_due(each.hour, now)
        next_at = next_due(each.hour, now, {due.day}).at
    except ValueError:  # a zone that there is no more
        log.exception("daily post with a time zone that is unknown", extra={"chat": chat})
        return Claim(platform, chat, (), now + DAY, each.next_at)
    first = max(each.next_at, now - OLDEST_MISSED)
    days = [
        Day(platform, chat, day, at, Stage.MISSED)
        for day, at in dues_between(each.hour, first, due.at)
    ]
    if due.at >= each.next_at:
        stage = Stage.CLAIMED if now - due.at <= CATCH_UP else Stage.MISSED
        days.append(Day(platform, chat, due.day, due.at, stage))
    return Claim(platform, chat, tuple(days), next_at, each.next_at)


def _name(day: Day) -> _Name:
    return day.platform, day.chat


def _name_of(each: Subscription) -> _Name:
    return each.chat.platform, each.chat.id


def _tell_missed(day: Day) -> None:
    told = {"chat": day.chat, "day": day.day.isoformat()}
    log.warning("daily post missed, the next one tells more", extra=told)
