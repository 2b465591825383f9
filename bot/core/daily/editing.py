"""Edits a daily post: what is news, digested, told apart by events and put in order."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.answers import DailyAnswer, notice
from bot.core.daily.edition import Piece, items, spoken
from bot.core.daily.gather import is_unread, may_pass
from bot.core.daily.schedule import local_date
from bot.core.model import Digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.answers import Answer, DailyItem
    from bot.core.chats import Chat, Platform
    from bot.core.daily.gather import Candidate, Gathering
    from bot.core.daily.prepare import Outcome, Preparer
    from bot.core.daily.subscription import Subscription
    from bot.core.delivery.ids import Ids
    from bot.core.model import AskedLanguage
    from bot.core.ports import Clock, Poster
    from bot.core.rooms import Rooms

log = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 90.0
"""Longest that the chat's feeds are looked at before its post."""

PREVIEW_SECONDS: Final = 40.0
"""A command is to be answered within a minute."""


class Refresher(Protocol):
    """Looks at feeds: `core.daily.poller.Poller`."""

    async def refresh(self, urls: Sequence[str]) -> None:
        """Look at those of them that have not been looked at just now."""
        ...


@dataclass(frozen=True, slots=True)
class Edition:
    """What a daily post comes to; `language` is that of our own words.

    `told` are the articles that are not to be told of again, by the ids that their rows are to
    have; `unread`: so many more could not be read, some of which may be read tomorrow.
    """

    items: tuple[DailyItem, ...]
    told: Mapping[str, Candidate]
    unread: int
    language: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Edits for any chat."""

    gathering: Gathering
    preparer: Preparer
    refresher: Refresher
    rooms: Rooms
    ids: Ids
    clock: Clock

    async def prepare(self, subscription: Subscription, seconds: float) -> None:
        """Look at the chat's feeds, and make the digests that are lacking, within `seconds`.

        Raises:
            StoreError: what is news is not known.
        """
        await self._refresh(subscription.chat)
        candidates = await self.gathering.candidates(subscription, self.clock.now())
        await self._digests(subscription, candidates, seconds)

    async def edition(self, subscription: Subscription, seconds: float) -> Edition:
        """What the post is now; what is not digested within `seconds` is left to the next.

        Raises:
            StoreError: what is news is not known.
        """
        candidates = await self.gathering.candidates(subscription, self.clock.now())
        outcomes = await self._digests(subscription, candidates, seconds)
        pieces: dict[str, Piece] = {}
        told: dict[str, Candidate] = {}
        unread = 0
        for each in candidates:
            outcome, name = outcomes.get(each.link.key), self.ids.next()
            if isinstance(outcome, Digest):
                pieces[name] = Piece(each, outcome)
                told[name] = each
            elif is_unread(code := each.unread or (outcome.code if outcome else "")):
                unread += 1
                told |= {} if may_pass(code) else {name: each}
        preferences = await self.rooms.preferences(subscription.target)
        rows = {piece.candidate.link.key: name for name, piece in pieces.items()}
        asked = await self._language(subscription)
        return Edition(
            items([*pieces.values()], rows, shows_sharers=preferences.is_on("show_sharer")),
            told,
            unread,
            spoken(pieces.values()) if asked == "auto" else asked,
        )

    async def _digests(
        self, subscription: Subscription, candidates: Sequence[Candidate], seconds: float
    ) -> Mapping[str, Outcome]:
        language = await self._language(subscription)
        return await self.preparer.digests(subscription.chat, candidates, language, seconds)

    async def _language(self, subscription: Subscription) -> AskedLanguage:
        if subscription.language != "auto":
            return subscription.language
        return (await self.rooms.preferences(subscription.chat)).language

    async def _refresh(self, chat: Chat) -> None:
        feeds = await self.gathering.shelf.feeds_of(chat.platform, chat.id)
        try:
            async with asyncio.timeout(REFRESH_SECONDS):
                await self.refresher.refresh([feed.url for feed in feeds])
        except TimeoutError:
            log.info("not all feeds were looked at in time", extra={"chat": chat.id})


@dataclass(frozen=True, slots=True)
class Previews:
    """Shows who asks what the daily post would be. `posters` know how much one message holds."""

    editor: Editor
    posters: Mapping[Platform, Poster]
    clock: Clock

    async def preview(self, subscription: Subscription, here: Chat) -> Answer:
        """What the post would be if it were due now, in one message for the chat `here`.

        Raises:
            StoreError: what is news is not known.
        """
        edition = await self.editor.edition(subscription, PREVIEW_SECONDS)
        if not edition.items:
            return notice("chat.daily_nothing")
        whole = DailyAnswer(
            local_date(self.clock.now(), subscription.hour.zone).isoformat(),
            edition.language,
            edition.items[: subscription.most],
            len(edition.items),
            unread=edition.unread,
            is_preview=True,
        )
        parts = self.posters[here.platform].split(here, whole)
        # By a row's id a digest can be asked for, but rows are written with the post alone.
        shown = tuple(replace(item, row="") for item in parts[0].items) if parts else ()
        return DailyAnswer(
            whole.day, whole.language, shown, whole.total, unread=whole.unread, is_preview=True
        )
