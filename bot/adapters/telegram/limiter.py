"""Keeps Telegram's limits before Telegram has to: messages first, courtesies where there is room.

sends, edits       one by one in each chat, in order; 1 message a second, groups and channels 20
                   messages and edits a minute; 28 a second in all, messages before edits
reactions          a budget of their own; one that says little waits a second at most, then is
                   dropped; one that takes ours back, or is to stay, waits as long as it must
typing, drafts     dropped where the chat is paused or its budget nearly spent
all else           at once: answers to buttons, updates, questions about members
"""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.adapters.telegram.budgets import Gate
from bot.adapters.telegram.faults import seconds_of
from bot.adapters.telegram.lane import Lane, Rank
from bot.core.bucket import TICK, Bucket
from bot.core.ports import OnSend

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.core.ports import Clock

    Outcome = bool | dict[str, Any] | list[dict[str, Any]]
    Call = Callable[[], Awaitable[Outcome]]

_log = logging.getLogger(__name__)

OVERALL_SIZE, OVERALL_PERIOD = 28, 1.0  # Telegram names 30 messages a second
REACTION_BURST, REACTION_RATE = 60, 30.0
REACTION_PATIENCE: Final = 1.0
"""Seconds that a reaction may wait: later it tells nothing that the answer does not."""

REACTIONS_AT_ONCE: Final = 16
"""Half of the connections: the other half is always there for messages."""

PATIENCE: Final = 60.0
"""Seconds of a pause that a message waits for; a longer one is the caller's to plan with."""

RETRIES: Final = 2
MARGIN: Final = 0.3
"""Seconds on top of those that Telegram names, which are whole ones."""

SCARCE: Final = 0.25
FORGET_EVERY: Final = 60.0  # seconds

_INLINE: Final = "inline"
"""The chat of messages that have none: answers as a guest. One lane, so that a pause holds for all
of them and for nobody else."""


class Limiter(BaseRateLimiter[bool | OnSend]):
    """Our rate limiter.

    `rate_limit_args=True` with a reaction means that it must arrive, with an edit that it is made
    to be refused. With a message it is what is to be awaited right before that is sent.

    After a 429 the chat alone is paused, a message is tried again up to twice. A 429 for a reaction
    or for typing silences these only. A dropped call returns True without being made. Belongs to
    one event loop.
    """

    def __init__(self, clock: Clock, on_wait: Callable[[float], None] = lambda _: None) -> None:
        """`on_wait` is told the seconds of each pause that Telegram asks for."""
        self._clock = clock
        self._on_wait = on_wait
        self._gate = Gate(OVERALL_SIZE, OVERALL_PERIOD, clock)
        self._reactions = Bucket(REACTION_BURST, REACTION_RATE)
        self._hands = asyncio.Semaphore(REACTIONS_AT_ONCE)
        self._lanes: dict[int | str, Lane] = {}
        self._forget_at = 0.0
        self._places = count()

    @property
    def chats(self) -> int:
        """How many chats are remembered; no `__len__`: what is empty the library takes for none."""
        return len(self._lanes)

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Let nobody wait any more."""
        self._gate.close()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: bool | OnSend | None,  # noqa: FBT001 - the library's own signature
    ) -> Outcome:
        """Make the call when it may be made, or drop it.

        Raises:
            RetryAfter: Telegram still wants us to wait, after two more tries or for too long.
        """
        call = self._heeded(partial(callback, *args, **kwargs))
        if callable(rate_limit_args):
            call = _announced(call, rate_limit_args)
        if endpoint == "setMessageReaction":
            if rate_limit_args or not data.get("reaction"):
                return await self._certainly(self._lane(data), call)
            return await self._reaction(self._lane(data), call)
        if endpoint in {"sendChatAction", "sendMessageDraft"}:
            return await self._sign(self._lane(data), call)
        if endpoint.startswith("edit") and rate_limit_args:
            return await self._probe(self._lane(data), call)
        rank = Rank.EDIT if endpoint.startswith(("edit", "stop")) else Rank.SEND
        if rank is Rank.EDIT or endpoint.startswith(("send", "forward", "copy")):
            return await self._in_turn(self._lane(data), rank, call)
        return await call()

    def _heeded(self, call: Call) -> Call:
        """The call; a pause that it is answered with is told."""

        async def heeded() -> Outcome:
            try:
                return await call()
            except RetryAfter as fault:
                self._on_wait(seconds_of(fault))
                raise

        return heeded

    async def _in_turn(self, lane: Lane, rank: Rank, call: Call) -> Outcome:
        # Where many chats have something to say, who has waited longest goes first.
        place = (rank, next(self._places))
        lane.waiting += 1
        try:
            async with lane.turn:
                for _ in range(RETRIES):
                    try:
                        return await self._message(lane, place, call)
                    except RetryAfter as fault:
                        if lane.pause_left(self._now) > PATIENCE:
                            raise
                        _log.warning("flood control, a chat waits %.0f s", seconds_of(fault))
                return await self._message(lane, place, call)
        finally:
            lane.waiting -= 1

    async def _message(self, lane: Lane, place: tuple[Rank, int], call: Call) -> Outcome:
        rank, _ = place
        if (left := lane.pause_left(self._now)) > PATIENCE:
            raise RetryAfter(timedelta(seconds=math.ceil(left)))
        while (wait := lane.wait(rank, self._now)) > TICK:
            await self._clock.sleep(wait)
        async with self._gate.slot(*place):
            try:
                return await call()
            except RetryAfter as fault:
                lane.pause(self._now + seconds_of(fault) + MARGIN)
                raise
            finally:
                lane.passed(rank, self._now)

    async def _probe(self, lane: Lane, call: Call) -> Outcome:
        """A change that is to be refused: as nothing appears in the chat, its pace is no bound."""
        while (wait := lane.pause_left(self._now)) > TICK:
            await self._clock.sleep(wait)
        async with self._gate.slot(Rank.EDIT, next(self._places)):
            try:
                return await call()
            except RetryAfter as fault:
                lane.pause(self._now + seconds_of(fault) + MARGIN)
                raise

    async def _certainly(self, lane: Lane, call: Call) -> Outcome:
        """A reaction that must arrive: it waits, however long, but is not tried for ever."""
        for _ in range(RETRIES):
            with suppress(RetryAfter):
                return await self._once(lane, call)
        return await self._once(lane, call)

    async def _once(self, lane: Lane, call: Call) -> Outcome:
        while (wait := lane.hush_left(self._now)) > TICK:
            await self._clock.sleep(wait)
        if (wait := self._reactions.take(self._now)) > TICK:
            await self._clock.sleep(wait)
        try:
            async with self._hands:
                return await call()
        except RetryAfter as fault:
            lane.hush(self._now + seconds_of(fault) + MARGIN)
            raise

    async def _reaction(self, lane: Lane, call: Call) -> Outcome:
        latest = self._now + REACTION_PATIENCE
        if self._reactions.wait(self._now) > REACTION_PATIENCE or lane.hush_left(self._now):
            return True
        if (wait := self._reactions.take(self._now)) > TICK:
            await self._clock.sleep(wait)
        async with self._hands:
            return self._now > latest + TICK or await self._unless_hushed(lane, call)

    async def _sign(self, lane: Lane, call: Call) -> Outcome:
        if min(lane.room(self._now), self._gate.room()) < SCARCE:
            return True
        return await self._unless_hushed(lane, call)

    async def _unless_hushed(self, lane: Lane, call: Call) -> Outcome:
        if lane.hush_left(self._now):
            return True
        try:
            return await call()
        except RetryAfter as fault:
            lane.hush(self._now + seconds_of(fault) + MARGIN)
            return True

    @property
    def _now(self) -> float:
        return self._clock.monotonic()

    def _lane(self, data: dict[str, Any]) -> Lane:
        """The lane of the chat; those that nothing has happened in lately are forgotten."""
        now = self._now
        if now >= self._forget_at:
            self._lanes = {k: lane for k, lane in self._lanes.items() if not lane.is_idle(now)}
            self._forget_at = now + FORGET_EVERY
        chat = _chat(data)
        is_group = chat != _INLINE and (isinstance(chat, str) or chat < 0)
        if chat not in self._lanes:
            self._lanes[chat] = Lane(is_group=is_group)
        return self._lanes[chat]


def _announced(call: Call, on_send: OnSend) -> Call:
    """The call, with what is to be known before it."""

    async def announced() -> Outcome:
        await on_send()
        return await call()

    return announced


def _chat(data: dict[str, Any]) -> int | str:
    """A number, or the name of a public channel; as text a number is the same chat."""
    chat = str(data.get("chat_id", _INLINE))
    return int(chat) if chat.lstrip("-").isdecimal() else chat
