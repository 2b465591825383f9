"""Writes a daily post down as rows: a message or two, a file for the rest, and what was told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.answers import DailyAnswer, FileAnswer, Line
from bot.core.daily.schedule import zone_of
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.retention import DAY, MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.answers import Answer, DailyItem
    from bot.core.chats import Platform
    from bot.core.daily.editing import Edition
    from bot.core.daily.gather import Candidate
    from bot.core.daily.subscription import Day, Subscription
    from bot.core.delivery.ids import Ids
    from bot.core.ports import Clock, Poster
    from bot.core.rooms import Rooms

LATE: Final = 10 * MINUTE
"""A post that is later says when it should have come."""

TOLD: Final = "told"
"""The code of a row that says: a daily post has told of this article."""


class Note(Protocol):
    """Writes a list of items as a Markdown file; the renderers have it."""

    def __call__(self, day: str, language: str, items: Sequence[DailyItem]) -> str:
        """The file's text."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for any chat."""

    posters: Mapping[Platform, Poster]
    rooms: Rooms
    ids: Ids
    clock: Clock
    note: Note

    async def messages(
        self, subscription: Subscription, day: Day, edition: Edition
    ) -> tuple[Delivery, ...]:
        """The rows of what is to be posted, in order; none where there is nothing to say.

        Raises:
            StoreError: how the chat is set is not known.
        """
        if not edition.items:
            return ()
        preferences = await self.rooms.preferences(subscription.target)
        whole = DailyAnswer(
            day.day.isoformat(),
            edition.language,
            edition.items[: subscription.most],
            len(edition.items),
            late=self._late(subscription, day),
            unread=edition.unread,
            rings=subscription.rings or preferences.is_on("notify"),
        )
        answers: dict[str, Answer] = {}
        shown = 0
        for part in self.posters[day.platform].split(subscription.target, whole):
            answers[str(part.part)] = part
            shown += len(part.items)
        if rest := edition.items[shown:]:
            text = self.note(whole.day, whole.language, rest)
            line = Line("chat.daily_rest", {"n": len(rest)})
            answers["file"] = FileAnswer(f"digest-{whole.day}.md", text, line)
        row = await self._row(subscription, day)
        return tuple(
            replace(
                row,
                id=self.ids.next(),
                chat=subscription.target,
                slot=slot,
                ui=edition.language,
                state=State.READY,
                answer=answer,
            )
            for slot, answer in answers.items()
        )

    async def told(
        self, subscription: Subscription, day: Day, articles: Mapping[str, Candidate]
    ) -> tuple[Delivery, ...]:
        """Rows that say which articles were told of; by their ids the digests can be asked for.

        Raises:
            StoreError: how the chat is set is not known.
        """
        row = await self._row(subscription, day)
        language = subscription.language
        return tuple(
            replace(
                row,
                id=name,
                slot=each.link.key,
                ask=Ask("digest", each.link.url, each.link.key, language=language),
                code=TOLD,
            )
            for name, each in articles.items()
        )

    async def _row(self, subscription: Subscription, day: Day) -> Delivery:
        """What all rows of a post have in common."""
        kept = int((await self.rooms.preferences(subscription.chat)).value("retention"))
        now = self.clock.now()
        return Delivery(
            id="",
            chat=subscription.chat,
            # In the place of a message that asks; two chats may post to one place.
            message=f"daily@{day.day.isoformat()}@{day.chat}",
            slot="",
            trigger=Trigger.DAILY,
            ui="",
            ask=Ask("daily"),
            accepted_at=now,
            expires_at=now + kept * DAY,
            state=State.QUIET,
            charged=False,
        )

    def _late(self, subscription: Subscription, day: Day) -> str:
        """The hour at which it should have come, "" for one in time."""
        if self.clock.now() - day.due_at <= LATE:
            return ""
        return f"{datetime.fromtimestamp(day.due_at, zone_of(subscription.hour.zone)):%H:%M}"
