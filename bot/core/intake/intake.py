"""The door: a message comes in, its rows are written, the work begins."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.answers import Action, Line
from bot.core.chats import ChatKind, Way
from bot.core.delivery.marks import LIMITED
from bot.core.delivery.row import State, Trigger
from bot.core.intake.rows import LINKS_MOST, Rows
from bot.core.ports import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.chats import Chat, Incoming, Person
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.marks import Marks
    from bot.core.delivery.row import Delivery
    from bot.core.intake.drops import Drops
    from bot.core.intake.requests import Requests
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Intake:
    """What all platforms hand their messages to. Quick: rows are written, no work is done here.

    `begin` is called with each new row that is owed something.
    """

    ledger: Ledger
    rooms: Rooms
    drops: Drops
    requests: Requests
    marks: Marks
    ids: Ids
    clock: Clock
    begin: Callable[[Delivery], None]

    async def receive(self, source: str, incoming: Incoming) -> Sequence[Delivery]:
        """Take one message; the rows that are new. The same update again brings none.

        Raises:
            StoreError: nothing was written; the platform is to hand the message over again.
        """
        author = incoming.written.author
        if author.is_bot:
            return ()  # two bots would talk to one another for ever
        room = await self.rooms.hear(incoming.chat)
        rows = Rows(self.ids, incoming, self.rooms.of(room), self.clock.now())
        if self.rooms.admits(room, author):
            wanted = await self._wanted(rows)
        else:
            wanted = self._turned_away(rows)
        if not wanted:
            return ()
        if incoming.chat.kind is not ChatKind.GUEST:
            await self.rooms.remember(room)
        return await self._accept(source, incoming, wanted)

    async def react(self, chat: Chat, message: str, person: Person) -> Sequence[Delivery]:
        """Somebody has asked for a message's links with a reaction; the rows that begin.

        Raises:
            StoreError: what could not be written does not begin.
        """
        room = await self.rooms.row(chat)
        preferences = self.rooms.of(room)
        if preferences.mode != "react" or not self.rooms.admits(room, person):
            return ()
        begun: list[Delivery] = []
        for row in await self.ledger.of_message(chat, message):
            asked = replace(
                row,
                state=State.ACCEPTED,
                trigger=Trigger.REACTION,
                asker=person.id or "",
                charged=True,
            )
            if len(begun) < LINKS_MOST and await self.ledger.save(asked, {State.SEEN}):
                begun.append(asked)
        self._start(begun)
        return begun

    async def _wanted(self, rows: Rows) -> list[Delivery]:
        incoming = rows.incoming
        match incoming.way:
            case Way.COMMAND:
                return await self.requests.command(rows)
            case Way.GUEST:
                return await self.requests.guest(rows)
            case Way.EDITED:
                is_talk = incoming.chat.kind is not ChatKind.PRIVATE
                return await self.drops.edited(rows) if is_talk else []
            case Way.DROPPED:
                if incoming.chat.kind is ChatKind.PRIVATE:
                    return await self.requests.private(rows)
                return await self.requests.language_switch(rows) or await self.drops.dropped(rows)

    def _turned_away(self, rows: Rows) -> list[Delivery]:
        """A private bot says so to who asks, and nothing to who only talks."""
        incoming = rows.incoming
        asked = incoming.way in {Way.COMMAND, Way.GUEST} or incoming.chat.kind is ChatKind.PRIVATE
        if not asked or incoming.way is Way.EDITED:
            return []
        return [rows.tell(Line("chat.not_allowed"), Action.ASK_OWNER)]

    async def _accept(
        self, source: str, incoming: Incoming, wanted: Sequence[Delivery]
    ) -> Sequence[Delivery]:
        accepted = await self.ledger.accept(source, incoming.update, wanted, self.clock.now())
        self._start([row for row in accepted if row.is_open])
        if any(row.code == LIMITED for row in accepted) and not any(r.is_open for r in accepted):
            self.marks.show(incoming.chat, incoming.written.id, Mark.LIMITED)
        return accepted

    def _start(self, rows: Sequence[Delivery]) -> None:
        for row in rows:
            if row.is_digest and row.trigger is not Trigger.GUEST and row.message:
                self.marks.seen(row.chat, row.message)
                break
        for row in rows:
            self.begin(row)
