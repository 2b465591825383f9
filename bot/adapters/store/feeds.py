"""Feeds in plain SQL: their rows, who listens to them, and the entries that they have named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.marks import EVERYWHERE, marks
from bot.core.daily.feed import (
    BODY_KEPT,
    ENTRY_KEPT,
    Entry,
    FedEntry,
    Feed,
    Validators,
)
from bot.core.retention import DAY, HOUR, MARK_KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.adapters.store.database import Row, Run
    from bot.core.chats import Chat, Platform

_NAMES: Final = (
    *("url", "title", "etag", "modified", "body_hash"),
    *("checked_at", "next_at", "failures", "failing_since", "fault"),
)
_COLUMNS: Final = ", ".join(_NAMES)
_HOLES: Final = ", ".join(f"${number}" for number, _ in enumerate(_NAMES, 1))
_ASSIGN: Final = ", ".join(f"{name} = ${number}" for number, name in enumerate(_NAMES, 1))
_SELECT: Final = f"SELECT {_COLUMNS} FROM feed"
_TOLD_FROM: Final = "coalesce(nullif(e.published, 0), e.seen_at)"
_MOVE: Final = (
    (
        f"INSERT INTO feed ({_COLUMNS}) SELECT $2, {', '.join(_NAMES[1:])} FROM feed"
        " WHERE url = $1 ON CONFLICT DO NOTHING"
    ),
    (
        "INSERT INTO chat_feed (platform, chat, url, added_at, is_told)"
        " SELECT platform, chat, $2, added_at, is_told FROM chat_feed WHERE url = $1"
        " ON CONFLICT DO NOTHING"
    ),
    (
        "INSERT INTO feed_entry (feed, name, url, title, published, seen_at, body, is_named)"
        " SELECT $2, name, url, title, published, seen_at, body, is_named FROM feed_entry"
        " WHERE feed = $1 ON CONFLICT DO NOTHING"
    ),
)
DROP_FEED: Final = (
    "DELETE FROM feed_entry WHERE feed = $1",
    "DELETE FROM chat_feed WHERE url = $1",
    "DELETE FROM feed WHERE url = $1",
)
_PRUNE: Final = tuple(
    (
        (
            f"{change} WHERE (feed, name) IN (SELECT feed, name FROM feed_entry"
            f" WHERE {which} AND seen_at < $1 LIMIT $2) RETURNING 1"
        ),
        kept,
    )
    for change, which, kept in (
        ("UPDATE feed_entry SET body = ''", "body <> ''", BODY_KEPT),
        ("DELETE FROM feed_entry", "is_named = 0", ENTRY_KEPT),
    )
)


class SqlFeeds(OnDatabase):
    """Implements `core.daily.feed.Shelf` on any `Database`."""

    async def feed(self, url: str) -> Feed | None:
        """What is kept of a feed."""
        rows = await self._database.rows(f"{_SELECT} WHERE url = $1", url)
        return _feed(rows[0]) if rows else None

    async def feeds_of(self, platform: Platform, chat: str) -> Sequence[Feed]:
        """The feeds that a chat listens to, in the order in which they were added."""
        columns = ", ".join(f"feed.{name}" for name in _NAMES)
        rows = await self._database.rows(
            f"SELECT {columns} FROM chat_feed JOIN feed ON feed.url = chat_feed.url"
            " WHERE platform = $1 AND chat = $2 ORDER BY added_at, feed.url",
            *(platform, chat),
        )
        return [_feed(row) for row in rows]

    async def listeners(self, url: str) -> Sequence[tuple[Platform, str]]:
        """The chats that listen to a feed."""
        rows = await self._database.rows(
            "SELECT platform, chat FROM chat_feed WHERE url = $1 ORDER BY platform, chat", url
        )
        return [(platform, chat) for platform, chat in rows]

    async def listen(self, chat: Chat, feed: Feed, now: int) -> bool:
        """The chat listens to this feed from now on; False where it already did."""
        async with self._database.transaction() as run:
            await run(
                f"INSERT INTO feed ({_COLUMNS}) VALUES ({_HOLES}) ON CONFLICT DO NOTHING",
                *_values(feed),
            )
            return bool(
                await run(
                    "INSERT INTO chat_feed (platform, chat, url, added_at, is_told)"
                    " VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING RETURNING url",
                    *(chat.platform, chat.id, feed.url, now),
                )
            )

    async def ignore(self, chat: Chat, url: str) -> bool:
        """It does so no more; False where it did not. A feed without listeners is dropped."""
        async with self._database.transaction() as run:
            did = await run(
                "DELETE FROM chat_feed WHERE platform = $1 AND chat = $2 AND url = $3 RETURNING 1",
                *(chat.platform, chat.id, url),
            )
            if did and not await run("SELECT 1 FROM chat_feed WHERE url = $1 LIMIT 1", url):
                for statement in DROP_FEED:
                    await run(statement, url)
            return bool(did)

    async def feeds_due(self, now: int, limit: int) -> Sequence[Feed]:
        """Feeds that somebody listens to and that are to be looked at by now, the oldest first.

        Those too that were looked at later than now: the clock has been set back since.
        """
        rows = await self._database.rows(
            f"{_SELECT} WHERE (next_at <= $1 OR checked_at > $2)"
            " AND EXISTS (SELECT 1 FROM chat_feed WHERE chat_feed.url = feed.url)"
            " ORDER BY next_at, url LIMIT $3",
            *(now, now + HOUR, limit),
        )
        return [_feed(row) for row in rows]

    async def keep_reading(
        self, feed: Feed, entries: Sequence[Entry], now: int, known: Collection[str] = ()
    ) -> int:
        """In one transaction: keep the feed's row, and those entries that are new; how many were.

        An entry is new whose name and whose address its feed has not named before.
        """
        async with self._database.transaction() as run:
            if not await run(
                f"UPDATE feed SET {_ASSIGN} WHERE url = $1 RETURNING url", *_values(feed)
            ):
                return 0
            if not feed.failures:
                await run(
                    "UPDATE chat_feed SET is_told = 0 WHERE url = $1 AND is_told = 1", feed.url
                )
            return await _keep(run, feed.url, entries, now, known) if entries else 0

    async def move_feed(self, old: str, new: str) -> None:
        """In one transaction: who listens to `old` listens to `new`; entries are not new again."""
        if old == new:
            return
        async with self._database.transaction() as run:
            for statement in _MOVE:
                await run(statement, old, new)
            for statement in DROP_FEED:
                await run(statement, old)

    async def entries(
        self, platform: Platform, chat: str, since: int, limit: int
    ) -> Sequence[FedEntry]:
        """The entries of a chat's feeds that were first seen since, newest first."""
        rows = await self._database.rows(
            "SELECT f.url, f.title, e.seen_at, e.name, e.url, e.title, e.published, e.body"
            " FROM chat_feed AS c JOIN feed AS f ON f.url = c.url"
            " JOIN feed_entry AS e ON e.feed = c.url"
            " WHERE c.platform = $1 AND c.chat = $2 AND e.seen_at >= $3"
            f" AND {_TOLD_FROM} >= c.added_at - $4 ORDER BY {_TOLD_FROM} DESC, e.name LIMIT $5",
            *(platform, chat, since, DAY, limit),
        )
        found = [FedEntry(feed, title, Entry(*entry), seen) for feed, title, seen, *entry in rows]
        gone = await marks(self._database.rows)
        return [each for each in found if not gone.found((platform, chat), each.entry.url)]

    async def prune_entries(self, now: int, limit: int) -> int:
        """Empty old bodies, and drop old entries that their feed names no more: `limit` of each."""
        changed = 0
        for statement, kept in _PRUNE:
            changed += len(await self._database.rows(statement, now - kept, limit))
        return changed

    async def mark_told(self, url: str) -> Sequence[tuple[Platform, str]]:
        """The chats that have not yet been told that this feed is dead; from now on they have."""
        rows = await self._database.rows(
            "UPDATE chat_feed SET is_told = 1 WHERE url = $1 AND is_told = 0"
            " RETURNING platform, chat",
            url,
        )
        return [(platform, chat) for platform, chat in rows]


BODIES_MOST, ENTRIES_MOST = 30, 300
"""Of one feed: articles that are kept whole, and entries at all, three times what it can name."""

_NEWEST: Final = (
    "(SELECT name FROM feed_entry WHERE feed = $1 ORDER BY seen_at DESC, published DESC, name"
    " LIMIT $2)"
)
_CUT_BODIES: Final = (
    f"UPDATE feed_entry SET body = '' WHERE feed = $1 AND body <> '' AND name NOT IN {_NEWEST}"
)
_CUT_ENTRIES: Final = (
    f"DELETE FROM feed_entry WHERE feed = $1 AND is_named = 0 AND name NOT IN {_NEWEST}"
)


async def _keep(
    run: Run, feed: str, entries: Sequence[Entry], now: int, known: Collection[str]
) -> int:
    """Write what has changed since the last reading, which mostly is little."""
    entries = await _unforgotten(run, entries, now)
    rows = await run("SELECT name, url, is_named FROM feed_entry WHERE feed = $1", feed)
    kept = {name: bool(is_named) for name, _, is_named in rows}
    urls = {url for _, url, _ in rows}
    new = [each for each in entries if each.name not in kept and each.url not in urls]
    for each in new:
        is_known = each.name in known
        await run(
            "INSERT INTO feed_entry (feed, name, url, title, published, seen_at, body, is_named)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT DO NOTHING",
            *(feed, each.name, each.url, each.title, each.published),
            *((0, "") if is_known else (now, each.body)),
        )
    named = {each.name for each in entries}
    named |= {name for name, url, _ in rows if url in {each.url for each in entries}}
    for name, was_named in kept.items():
        if (name in named) is not was_named:
            await run(
                "UPDATE feed_entry SET is_named = $3 WHERE feed = $1 AND name = $2",
                *(feed, name, int(not was_named)),
            )
    for statement, most in (_CUT_BODIES, BODIES_MOST), (_CUT_ENTRIES, ENTRIES_MOST):
        await run(statement, feed, most)
    return sum(each.name not in known for each in new)


async def _unforgotten(run: Run, entries: Sequence[Entry], now: int) -> Sequence[Entry]:
    """Those that nobody had forgotten everywhere; as long as a feed names one, it stays so."""
    gone = await marks(run)
    found = {each.name: gone.found(EVERYWHERE, each.url) for each in entries}
    for mark in filter(None, found.values()):
        await run("UPDATE forgotten SET until = $2 WHERE mark = $1", mark, now + MARK_KEPT)
    return [each for each in entries if not found[each.name]]


def _values(feed: Feed) -> tuple[str | int, ...]:
    """The row's columns in their order."""
    return (
        *(feed.url, feed.title, feed.validators.etag, feed.validators.modified, feed.body_hash),
        *(feed.checked_at, feed.next_at, feed.failures, feed.failing_since, feed.fault),
    )


def _feed(row: Row) -> Feed:
    url, title, etag, modified, *rest = row
    return Feed(url, title, Validators(etag, modified), *rest)
