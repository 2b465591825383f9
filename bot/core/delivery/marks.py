"""Reactions on people's messages: seen, failed, over the limit, and none left behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.core.delivery.row import State, Trigger
from bot.core.model import RefusalCode
from bot.core.ports import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.background import Background
    from bot.core.chats import Chat, Platform
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Poster

SILENT: Final = frozenset(
    {
        RefusalCode.BAD_URL,
        RefusalCode.BLOCKED_HOST,
        RefusalCode.NOT_ARTICLE,
        RefusalCode.UNSUPPORTED_TYPE,
        RefusalCode.TOO_SHORT,
    }
)
"""What a chat need not hear of: nobody asked, and there was nothing to digest."""

LIMITED: Final = "limited"
"""The code of a row that a limit or a budget has stopped."""


class Marks:
    """Sets and clears our reactions; each message's in order, nobody waits for them."""

    def __init__(
        self, ledger: Ledger, posters: Mapping[Platform, Poster], background: Background
    ) -> None:
        self._ledger = ledger
        self._posters = posters
        self._background = background
        self._last: dict[tuple[Chat, str], asyncio.Task[None]] = {}

    def seen(self, chat: Chat, message: str) -> None:
        """Show that the message was seen and is being worked on."""
        self.show(chat, message, Mark.SEEN)

    def show(self, chat: Chat, message: str, mark: Mark | None) -> None:
        """Put `mark` in the place of our reaction; None takes it back."""
        place = (chat, message)
        task = self._background.spawn(self._show(place, mark, self._last.get(place)))
        self._last[place] = task
        task.add_done_callback(lambda done: self._forget(place, done))

    async def settle(self, delivery: Delivery) -> None:
        """Once nothing more comes for the message, leave the mark that tells how it ended."""
        if not delivery.is_digest or delivery.trigger is Trigger.GUEST or not delivery.message:
            return
        rows = await self._ledger.of_message(delivery.chat, delivery.message)
        if not any(row.is_open for row in rows):
            self.show(delivery.chat, delivery.message, final_mark(rows))

    async def _show(
        self, place: tuple[Chat, str], mark: Mark | None, before: asyncio.Task[None] | None
    ) -> None:
        if before:
            await asyncio.wait({before})
        chat, message = place
        await self._posters[chat.platform].mark(chat, message, mark)

    def _forget(self, place: tuple[Chat, str], task: asyncio.Task[None]) -> None:
        if self._last.get(place) is task:
            del self._last[place]


def final_mark(rows: Sequence[Delivery]) -> Mark | None:
    """The mark for a message whose rows have all ended.

    What was answered, or not asked for in words and not worth any, has none.
    """
    if any(row.state in {State.POSTED, State.UNKNOWN, State.CANCELLED} for row in rows):
        return None
    codes = {row.code for row in rows if row.state is State.QUIET or row.code == LIMITED}
    if LIMITED in codes:
        return Mark.LIMITED
    return Mark.FAILED if codes - SILENT - {""} else None
