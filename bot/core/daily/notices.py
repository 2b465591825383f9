"""What people hear of daily posts besides the posts: one that had to be switched off, a dead feed.

Each is said once, to who can do something about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.answers import DailyAnswer, Line, NoticeAnswer
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.persist import persist
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.errors import ChatClosedError, TopicClosedError
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.chats import Platform
    from bot.core.daily.feed import Feed, Shelf
    from bot.core.daily.subscription import Agenda
    from bot.core.delivery.ids import Ids
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms

_CLOSED: Final = {ChatClosedError.code, TopicClosedError.code}
_KEPT: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class Notices:
    """Says so. `begin` takes rows that are owed."""

    ledger: Ledger
    agenda: Agenda
    shelf: Shelf
    rooms: Rooms
    ids: Ids
    clock: Clock
    begin: Callable[[Delivery], None]

    async def ended(self, row: Delivery) -> None:
        """Where nothing can be posted any more, that daily post is off, and the owners know.

        Raises:
            StoreError: it is not done.
        """
        if row.state is not State.QUIET:
            return
        if isinstance(row.answer, DailyAnswer):  # nobody has read of these: they are still news
            for item in row.answer.items:
                await self.ledger.drop(item.row)
        if row.code not in _CLOSED:
            return
        for each in await self.agenda.switch_off(row.chat, row.code):
            line = Line("chat.daily_off_for_good", {"chat": each.target.id})
            await self.tell_owners(each.chat.platform, f"daily off {row.message}", line)

    async def feed_died(self, feed: Feed) -> None:
        """A feed has not answered for days, or is gone: who listens to it is told.

        Raises:
            StoreError: not all are told.
        """
        line = Line("chat.feed_dead", {"feed": feed.title or feed.url, "url": feed.url})
        for platform, name in await self.shelf.mark_told(feed.url):
            each = await self.agenda.subscription(platform, name)
            if each is None or not each.is_on:
                continue
            update = f"feed dead {feed.url} {feed.failing_since}"
            if each.target.kind is ChatKind.CHANNEL:  # its readers can do nothing about it
                await self.tell_owners(each.chat.platform, update, line)
            else:
                spoken = "" if each.language == "auto" else each.language
                await self._tell(each.target, update, line, spoken)

    async def tell_owners(self, platform: Platform, update: str, line: Line) -> None:
        """Say it to who runs the bot, once for each `update`."""
        for owner in self.rooms.access.owners_on(platform):
            await self._tell(Chat(platform, owner, ChatKind.PRIVATE), update, line)

    async def _tell(self, chat: Chat, update: str, line: Line, ui: str = "") -> None:
        preferences = await self.rooms.preferences(chat)
        now = self.clock.now()
        row = Delivery(
            id=self.ids.next(),
            chat=chat,
            message=update,
            slot="notice",
            trigger=Trigger.COMMAND,
            ui=preferences.ui or ui,
            ask=Ask("notice"),
            accepted_at=now,
            expires_at=now + _KEPT,
            state=State.READY,
            answer=NoticeAnswer((line,)),
            charged=False,
        )
        source = f"{chat.platform} {chat.id} daily"

        async def accept() -> Sequence[Delivery]:
            return await self.ledger.accept(source, update, [row], now)

        # What it tells of is written already, so that nobody would come to tell it again.
        for each in await persist(self.clock, "a notice of daily posts waits", accept):
            self.begin(each)
