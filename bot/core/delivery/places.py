"""Where an answer stands in its chat: as a reply, in a placeholder's stead, or to be looked for."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import DailyAnswer, PointerAnswer, notice
from bot.core.chats import ChatKind
from bot.core.delivery.row import State, Trigger
from bot.core.delivery.watch import UNKNOWN_POST, host_in, reading
from bot.core.errors import PostError
from bot.core.ports import Placing
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import Answer
    from bot.core.chats import Platform
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock, Poster
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)

LOOKED_FOR: Final = DAY
"""How far back the known messages of a chat are looked up when one is to be found."""


@dataclass(frozen=True, slots=True)
class Places:
    """Knows the places of answers and placeholders, and finds those that got lost."""

    ledger: Ledger
    posters: Mapping[Platform, Poster]
    rooms: Rooms
    clock: Clock

    async def withdraw(self, cancelled: Delivery) -> None:
        """Take a placeholder away; in a private chat it says that the work was given up.

        What was to be made anew stays as it is.
        """
        if cancelled.posted_at:
            return
        poster = self.posters[cancelled.chat.platform]
        try:
            if cancelled.placeholder and cancelled.chat.kind.is_for_one:
                words = notice("chat.cancelled")
                placing = Placing(cancelled.id, cancelled.spoken)
                await poster.edit(cancelled.chat, cancelled.placeholder, words, placing)
            elif cancelled.placeholder:
                await poster.delete(cancelled.chat, cancelled.placeholder)
        except PostError as fault:
            log.warning("a placeholder is left behind: %s", fault)

    async def holds_answer(self, delivery: Delivery) -> bool:
        """Whether the row is posted by now: then nothing of it is to be taken away.

        Raises:
            StoreError: it is not known.
        """
        kept = await self.ledger.delivery(delivery.id)
        return kept is not None and kept.state is State.POSTED

    async def placed(self, delivery: Delivery) -> Delivery:
        """The row with its placeholder, where it is not known whether that one arrived.

        Known again by its button, which is the same whatever it says by now.
        """
        if delivery.placeholder != UNKNOWN_POST:
            return delivery
        placing = Placing(delivery.id, delivery.spoken, delivery.reply_to or None)
        try:
            found = await self.found(delivery, reading(host_in(delivery)), placing)
        except PostError:
            log.warning("a placeholder may be left behind", extra={"row": delivery.id})
            found = None
        return replace(delivery, placeholder=found or "")

    async def found(self, delivery: Delivery, answer: Answer, placing: Placing) -> str | None:
        """The message that a send of unknown outcome has left, None: surely none.

        Raises:
            PostUnknownError: it cannot be told.
        """
        since = self.clock.now() - LOOKED_FOR
        known = await self.ledger.known_messages(delivery.chat, since)
        poster = self.posters[delivery.chat.platform]
        return await poster.find(delivery.chat, answer, placing, known)

    async def placing(self, delivery: Delivery) -> Placing:
        """How the answer of this row stands in its chat."""
        preferences = await self.rooms.preferences(delivery.chat)
        if delivery.trigger is Trigger.DAILY:
            answer = delivery.answer
            # Of several messages the first alone may ring.
            rings = isinstance(answer, DailyAnswer) and answer.rings and answer.part == 1
            return Placing(delivery.id, delivery.spoken, silent=not rings)
        is_pointer = isinstance(delivery.answer, PointerAnswer)
        reply_to = delivery.reply_to
        if is_pointer and delivery.chat.kind in {ChatKind.PRIVATE, ChatKind.BASIC}:
            # No link leads to a message there; the answer to it does.
            reply_to = delivery.answer.post if isinstance(delivery.answer, PointerAnswer) else ""
        return Placing(
            id=delivery.id,
            ui=delivery.spoken,
            reply_to=reply_to or None,
            must_reply=is_pointer or delivery.trigger is Trigger.DROPPED,
            silent=not preferences.is_on("notify"),
            preview=delivery.chat.kind is ChatKind.CHANNEL or preferences.is_on("preview"),
            thread=delivery.chat.kind is ChatKind.GROUP and preferences.is_on("thread"),
        )
