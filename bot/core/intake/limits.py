"""How much a person and a chat may ask for at one time: a pace for drops, an end to floods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.chats import ChatKind
from bot.core.delivery.row import Trigger
from bot.core.ledger import Scope
from bot.core.retention import HOUR, MINUTE

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from bot.core.ledger import Ledger
    from bot.core.preferences import Preferences

PACE_CHAT: Final = HOUR
PACE_PERSON: Final = 10 * MINUTE

UNBOUNDED: Final = 1000

WORDS_WAITING: Final = 20
"""Answers in words that a chat may be owed at once, as many as a group takes in a minute; a flood
of commands gets no more."""

WAITING_PRIVATE: Final = 50
WAITING_GROUP: Final = 20
"""Open requests of one chat; who asks for more at once is told to come back. So many are answered
within a minute at the pace of Telegram: one a second in private, 20 a minute in groups."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Asks the rows. What a model costs is none of it: see `spending`."""

    ledger: Ledger

    async def is_busy(self, chat: Chat, person: str) -> bool:
        """Whether the chat has asked for as much as can be answered soon."""
        most = WAITING_PRIVATE if chat.kind is ChatKind.PRIVATE else WAITING_GROUP
        return await self.ledger.waiting(_asked_for(chat, person)) >= most

    async def is_chatty(self, chat: Chat, person: str) -> bool:
        """Whether so many answers in words of ours are owed to the chat that more help nobody."""
        return await self.ledger.words_waiting(_asked_for(chat, person)) >= WORDS_WAITING

    async def drops_left(self, chat: Chat, person: str, preferences: Preferences, now: int) -> int:
        """How many links may be dropped now, after those of this chat and of this person."""
        left = UNBOUNDED
        if bound := preferences.number("chat_limit"):
            here = Scope(chat.platform, chat.id)
            left = bound - await self.ledger.pace(Trigger.DROPPED, here, now - PACE_CHAT)
        if person and (bound := preferences.number("user_limit")):
            by = Scope(chat.platform, asker=person)
            dropped = await self.ledger.pace(Trigger.DROPPED, by, now - PACE_PERSON)
            left = min(left, bound - dropped)
        return max(left, 0)

    async def may_be_guest(
        self, chat: Chat, person: str, preferences: Preferences, now: int
    ) -> bool:
        """Whether a person may call us once more into chats where nobody has set anything."""
        bound = preferences.number("user_limit")
        by = Scope(chat.platform, asker=person)
        return not bound or (await self.ledger.pace(Trigger.GUEST, by, now - PACE_PERSON) < bound)


def _asked_for(chat: Chat, person: str) -> Scope:
    """What counts together: a chat's rows; where each answer is a chat of its own, the asker's."""
    if chat.kind is ChatKind.ASIDE:
        return Scope(chat.platform, asker=person)
    return Scope(chat.platform, chat.id)
