"""What all commands share: where things are kept, who may do what, what the operator has set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.chats import Chat, ChatKind
from bot.core.retention import USUAL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.chats import Platform
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock, Poster
    from bot.core.retention import Keeping
    from bot.core.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Facts:
    """What the operator has set and a reader may know. `model_host` "" where no model is set."""

    model_host: str = ""
    contact: str = ""
    keeping: Keeping = USUAL


@dataclass(frozen=True, slots=True)
class Office:
    """The desk drawers of the commands.

    `budget_shares`: how much of the operator's budgets is used, by whose and for how long.
    `model_up`: whether the model is not left alone just now, None where none is set.
    """

    ledger: Ledger
    rooms: Rooms
    posters: Mapping[Platform, Poster]
    clock: Clock
    facts: Facts
    budget_shares: Callable[[], Awaitable[Mapping[tuple[str, str], float]]]
    model_up: Callable[[], bool] | None = None

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` may change what we do in `chat`.

        In a private chat that is whose chat it is. Who writes as the chat itself may: an anonymous
        administrator goes by the chat's id, a post in a channel by no id at all.
        """
        if person == chat.id or (chat.kind is ChatKind.CHANNEL and not person):
            return True
        if not person or not chat.kind.has_admins:
            return False
        return await self.posters[chat.platform].is_admin(chat, person)

    async def may_change(self, row: Delivery, person: str) -> bool:
        """Whether `person` may change this answer: who asked, who posted the link, who keeps order.

        Where an administrator goes by the chat's own id, that is one who does.
        """
        if person and person in {row.asker, row.poster, row.chat.id}:
            return True
        if not person or not row.chat.kind.has_admins:
            return False
        return await self.posters[row.chat.platform].may_moderate(row.chat, person)

    def meant(self, chat: Chat) -> Chat:
        """The chat that a command is about: of one whose answer is an aside, the chat around it."""
        if chat.kind is not ChatKind.ASIDE or not chat.within:
            return chat
        return self._around(chat, chat.within[0])

    def _around(self, chat: Chat, name: str) -> Chat:
        outer = chat.within[chat.within.index(name) + 1 :]
        # What is within one chat is a channel of it, what is within two is a talk beside one.
        kind = ChatKind.THREAD if len(outer) > 1 else ChatKind.GROUP
        return Chat(chat.platform, name, kind, within=outer)

    async def chat_named(self, here: Chat, name: str) -> Chat | None:
        """The chat of that id on the platform of `here`, if we know it."""
        if name == here.id:
            return here
        if name in here.within:
            return self._around(here, name)
        kept = await self.ledger.chat(here.platform, name)
        return Chat(here.platform, kept.id, kept.kind, within=kept.within) if kept else None


async def named_chat(office: Office, row: Delivery) -> tuple[Chat | None, str]:
    """The chat that a command is about, and what is left of its arguments.

    `@<id>` before them names another chat: None where who asks is none of its admins. A chat around
    the one in which it is asked may be looked at by all.
    """
    chat, arguments = office.meant(row.chat), row.ask.arguments.strip()
    if not arguments.startswith("@"):
        return chat, arguments
    name, _, arguments = arguments[1:].partition(" ")
    named = await office.chat_named(row.chat, name)
    if named is None or (named.id not in row.chat.within and not await _rules(office, row, named)):
        return None, arguments
    return named, arguments.strip()


async def _rules(office: Office, row: Delivery, chat: Chat) -> bool:
    """Whether who asks may set that other chat: who posts as a channel is known there alone."""
    is_somebody = bool(row.asker) or chat.id == row.chat.id
    return is_somebody and await office.is_admin(chat, row.asker)
