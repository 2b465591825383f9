"""The poller: looks at feeds again and again, as gently as a reader who follows them all.

A feed is looked at once an hour, by conditional requests; one that fails more and more seldom, one
that is dead once a day. What is new is kept for the daily posts.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.core.daily.discovery import Discovery
from bot.core.daily.feed import BODY_KEPT, GONE, Feed, fault_of
from bot.core.daily.turns import HostTurns
from bot.core.errors import BadUrlError, FetchError, FetchFailedError, StoreError
from bot.core.links import host_of, parse
from bot.core.model import Refusal, RefusalCode
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.daily.feed import Entry, FeedFetcher, FeedPage, FeedReader, FeedReading, Shelf
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

EVERY: Final = HOUR
LONGEST_WAIT: Final = DAY
JITTER: Final = 0.1
"""Share of a wait by which it may be shorter or longer, so that feeds do not fall into step."""

FRESH: Final = 10 * MINUTE
"""A feed that was looked at within this is not looked at again, whoever wants it."""

FAULT_PAUSE: Final = MINUTE
"""After a fault of ours: sites are not asked for what we cannot keep."""

BATCH: Final = 200
"""Looks that begin at once; more wait for the next time that it is seen what is due."""

PRUNE_EVERY: Final = HOUR
PRUNED_AT_ONCE: Final = 1000

FIRST_UNDATED: Final = 3
"""Entries without a date that count as new when a feed is read for the first time."""

STALE: Final = 7 * DAY
"""An entry with a date before that is no news, though we have not seen it: a site was moved."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard the poller works: looks at once, and seconds between two at one host.

    `look_every`: seconds after which it sees what has become due.
    """

    at_once: int = 8
    pause: float = 1.0
    look_every: float = 20.0


class Poller:
    """Looks at feeds. `on_dead` is awaited once for a feed that has died, until it recovers.

    After a crash it may be awaited again: `Shelf.mark_told` tells who has heard it already.
    `is_wanted` says whether anybody listens to a feed who may use us: else it is not fetched.
    """

    def __init__(
        self,
        shelf: Shelf,
        fetcher: FeedFetcher,
        reader: FeedReader,
        clock: Clock,
        on_dead: Callable[[Feed], Awaitable[None]],
        *,
        is_wanted: Callable[[str], Awaitable[bool]] | None = None,
        pace: Pace | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._shelf = shelf
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._on_dead = on_dead
        self._is_wanted = is_wanted or _always
        self._pace = pace or Pace()
        self._jitter = jitter
        self._turns = HostTurns(clock, self._pace.at_once, self._pace.pause)
        self._begun: set[str] = set()
        self._looked: dict[str, float] = {}
        self._rest_until = 0.0
        self._prune_at = 0.0

    async def run(self) -> None:
        """Look at what is due, until cancelled."""
        async with asyncio.TaskGroup() as looks:
            while True:
                try:
                    await self._begin(looks)
                except StoreError as fault:
                    log.warning("feeds wait: %s", fault)
                except Exception:  # the outer edge: tomorrow's posts must not lack their feeds
                    log.exception("unforeseen fault among the feeds")
                await self._clock.sleep(self._pace.look_every)

    async def refresh(self, urls: Sequence[str]) -> None:
        """Look at those of these feeds that have not been looked at for ten minutes.

        For as long as the caller lets it; a failing feed is left alone until it is due.
        """
        old = [url for url in urls if not self._is_fresh(url)]
        await asyncio.gather(*(self._survive(url, self._is_worth_it) for url in old))

    async def find(self, url: str) -> tuple[Feed, FeedReading] | Refusal:
        """The feed that `url` is, or that is found there, and what it says now.

        Nothing is kept: once somebody listens to it, it is due at once.
        """
        return await Discovery(self._fetcher, self._reader).find(url)

    async def poll(self, feed: Feed) -> Feed:
        """Look at a feed once, and keep what came of it.

        Raises:
            StoreError: it could not be kept.
        """
        now = self._clock.now()
        try:
            brought = await self._fetcher.fetch_feed(feed.url, feed.validators)
            reading = await self._read(feed, brought)
        except FetchError as fault:
            wait = fault.retry_after if isinstance(fault, FetchFailedError) else None
            return await self._failed(feed, fault_of(fault), str(fault), now, wait or 0)
        except OSError as fault:  # no process to read in: the feed has no part in it
            log.warning("feed not read", extra={"feed": feed.url, "fault": repr(fault)})
            return await self._kept(replace(feed, next_at=now + FRESH), now)
        if isinstance(reading, Refusal):
            return await self._failed(feed, reading.code, reading.detail, now)
        return await self._seen(feed, brought, reading, now)

    async def _begin(self, looks: asyncio.TaskGroup) -> None:
        """Begin to look at what is due, the longest due first."""
        monotonic = self._clock.monotonic()
        if monotonic < self._rest_until:
            return
        self._looked = {u: at for u, at in self._looked.items() if at > monotonic - FRESH}
        now = self._clock.now()
        if monotonic >= self._prune_at:
            self._prune_at = monotonic + PRUNE_EVERY
            await self._shelf.prune_entries(now, PRUNED_AT_ONCE)
        # Those that wait for a slow host are still due, and must not stand in the others' way; nor
        # those that could not be kept.
        busy = self._begun | self._looked.keys()
        due = await self._shelf.feeds_due(now, BATCH + len(busy))
        for url in [feed.url for feed in due if feed.url not in busy][:BATCH]:
            self._begun.add(url)
            looks.create_task(self._due(url))

    async def _due(self, url: str) -> None:
        try:
            await self._survive(url, lambda _: True)
        finally:
            self._begun.discard(url)

    async def _survive(self, url: str, is_wanted: Callable[[Feed], bool]) -> None:
        try:
            async with self._turns.at(_host(url)):
                await self._look(url, is_wanted)
        except StoreError as fault:
            log.warning("feeds wait: %s", fault)
            self._rest_until = self._clock.monotonic() + FAULT_PAUSE
        except Exception:  # the outer edge: one feed must not take the others with it
            log.exception("unforeseen fault at a feed", extra={"feed": url})

    async def _look(self, url: str, is_wanted: Callable[[Feed], bool]) -> None:
        """Poll it, unless that has been done while we waited for our turn."""
        monotonic = self._clock.monotonic()
        if monotonic < self._rest_until or self._is_fresh(url):
            return
        feed = await self._shelf.feed(url)
        if feed is not None and is_wanted(feed):
            self._looked[url] = monotonic
            if await self._is_wanted(url):
                await self.poll(feed)

    def _is_fresh(self, url: str) -> bool:
        """Whether it was looked at just now."""
        return self._looked.get(url, -FRESH) > self._clock.monotonic() - FRESH

    def _is_worth_it(self, feed: Feed) -> bool:
        now = self._clock.now()
        is_left_alone = feed.failures > 0 and feed.next_at > now
        return not is_left_alone and not now - FRESH < feed.checked_at <= now

    async def _read(self, feed: Feed, brought: FeedPage) -> FeedReading | Refusal | None:
        """What it says; None where that has not changed."""
        if brought.page is None or _hash(brought.page.body) == feed.body_hash:
            return None
        reading = await self._reader.read_feed(brought.page)
        if not isinstance(reading, Refusal) and reading.feeds:
            return Refusal(RefusalCode.NOT_ARTICLE, "a page in place of the feed")
        return reading

    async def _seen(
        self, feed: Feed, brought: FeedPage, reading: FeedReading | None, now: int
    ) -> Feed:
        """It answered, with what is new or without."""
        seen = Feed(
            url=feed.url,
            title=(reading and reading.title) or feed.title,
            validators=brought.validators,
            body_hash=_hash(brought.page.body) if brought.page else feed.body_hash,
            checked_at=now,
            next_at=now + self._about(EVERY),
        )
        entries = tuple(_dated(entry, now) for entry in reading.entries) if reading else ()
        known = _known(entries, now, is_first=not feed.body_hash)
        new = await self._shelf.keep_reading(seen, entries, now, known)
        if brought.moved_to and brought.moved_to != feed.url:
            await self._shelf.move_feed(feed.url, brought.moved_to)
            seen = replace(seen, url=brought.moved_to)
        told = {"feed": seen.url, "named": len(entries), "new": new, "unchanged": reading is None}
        log.debug("feed looked at", extra=told)
        return seen

    async def _failed(
        self, feed: Feed, fault: str, detail: str, now: int, retry_after: float = 0
    ) -> Feed:
        """It did not answer with a feed."""
        failed = replace(
            feed,
            checked_at=now,
            failures=feed.failures + 1,
            failing_since=feed.failing_since or now,
            # What was gone and now fails otherwise is no more alive.
            fault=GONE if feed.fault == GONE else fault,
        )
        told = {"feed": feed.url, "fault": fault, "detail": detail, "failures": failed.failures}
        log.info("feed failed", extra=told)
        wait = LONGEST_WAIT if failed.is_dead else _back_off(failed.failures)
        next_at = now + max(self._about(wait), int(retry_after) + 1)
        if failed.is_dead and not feed.is_dead:
            await self._on_dead(failed)
        return await self._kept(replace(failed, next_at=next_at), now)

    async def _kept(self, feed: Feed, now: int) -> Feed:
        await self._shelf.keep_reading(feed, (), now)
        return feed

    def _about(self, seconds: int) -> int:
        """`seconds`, by at most a tenth more or less."""
        return int(seconds * (1 + JITTER * (2 * self._jitter() - 1)))


def _back_off(failures: int) -> int:
    """An hour after the first failure in a row, twice as long after each further one."""
    return int(min(EVERY * 2 ** min(failures - 1, 10), LONGEST_WAIT))


def _dated(entry: Entry, now: int) -> Entry:
    """As it is worth keeping now: nothing is published tomorrow, and old bodies are not read."""
    published = min(entry.published, now)
    is_old = 0 < published < now - BODY_KEPT
    return replace(entry, published=published, body="" if is_old else entry.body)


def _known(entries: Sequence[Entry], now: int, *, is_first: bool) -> frozenset[str]:
    """The names of entries that are no news.

    When a feed is read for the first time, what has no date may be of any age: its newest few are
    news, so that somebody sees what the feed brings, and all else is not.
    """
    stale = {entry.name for entry in entries if 0 < entry.published < now - STALE}
    undated = [entry.name for entry in entries if not entry.published] if is_first else []
    return frozenset(stale.union(undated[FIRST_UNDATED:]))


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]


def _host(url: str) -> str:
    try:
        return host_of(parse(url))
    except BadUrlError:
        return url


async def _always(_: str) -> bool:
    return True
