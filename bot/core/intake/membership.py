"""What we say, once, when somebody brings us into a chat; and what ends when we are sent away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.answers import Action, Line, NoticeAnswer
from bot.core.chats import ChatKind, Incoming, Way, Written
from bot.core.intake.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.chats import Chat, Person, Platform
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock, Poster
    from bot.core.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Membership:
    """Our coming and going, on any platform."""

    ledger: Ledger
    rooms: Rooms
    posters: Mapping[Platform, Poster]
    ids: Ids
    clock: Clock
    bot_names: Mapping[Platform, str]
    begin: Callable[[Delivery], None]

    async def joined(self, source: str, update: str, chat: Chat, person: Person) -> None:
        """We may write in `chat` now, brought there by `person`: say once how we work.

        Raises:
            StoreError: nothing was written; the platform is to tell us again.
        """
        room = await self.rooms.hear(chat)
        now = self.clock.now()
        first = not room.onboarded_at and chat.kind in {ChatKind.GROUP, ChatKind.BASIC}
        if not first or not self.rooms.admits(room, person):
            return
        written = Written(f"joined@{update}", author=person)
        incoming = Incoming(chat, written, now, Way.COMMAND, update)
        rows = Rows(self.ids, incoming, self.rooms.of(room), now)
        welcome = replace(rows.say(await self._welcome(chat)), reply_to="")
        accepted = await self.ledger.accept(source, update, [welcome], now)
        await self.rooms.save(replace(room, onboarded_at=now))
        for row in accepted:
            self.begin(row)

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

    async def _welcome(self, chat: Chat) -> NoticeAnswer:
        if await self.posters[chat.platform].sees_everything(chat):
            return NoticeAnswer((Line("chat.onboard_sees"),), (Action.MODE_ASK, Action.CLOSE))
        lines = [Line("chat.onboard_commands", {"bot": self.bot_names.get(chat.platform, "")})]
        if chat.kind is ChatKind.BASIC:
            lines.append(Line("chat.onboard_basic"))
        return NoticeAnswer(tuple(lines), (Action.HELP_ADMIN, Action.CLOSE))
