"""What a daily post may tell of: what a chat has shared, and what its feeds have brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.answers import OVER_BUDGET, DigestAnswer
from bot.core.daily.subscription import Part
from bot.core.delivery.maker import WILL_PASS
from bot.core.delivery.marks import SILENT
from bot.core.delivery.row import OPEN, State
from bot.core.errors import BadUrlError
from bot.core.links import parse
from bot.core.model import RefusalCode
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.core.chats import Chat
    from bot.core.daily.feed import FedEntry, Listening
    from bot.core.daily.subscription import Agenda, Subscription
    from bot.core.delivery.row import Delivery
    from bot.core.model import Digest, Link

ROWS_MOST: Final = 2000
"""Rows of one chat that are looked through."""

SEEN_MOST: Final = 40
"""Links that nobody has asked about, of one chat for one post: each may cost a digest."""

ENTRIES_MOST: Final = 500
LONGEST: Final = 8 * DAY
"""What is older is no news, whenever the last post was."""

_AGAIN: Final = {*WILL_PASS, "timeout", "internal", "model"}
"""Failures after which a link is tried once more."""

_UNREAD: Final = frozenset(RefusalCode) - SILENT
"""Failures that people may want to know of."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be told of.

    `digest` as it was posted; without one it is still to be made, unless `unread` says why it
    cannot be. `by` are those who shared it, id and name. `at`: shared or published, epoch seconds.
    `chat`, `post` and `row` name the message that holds its digest. `title` and `source` as its
    feed has them; `body` is the article's own HTML where the feed brings it. `is_stopgap`: the
    digest is an extract for which there was no budget, and is to be made anew.
    """

    link: Link
    at: int
    digest: Digest | None = None
    by: tuple[tuple[str, str], ...] = ()
    chat: str = ""
    post: str = ""
    row: str = ""
    is_feed: bool = False
    title: str = ""
    source: str = ""
    body: str = ""
    unread: str = ""
    is_stopgap: bool = False


@dataclass(frozen=True, slots=True)
class Gathering:
    """Looks through what is kept.

    `is_open`: what is said in the one chat may be told in the other.
    """

    agenda: Agenda
    shelf: Listening
    is_open: Callable[[Chat, Chat], bool]

    async def candidates(self, subscription: Subscription, now: int) -> tuple[Candidate, ...]:
        """All that is news to a chat, shared links before those of feeds, the newest first.

        Raises:
            StoreError: it is not known.
        """
        since = max(subscription.since, now - LONGEST)
        told = await self.agenda.told(subscription.chat, now - 2 * LONGEST)
        found = list(await self._shared(subscription, since, told))
        if Part.FEEDS in subscription.parts:
            known = {*told, *(each.link.key for each in found)}
            found += await self._fed(subscription, since, known)
        return tuple(found)

    async def _shared(
        self, subscription: Subscription, since: int, told: Collection[str]
    ) -> Iterable[Candidate]:
        by_key: dict[str, list[Delivery]] = {}
        for row in await self.agenda.links_in(subscription.chat, since, ROWS_MOST):
            if row.ask.key not in told and self.is_open(row.chat, subscription.target):
                by_key.setdefault(row.ask.key, []).append(row)
        shared, seen = [], []
        for rows in by_key.values():
            found = _shared(rows)
            if found is None:
                continue
            if found.digest and Part.SHARED in subscription.parts:
                shared.append(found)
            elif not found.digest and Part.SEEN in subscription.parts:
                seen.append(found)
        return [*shared, *seen[:SEEN_MOST]]

    async def _fed(
        self, subscription: Subscription, since: int, known: set[str]
    ) -> list[Candidate]:
        chat = subscription.chat
        entries = await self.shelf.entries(chat.platform, chat.id, since, ENTRIES_MOST)
        return list(_fed(entries, known, subscription.most))


def _shared(rows: Sequence[Delivery]) -> Candidate | None:
    """What the rows of one article in one chat, the newest first, come to; None: nothing."""
    newest, by = rows[0], _sharers(rows)
    link = parse(newest.ask.url)
    posted = [row for row in rows if isinstance(row.answer, DigestAnswer)]
    for row in posted:
        if row.state in {State.POSTED, State.UNKNOWN} and isinstance(row.answer, DigestAnswer):
            post = row.post if row.state is State.POSTED else ""
            digest, is_stopgap = row.answer.digest, row.answer.trouble == OVER_BUDGET
            return Candidate(
                *(link, newest.accepted_at, digest, by, row.chat.id, post, row.id),
                is_stopgap=is_stopgap,
            )
    if any(row.state is State.DELETED for row in rows):
        return None  # somebody with the right to has taken it away
    states, codes = {row.state for row in rows}, {row.code for row in rows}
    if State.SEEN in states or states & set(OPEN) or codes & _AGAIN:
        return Candidate(link, newest.accepted_at, by=by, row=newest.id)
    if unread := codes & _UNREAD:
        return Candidate(link, newest.accepted_at, by=by, row=newest.id, unread=min(unread))
    return None


def _sharers(rows: Sequence[Delivery]) -> tuple[tuple[str, str], ...]:
    """Who shared it, the first to do so first, under the name that they have now."""
    names: dict[str, str] = {}
    for row in reversed(rows):
        if row.poster:
            names[row.poster] = row.poster_name or names.get(row.poster, "")
    return tuple(names.items())


def _fed(entries: Iterable[FedEntry], known: set[str], most: int) -> Iterator[Candidate]:
    """The newest entries, at most `most`, each article once.

    Feeds come by turns: the loudest must not drown the others.
    """
    by_feed: dict[str, list[Candidate]] = {}
    for each in entries:
        candidate = _entry(each)
        if candidate is None or candidate.link.key in known:
            continue
        known.add(candidate.link.key)
        by_feed.setdefault(each.feed, []).append(candidate)
    turns = [turn for ours in by_feed.values() for turn in enumerate(ours)]
    turns.sort(key=lambda turn: (turn[0], -turn[1].at))
    yield from (candidate for _, candidate in turns[:most])


def _entry(each: FedEntry) -> Candidate | None:
    entry = each.entry
    try:
        link = parse(entry.url)
    except BadUrlError:
        return None
    at = min(entry.published or each.seen_at, each.seen_at)
    return Candidate(
        link, at, is_feed=True, title=entry.title, source=each.feed_title, body=entry.body
    )


def is_unread(code: str) -> bool:
    """Whether people may want to know that a link could not be read for this reason."""
    return code in _UNREAD


def may_pass(code: str) -> bool:
    """Whether a link that could not be read for this reason is worth another try."""
    return code in _AGAIN
