"""One answer, posted: what each fault of a platform means for its row."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import DigestAnswer, PointerAnswer
from bot.core.chats import ChatKind
from bot.core.delivery.persist import persist
from bot.core.delivery.repeats import Repeats
from bot.core.delivery.row import OPEN, State, Trigger
from bot.core.errors import (
    ChatClosedError,
    ChatMovedError,
    LinkdigestError,
    PlatformError,
    PostError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
)
from bot.core.meter import NOBODY
from bot.core.retention import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.chats import Chat, Platform
    from bot.core.delivery.places import Places
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.meter import Meter
    from bot.core.ports import Clock, Placing, Poster
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds between two tries of what surely did not arrive; the last one repeats."""

JITTER: Final = 0.25
"""Share of a pause by which it is shorter at most: many that wait must not come back together."""

UNKNOWNS_MOST: Final = 3
"""So often a post may end without an answer; before each next one the message is looked for."""

GIVEN_UP_AFTER: Final = HOUR

STALE_AFTER: Final = 6 * HOUR
STALE: Final = "stale"
"""The code of a daily post that was never sent, and is no news any more."""

MOST_TRIES: Final = 90
"""An hour at the longest pause, and what a platform may say in between."""


class Sender:
    """Posts what rows owe. Safe to call again for a row that a crash has left half done."""

    def __init__(
        self,
        ledger: Ledger,
        posters: Mapping[Platform, Poster],
        rooms: Rooms,
        places: Places,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
        meter: Meter = NOBODY,
    ) -> None:
        """`jitter` gives figures from 0 to 1."""
        self._meter = meter
        self._jitter = jitter
        self._ledger = ledger
        self._posters = posters
        self._rooms = rooms
        self._places = places
        self._clock = clock
        self._repeats = Repeats(ledger, clock)
        self._ours: set[str] = set()

    async def send(self, delivery: Delivery, *, doubtful: bool = False) -> Delivery:
        """Post, or edit, the answer of a READY row; the row as it ended.

        `doubtful`: it was on its way when the program ended, so it is looked for first.

        Raises:
            StoreError: the row could not be written; nothing was posted then.
        """
        if not doubtful and self._is_stale(delivery):
            stale = replace(delivery, state=State.QUIET, code=STALE)
            await self._ledger.save(_lean(stale), {State.READY})
            return stale
        delivery = await self._places.placed(delivery)
        delivery = delivery if doubtful else await self._repeats.pointed(delivery)
        sending = _Sending(self._ledger, self._clock, delivery, self._ours, is_doubtful=doubtful)
        try:
            if doubtful or delivery.placeholder:
                await sending()
            ended = await self._through(replace(delivery, state=State.SENDING), sending)
        except _UnwantedError:
            self._ours.discard(delivery.id)
            return await self._unwanted(delivery)
        if not await self._keep(ended):
            await self._take_back(ended)
        self._ours.discard(ended.id)
        self._meter.delivered(ended.chat.platform, ended.trigger, ended.state)
        _tell(ended, sending.ms)
        return ended

    def _is_stale(self, delivery: Delivery) -> bool:
        """Whether it is a daily post of a day that is over: the next one tells what it would."""
        age = self._clock.now() - delivery.accepted_at
        return delivery.trigger is Trigger.DAILY and age > STALE_AFTER

    async def _unwanted(self, delivery: Delivery) -> Delivery:
        """The row of what nobody wants any more, or what somebody else has posted meanwhile."""
        if await self._places.holds_answer(delivery):
            return replace(delivery, state=State.POSTED)
        cancelled = replace(delivery, state=State.CANCELLED)
        await self._places.withdraw(cancelled)
        return cancelled

    async def give_up(self, failed: Delivery) -> None:
        """Note that a row has ended without its answer.

        Raises:
            StoreError: it could not be noted.
        """
        state = State.POSTED if failed.posted_at else failed.state
        await self._ledger.save(replace(failed, state=state, placeholder=""))

    async def _keep(self, ended: Delivery) -> bool:
        """Write how it ended, however long the store takes: it must not be posted again.

        False: somebody has deleted, or forgotten, what was on its way.
        """
        return await persist(
            self._clock,
            "a post is not noted yet",
            # READY: it was refused before it was sent. UNKNOWN: another process took it for lost.
            lambda: self._ledger.save(_lean(ended), {State.READY, State.SENDING, State.UNKNOWN}),
        )

    async def _take_back(self, ended: Delivery) -> None:
        if ended.state is not State.POSTED or not ended.post:
            return
        try:
            await self._posters[ended.chat.platform].delete(ended.chat, ended.post)
        except PostError as fault:
            log.warning("what nobody wants any more stays: %s", fault)

    async def _through(self, delivery: Delivery, sending: _Sending) -> Delivery:
        """Try until it is posted, or surely never will be."""
        doubtful = sending.is_doubtful
        unknowns, ends = 0, self._clock.monotonic() + GIVEN_UP_AFTER
        may_be_twice = _may_be_twice(delivery)
        for tries in range(MOST_TRIES):
            try:
                sending.row = delivery
                post = await self._once(delivery, sending, doubtful=doubtful)
            except PostUnknownError as fault:
                self._meter.delivery_failed(fault.code)
                unknowns += 1
                if fault.is_final and may_be_twice:
                    doubtful = may_be_twice = False  # twice, but not three times
                    continue
                if (fault.is_final or unknowns > UNKNOWNS_MOST) and not delivery.placeholder:
                    return replace(_failed(delivery, fault), state=State.UNKNOWN)
                doubtful = True  # an edit is simply made again, a message looked for first
                await self._clock.sleep(PAUSES[0])
            except (PostError, PlatformError) as fault:
                self._meter.delivery_failed(fault.code)
                delivery = await self._after(delivery, fault, tries, ends)
                if delivery.state is not State.SENDING:
                    return delivery
            else:
                return _posted(delivery, post, self._clock.now())
        return _failed(delivery, PostRejectedError("given up after too many tries"))

    async def _after(
        self, delivery: Delivery, fault: LinkdigestError, tries: int, ends: float
    ) -> Delivery:
        """The row to try again with, or the row as it ended."""
        if isinstance(fault, ChatMovedError):
            return await self._moved(delivery, fault.new_id)
        if isinstance(fault, PostTargetError):
            return await self._untargeted(delivery)
        if isinstance(fault, PostUnsentError | PlatformError):
            if self._clock.monotonic() <= ends:
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                await self._clock.sleep(pause * (1 - JITTER * self._jitter()))
                return delivery
        elif isinstance(fault, ChatClosedError):
            await self._rooms.close(delivery.chat)
        return _failed(delivery, fault)

    async def _once(self, delivery: Delivery, sending: _Sending, *, doubtful: bool) -> str:
        """Post it, edit it into its place, or find it; what the store is asked for comes before."""

        async def place() -> tuple[Placing, str | None]:
            placing = await self._places.placing(delivery)
            return placing, await self._sought(delivery, placing) if doubtful else None

        placing, found = await persist(self._clock, "a post waits", place)
        poster, chat, answer = self._posters[delivery.chat.platform], delivery.chat, delivery.answer
        assert answer is not None  # noqa: S101 - a READY row has one
        if delivery.placeholder:
            return await poster.edit(chat, delivery.placeholder, answer, placing)
        return found or await poster.post(chat, answer, placing, sending)

    async def _sought(self, delivery: Delivery, placing: Placing) -> str | None:
        """The message that an earlier try may have left; an edit is simply made again."""
        if delivery.placeholder or delivery.answer is None:
            return None
        return await self._places.found(delivery, delivery.answer, placing)

    async def _moved(self, delivery: Delivery, new_id: str) -> Delivery:
        chat = delivery.chat
        await self._ledger.move_chat(chat.platform, chat.id, new_id)
        self._rooms.forget(chat.platform, chat.id, new_id)
        log.info("chat moved", extra={"chat": chat.id, "to": new_id})
        moved: Chat = replace(chat, id=new_id, kind=ChatKind.GROUP)
        return replace(
            delivery,
            chat=moved,
            reply_to="",
            placeholder="",
            message=f"{delivery.message}@{chat.id}",
        )

    async def _untargeted(self, delivery: Delivery) -> Delivery:
        """Without what is gone: the placeholder, or the message that was to be answered.

        A dropped link whose message is gone wants no digest any more.
        """
        if delivery.placeholder:
            unplaced = replace(delivery, placeholder="")
            if await self._ledger.save(unplaced, {State.SENDING}):
                return unplaced
            return replace(unplaced, state=State.CANCELLED)  # who deleted it meant it
        if behind := await self._repeats.digest_behind(delivery):
            return behind
        if delivery.trigger is Trigger.DROPPED:
            return replace(delivery, state=State.QUIET, code="trigger_gone")
        return replace(delivery, reply_to="")


class _UnwantedError(Exception):
    """Nobody wants the row's answer any more, or somebody else has it in hand."""


class _Sending:
    """Notes that a row is on its way, each time right before it is: until then it is READY.

    So a program that ends while it waits for its turn leaves nothing in doubt.
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, row: Delivery, ours: set[str], *, is_doubtful: bool
    ) -> None:
        """`ours` holds the ids of rows that this process has sent, or is about to."""
        self.row = row
        self._ours = ours
        self.is_doubtful = is_doubtful
        self._ledger = ledger
        self._clock = clock
        self._began: float | None = None

    @property
    def ms(self) -> int:
        """Milliseconds since it was last sent; 0 for what never was."""
        return 0 if self._began is None else round((self._clock.monotonic() - self._began) * 1000)

    async def __call__(self) -> None:
        """Note it.

        Raises:
            StoreError: it could not be noted.
            _UnwantedError: it is not to be sent.
        """
        # A daily post is never posted twice: of two processes that would post it, one does.
        is_once = self.row.trigger is Trigger.DAILY and not self.is_doubtful
        was = {State.READY} if is_once and self.row.id not in self._ours else OPEN
        if not await self._ledger.save(replace(self.row, state=State.SENDING), was):
            raise _UnwantedError
        self._ours.add(self.row.id)
        self._began = self._clock.monotonic()


def _lean(ended: Delivery) -> Delivery:
    """The row as it is kept: of a daily post without its words, which name people."""
    return replace(ended, answer=None) if ended.trigger is Trigger.DAILY else ended


def _may_be_twice(delivery: Delivery) -> bool:
    """Words of ours that somebody asked for do no harm twice, but their absence does."""
    is_asked = delivery.trigger is not Trigger.DAILY
    return is_asked and not isinstance(delivery.answer, DigestAnswer | PointerAnswer)


def _posted(delivery: Delivery, post: str, now: int) -> Delivery:
    ask = replace(delivery.ask, text="")  # what somebody pasted is kept no longer than needed
    return replace(delivery, state=State.POSTED, post=post, posted_at=now, placeholder="", ask=ask)


def _failed(delivery: Delivery, fault: LinkdigestError) -> Delivery:
    level = logging.ERROR if isinstance(fault, PostRejectedError) else logging.WARNING
    log.log(level, "not posted: %s", fault, extra={"chat": delivery.chat.id, "row": delivery.id})
    # What was to take the place of an answer leaves that one where it is.
    state = State.POSTED if delivery.posted_at else State.QUIET
    return replace(delivery, state=state, code=fault.code, placeholder="")


def _tell(delivery: Delivery, sending_ms: int) -> None:
    """One line for each post. Who is killed within its `sending_ms` does not know of it."""
    log.info(
        "posted" if delivery.state is State.POSTED else "not posted",
        extra={
            "platform": delivery.chat.platform,
            "chat": delivery.chat.id,
            "row": delivery.id,
            "outcome": delivery.state,
            "trigger": delivery.trigger,
            "code": delivery.code,
            "sending_ms": sending_ms,
        },
    )
