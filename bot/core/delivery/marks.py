"""Reactions on people's messages: seen, failed, over the limit, and none left behind."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bot.core.delivery.row import State, Trigger
from bot.core.errors import ChatClosedError, StoreError, TopicClosedError
from bot.core.model import RefusalCode
from bot.core.ports import Mark

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.core.background import Background
    from bot.core.chats import Chat, Platform
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock, Poster

    _Place = tuple[Chat, str]

NOT_ADMITTED: Final = "not_admitted"
"""The code of a row in whose chat we may not be used any more."""

SILENT: Final[frozenset[str]] = frozenset(
    {
        RefusalCode.BAD_URL,
        RefusalCode.BLOCKED_HOST,
        RefusalCode.NOT_ARTICLE,
        RefusalCode.UNSUPPORTED_TYPE,
        RefusalCode.TOO_SHORT,
        ChatClosedError.code,
        TopicClosedError.code,
        "not_admin",
        NOT_ADMITTED,
        "trigger_gone",
    }
)
"""What a chat need not hear of: nobody asked, and there was nothing to digest."""

PAUSES: Final = (2.0, 10.0, 60.0)
"""Seconds between the tries to leave a message without a mark that tells a lie."""

LIMITED: Final = "limited"
"""The code of a row that a limit or a budget has stopped."""


class Marks:
    """Sets and clears our reactions; each message's in order, nobody waits for them."""

    def __init__(
        self,
        ledger: Ledger,
        posters: Mapping[Platform, Poster],
        background: Background,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._posters = posters
        self._background = background
        self._clock = clock
        self._last: dict[_Place, asyncio.Task[None]] = {}

    def seen(self, chat: Chat, message: str) -> None:
        """Show that the message was seen and is being worked on."""
        self.show(chat, message, Mark.SEEN)

    def show(self, chat: Chat, message: str, mark: Mark | None) -> None:
        """Put `mark` in the place of our reaction; None takes it back."""
        self._after((chat, message), lambda: self._posters[chat.platform].mark(chat, message, mark))

    async def settle(self, delivery: Delivery) -> None:
        """Once nothing more comes for the message, leave the mark that tells how it ended.

        A 👀 that stays tells a lie, so this one is tried again, by the next start if need be.

        Raises:
            StoreError: what else the message has brought is not known.
        """
        if not delivery.is_digest or delivery.trigger is Trigger.GUEST or not delivery.message:
            return
        chat, message = delivery.chat, delivery.message
        rows = await self._ledger.of_message(chat, message)
        if not any(row.is_open for row in rows):
            self._after((chat, message), lambda: self._finish(chat, message, final_mark(rows)))

    async def _finish(self, chat: Chat, message: str, mark: Mark | None) -> None:
        for pause in (*PAUSES, None):
            if await self._posters[chat.platform].mark(chat, message, mark):
                with suppress(StoreError):  # the next start looks after it
                    await self._ledger.marked(chat, message)
                return
            if pause is not None:
                await self._clock.sleep(pause)

    def _after(self, place: _Place, show: Callable[[], Awaitable[object]]) -> None:
        """Begin `show` when what was shown on this message before is done."""
        task = self._background.spawn(_behind(self._last.get(place), show))
        self._last[place] = task
        task.add_done_callback(lambda done: self._forget(place, done))

    def _forget(self, place: _Place, task: asyncio.Task[None]) -> None:
        if self._last.get(place) is task:
            del self._last[place]


async def _behind(before: asyncio.Task[None] | None, show: Callable[[], Awaitable[object]]) -> None:
    if before:
        await asyncio.wait({before})
    await show()


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
