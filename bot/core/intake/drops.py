"""Links that people drop in groups and channels, and what they do to them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import PointerAnswer
from bot.core.delivery.marks import LIMITED
from bot.core.delivery.repeats import SAME_AGAIN
from bot.core.delivery.row import State, Trigger
from bot.core.intake.rows import LINKS_MOST, Wanted
from bot.core.intake.skip import address_of, is_private, is_skipped
from bot.core.links import find, host_of
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.delivery.row import Delivery
    from bot.core.intake.limits import Limits
    from bot.core.intake.rows import Rows
    from bot.core.ledger import Ledger
    from bot.core.model import Link

OLD: Final = 10 * MINUTE
"""Seconds after which a dropped link is yesterday's talk: it goes silently to the daily post."""

EDIT_COUNTS: Final = 15 * MINUTE
"""Seconds in which an edited message is looked at again."""

POINTER_AGAIN: Final = HOUR
"""A link that is dropped again and again gets one pointer in so many seconds."""


@dataclass(frozen=True, slots=True)
class Drops:
    """Decides on dropped links. `allowed` are the operator's own hosts, as host:port."""

    ledger: Ledger
    limits: Limits
    allowed: frozenset[str] = frozenset()

    async def dropped(self, rows: Rows) -> list[Delivery]:
        """The rows for a message that somebody dropped."""
        incoming, preferences = rows.incoming, rows.preferences
        links = await self._wanted(rows)
        if preferences.mode == "off" or not links:
            return []
        if preferences.mode != "auto" or incoming.sent_at < rows.now - OLD:
            return [rows.seen(link) for link in links]
        links = [link for link in links if not await self._is_copied(rows, link)]
        fresh = [link for link in links if await self._is_news(rows, link)]
        again = [
            rows.shared(link)
            for link in links
            if link not in fresh and not await self._is_noted(rows, link)
        ]
        return [*await self._limited(rows, fresh), *again]

    async def edited(self, rows: Rows) -> Wanted:
        """What becomes of a message that was changed after we had seen it.

        Where one link took the place of another, the digest of the new one takes the place of the
        one we posted, or of the one in work. Other new links are as if dropped now.
        """
        incoming = rows.incoming
        if incoming.sent_at < rows.now - EDIT_COUNTS or rows.preferences.mode == "off":
            return Wanted()
        before = await self.ledger.of_message(incoming.chat, incoming.written.id)
        links = await self._wanted(rows)
        known, here = {row.ask.key for row in before}, {link.key for link in links}
        added = [link for link in links if link.key not in known]
        gone = [row for row in before if row.ask.key not in here and row.trigger is Trigger.DROPPED]
        dropped = [row for row in gone if row.state in {State.ACCEPTED, State.READY}]
        if rows.preferences.mode != "auto":
            return Wanted([rows.seen(link) for link in added], dropped=dropped)
        wanted = await self._limited(rows, added)
        posted = [row for row in gone if row.state is State.POSTED]
        if len(added) == len(posted) == 1 and wanted[0].is_open:
            taken_over = replace(wanted[0], placeholder=posted[0].post)
            return Wanted([taken_over], replaced=posted, dropped=dropped)
        return Wanted(wanted, dropped=dropped)

    async def _wanted(self, rows: Rows) -> list[Link]:
        """The links of the message that may be articles, of somebody who does not mind."""
        written = rows.incoming.written
        author = written.author.id
        links = [
            link
            for link in find(written.text, written.addresses)
            if self._may_be_article(link) and rows.preferences.permits(host_of(link))
        ]
        if links and author:
            platform = rows.incoming.chat.platform
            if await self.ledger.is_opted_out(platform, author):
                return []
        return links

    def _may_be_article(self, link: Link) -> bool:
        if address_of(link) in self.allowed:
            return True
        return not is_private(link) and not is_skipped(link)

    async def _is_news(self, rows: Rows, link: Link) -> bool:
        """Whether an answer is due: a digest, or a pointer to the one the chat has."""
        chat, since = rows.incoming.chat, rows.now - SAME_AGAIN
        known = await self.ledger.digests_in(chat, link.key, since)
        if any(row.is_open for row in known):
            return False
        pointers = [row for row in known if isinstance(row.answer, PointerAnswer)]
        return not any(row.accepted_at > rows.now - POINTER_AGAIN for row in pointers)

    async def _is_noted(self, rows: Rows, link: Link) -> bool:
        """Whether it is noted already that this person shares the link, today."""
        chat, who = rows.incoming.chat, rows.incoming.written.author.id or ""
        known = await self.ledger.digests_in(chat, link.key, rows.now - DAY)
        return any(row.poster == who for row in known)

    async def _is_copied(self, rows: Rows, link: Link) -> bool:
        """Whether the platform copied the message here from a channel that has the digest."""
        if rows.incoming.origin is None:
            return False
        channel = replace(rows.incoming.chat, id=rows.incoming.origin)
        there = await self.ledger.digests_in(channel, link.key, rows.now - SAME_AGAIN)
        return any(row.is_open or row.state is State.POSTED for row in there)

    async def _limited(self, rows: Rows, links: Sequence[Link]) -> list[Delivery]:
        """Digests for as many as the message and the pace allow."""
        if not links:
            return []
        chat, author = rows.incoming.chat, rows.incoming.written.author.id or ""
        left = await self.limits.drops_left(chat, author, rows.preferences, rows.now)
        taken = [rows.digest(link, Trigger.DROPPED) for link in links[:LINKS_MOST]]
        rest = len(links) - len(taken)
        asked = taken[:left]
        if asked and rest:
            asked[-1] = replace(asked[-1], ask=replace(asked[-1].ask, more_links=rest))
        return [*asked, *(rows.seen(link, LIMITED) for link in links[left:LINKS_MOST])]
