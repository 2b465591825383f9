"""The door: a message comes in, its rows are written, the work begins."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, Line
from bot.core.chats import ChatKind, Way
from bot.core.delivery.marks import LIMITED
from bot.core.delivery.row import State, Trigger
from bot.core.intake.rows import LINKS_MOST, Rows, Wanted
from bot.core.meter import NOBODY
from bot.core.ports import Mark
from bot.core.retention import MINUTE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.chats import Chat, Incoming, Person
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.marks import Marks
    from bot.core.delivery.row import Delivery
    from bot.core.intake.drops import Drops
    from bot.core.intake.limits import Limits
    from bot.core.intake.requests import Requests
    from bot.core.ledger import Ledger
    from bot.core.meter import Meter
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)


HUSHED: Final = "chat.busy"
"""How the name of a row begins that is said once a minute; who is not told sees a mark."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What all platforms hand their messages to. Quick: rows are written, no work is done here.

    `begin` is called with each new row that is owed something, `drop` with one that nobody
    wants any more.
    """

    ledger: Ledger
    rooms: Rooms
    limits: Limits
    drops: Drops
    requests: Requests
    marks: Marks
    ids: Ids
    clock: Clock
    begin: Callable[[Delivery], None]
    drop: Callable[[Delivery], Awaitable[None]]
    is_admin: Callable[[Chat, str], Awaitable[bool]]
    meter: Meter = NOBODY

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
        if await self.rooms.admits(room, author):
            wanted = await self._wanted(rows)
        else:
            wanted = Wanted(await self._turned_away(rows))
        for row in wanted.dropped:
            await self.drop(row)
        if not wanted.rows:
            return ()
        if not incoming.chat.kind.is_one_message:
            await self.rooms.remember(room)
        return await self._accept(source, incoming, wanted)

    async def react(self, chat: Chat, message: str, person: Person) -> Sequence[Delivery]:
        """Somebody has asked for a message's links with a reaction; the rows that begin.

        Raises:
            StoreError: what could not be written does not begin.
        """
        room = await self.rooms.row(chat)
        preferences = self.rooms.of(room)
        if preferences.mode != "react" or not await self.rooms.admits(room, person):
            return ()
        who = person.id or ""
        if preferences.value("who") == "admins" and not await self.is_admin(chat, who):
            return ()  # whoever may ask can still do so
        if await self.limits.is_busy(chat, who):
            self.marks.show(chat, message, Mark.LIMITED)
            return ()
        begun: list[Delivery] = []
        for row in await self.ledger.of_message(chat, message):
            asked = replace(
                row,
                state=State.ACCEPTED,
                trigger=Trigger.REACTION,
                asker=who,
                charged=True,
                code="",
            )
            if len(begun) < LINKS_MOST and await self.ledger.claim_seen(asked):
                begun.append(asked)
                self._start([asked])  # at once: what was claimed is owed, whatever comes next
        return begun

    async def _wanted(self, rows: Rows) -> Wanted:
        incoming = rows.incoming
        is_private = incoming.chat.kind is ChatKind.PRIVATE
        match incoming.way:
            case Way.COMMAND:
                return Wanted(await self.requests.command(rows))
            case Way.GUEST:
                return Wanted(await self.requests.guest(rows))
            case Way.EDITED:
                return Wanted() if is_private else await self.drops.edited(rows)
            case Way.DROPPED if is_private:
                return Wanted(await self.requests.private(rows))
            case Way.DROPPED:
                switched = await self.requests.language_switch(rows)
                return Wanted(switched or await self.drops.dropped(rows))

    async def _turned_away(self, rows: Rows) -> list[Delivery]:
        """A private bot says so to who asks, and nothing to who only talks."""
        incoming = rows.incoming
        asked = incoming.way in {Way.COMMAND, Way.GUEST} or incoming.chat.kind is ChatKind.PRIVATE
        if not asked or incoming.way is Way.EDITED:
            return []
        line = Line("chat.not_allowed")
        return [await self.requests.once(rows, line, actions=(Action.ASK_OWNER,), within=MINUTE)]

    async def _accept(self, source: str, incoming: Incoming, wanted: Wanted) -> Sequence[Delivery]:
        now = self.clock.now()
        rows = _placed(wanted.rows, incoming.places)
        accepted = await self.ledger.accept(
            source, incoming.update, rows, now, replaced=wanted.replaced
        )
        self._start([row for row in accepted if row.is_open])
        for row in accepted:
            if row.code == LIMITED:
                self.meter.requested(row.chat.platform, row.trigger, LIMITED)
        is_hushed = not accepted and any(row.message.startswith(HUSHED) for row in wanted.rows)
        limited = any(row.code == LIMITED for row in accepted)
        if is_hushed or (limited and not any(row.is_open for row in accepted)):
            self.marks.show(incoming.chat, incoming.written.id, Mark.LIMITED)
        return accepted

    def _start(self, rows: Sequence[Delivery]) -> None:
        for row in rows:
            if row.is_marked:
                self.marks.seen(row.chat, row.message)
                break
        for row in rows:
            self.begin(row)


def _placed(rows: Sequence[Delivery], places: Sequence[str]) -> Sequence[Delivery]:
    """The rows with the messages that wait for their answers, as far as there are such."""
    free = iter(places)
    return [
        replace(row, placeholder=next(free, ""), reply_to="") if places and row.is_open else row
        for row in rows
    ]
