"""Our coming and going: who brings us in is welcomed once, who sends us away is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.chats import ChatKind, Incoming, Way, Written
from bot.core.delivery.row import Ask, Trigger
from bot.core.intake.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.chats import Chat, Person
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Membership:
    """What a platform tells of our being in chats."""

    ledger: Ledger
    rooms: Rooms
    ids: Ids
    clock: Clock
    begin: Callable[[Delivery], None]

    async def joined(self, source: str, update: str, chat: Chat, person: Person) -> None:
        """We may write in `chat` now, brought there by `person`: a welcome is owed, once.

        Raises:
            StoreError: nothing was written; the platform is to tell us again.
        """
        room = await self.rooms.hear(chat)
        now = self.clock.now()
        first = not room.onboarded_at and chat.kind in {ChatKind.GROUP, ChatKind.BASIC}
        if not first or not await self.rooms.admits(room, person):
            return
        written = Written(f"joined@{update}", author=person)
        rows = Rows(
            self.ids, Incoming(chat, written, now, Way.COMMAND, update), self.rooms.of(room), now
        )
        welcome = replace(rows.ask(Ask("welcome"), Trigger.COMMAND), reply_to="")
        for row in await self.ledger.accept(source, update, [welcome], now):
            self.begin(row)
        await self.rooms.welcome(chat, now)

    async def left(self, chat: Chat) -> None:
        """We were removed or blocked: nothing more is sent there.

        Raises:
            StoreError: it could not be noted.
        """
        await self.rooms.close(chat)

    async def moved(self, old: Chat, new_id: str) -> None:
        """The chat goes on under another id.

        Raises:
            StoreError: nothing was changed; the platform is to tell us again.
        """
        await self.ledger.move_chat(old.platform, old.id, new_id)
        self.rooms.forget(old.platform, old.id, new_id)
