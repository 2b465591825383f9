"""What a chat platform sees of the core: the doors in, and nothing behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.answers import DigestAnswer
from bot.core.errors import StoreError
from bot.core.links import find

if TYPE_CHECKING:
    from bot.core.chats import Chat, Incoming, Person
    from bot.core.commands.buttons import Buttons, Press, Toast
    from bot.core.intake.apologies import Apologies
    from bot.core.intake.intake import Intake
    from bot.core.intake.membership import Membership
    from bot.core.intake.removals import Removals
    from bot.core.ledger import Ledger
    from bot.core.pipeline import Pipeline
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Front:
    """Takes what happens in chats.

    Every method may raise StoreError: then nothing has changed, and the platform is to hand the
    same over again.
    """

    intake: Intake
    buttons: Buttons
    membership: Membership
    removals: Removals
    pipeline: Pipeline
    ledger: Ledger
    rooms: Rooms
    clock: Clock
    apologies: Apologies

    async def is_new(self, source: str, update: str) -> bool:
        """Note that `update` of `source` came; False for one that came before."""
        return await self.ledger.note(source, update, self.clock.now())

    async def receive(self, source: str, incoming: Incoming) -> bool:
        """A message was written, or changed; whether an answer is owed for it."""
        try:
            rows = await self.intake.receive(source, incoming)
        except StoreError:
            self.apologies.waits(incoming)
            raise
        if rows:
            self.apologies.is_taken()
        return any(row.is_open for row in rows)

    async def react(self, chat: Chat, message: str, person: Person) -> None:
        """Somebody has put the reaction that asks for a digest on a message."""
        await self.intake.react(chat, message, person)

    async def press(self, press: Press) -> Toast:
        """Somebody has pressed a button of ours."""
        return await self.buttons.press(press)

    async def joined(self, source: str, update: str, chat: Chat, person: Person) -> None:
        """We were brought into a chat."""
        await self.membership.joined(source, update, chat, person)

    async def left(self, chat: Chat) -> None:
        """We were sent away."""
        await self.membership.left(chat)

    async def removed(self, chat: Chat, message: str) -> None:
        """A message was deleted, somebody's or ours."""
        await self.removals.removed(chat, message)

    async def moved(self, old: Chat, new_id: str) -> None:
        """A chat goes on under another id."""
        await self.membership.moved(old, new_id)

    async def known(self, private: Chat, person: Person, text: str) -> DigestAnswer | None:
        """The digest of the first link in `text`, if it is made already: no fetch, no model."""
        room = await self.rooms.row(private)
        links = find(text)
        if not links or not await self.rooms.admits(room, person):
            return None
        preferences = self.rooms.of(room)
        digest = await self.pipeline.known(links[0], language=preferences.language)
        return DigestAnswer(digest, "compact") if digest else None
