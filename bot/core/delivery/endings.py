"""What is still to be done once a row has ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import NoticeAnswer, notice
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.errors import ChatClosedError, TopicClosedError
from bot.core.retention import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.delivery.ids import Ids
    from bot.core.delivery.marks import Marks
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock

EXPLAINED: Final = {
    TopicClosedError.code: "chat.topic_closed",
    ChatClosedError.code: "chat.no_rights",
}
"""Why a chat heard nothing, where who asked can be told in private."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Leaves no mark that hangs, no asker without a word, and no trace of who wants none.

    `daily` is told how the messages of daily posts ended.
    """

    ledger: Ledger
    marks: Marks
    ids: Ids
    clock: Clock
    begin: Callable[[Delivery], None]
    daily: Callable[[Delivery], Awaitable[None]]

    async def __call__(self, row: Delivery) -> None:
        """Do it."""
        if row.trigger is Trigger.DAILY:
            await self.daily(row)
            return
        await self.marks.settle(row)
        if row.ask.verb == "forget" and not (
            isinstance(row.answer, NoticeAnswer) and row.answer.actions
        ):
            await self.ledger.drop(row.id)
        elif row.code in EXPLAINED and row.trigger.wants_words:
            await self._explain(row, EXPLAINED[row.code])

    async def _explain(self, row: Delivery, key: str) -> None:
        """Say in the asker's private chat what could not be said where they asked.

        Only to who has written to us there before: nobody gets a message they never asked for.
        """
        if row.chat.kind.is_one_message:
            return  # its time is over; nothing is wrong with the chat around it
        private = await self.ledger.chat(row.chat.platform, row.asker)
        if not row.asker or private is None or not private.is_open:
            return
        now = self.clock.now()
        told = replace(
            row,
            id=self.ids.next(),
            chat=Chat(row.chat.platform, row.asker, ChatKind.PRIVATE),
            message=f"{row.code}@{row.chat.id}@{now // HOUR}",
            slot="notice",
            trigger=Trigger.COMMAND,
            ask=Ask("notice"),
            state=State.READY,
            reply_to="",
            placeholder="",
            post="",
            posted_at=0,
            cost_micros=0,
            again=0,
            answer=notice(key),
            accepted_at=now,
            expires_at=now + DAY,
            charged=False,
            code="",
        )
        source = f"{row.chat.platform} explained"
        for each in await self.ledger.accept(source, row.id, [told], now):
            self.begin(each)
