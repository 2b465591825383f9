"""What we say, once, in a chat that somebody has brought us into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, Line, NoticeAnswer
from bot.core.chats import ChatKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.chats import Platform
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery

SETTLES: Final = 2.0
"""Seconds until we speak: a group that becomes a supergroup looks like a new one at first."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """Knows by then what we get to see there, and under which name we are called."""

    office: Office
    bot_name: Callable[[Platform], str]

    async def words(self, row: Delivery) -> NoticeAnswer | None:
        """How we work here; None where the chat has heard it before, under whatever id."""
        office, chat = self.office, row.chat
        await office.clock.sleep(SETTLES)
        office.rooms.forget(chat.platform, chat.id)
        room = await office.rooms.row(chat)
        if room.onboarded_at not in {0, row.accepted_at}:
            return None
        if await office.posters[chat.platform].sees_everything(chat):
            return NoticeAnswer((Line("chat.onboard_sees"),), (Action.MODE_ASK, Action.CLOSE))
        lines = [Line("chat.onboard_commands", {"bot": self.bot_name(chat.platform)})]
        if chat.kind is ChatKind.BASIC:
            lines.append(Line("chat.onboard_basic"))
        return NoticeAnswer(tuple(lines), (Action.HELP_ADMIN, Action.CLOSE))
