"""What it costs to follow thousands of feeds, with the real fetcher, reader, poller and file.

`rows` is for a process of its own, whose time is then the poller's and its reader's alone.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import ssl
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import trustme

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_ledger
from bot.adapters.web import FetchPolicy, WebFetcher
from bot.adapters.web.connect import Network
from bot.adapters.web.resolve import resolve
from bot.adapters.worker import Workers
from bot.core.daily.poller import Pace, Poller
from tests.bench.feed_site import ENTRIES, ETAG, body, feed_site
from tests.bench.flow import resident
from tests.bench.table import Row, at_least, at_most

if TYPE_CHECKING:
    from bot.adapters.store.ledger import SqlLedger
    from bot.core.daily.feed import Feed, FeedPage, Validators

FEEDS: Final = 5_000
WARM: Final = 100
"""Feeds before the first of those that count: what is loaded once is no cost of theirs."""

HOUR: Final = 3600


@dataclass
class _Counted:
    """The fetcher, and how often it was asked."""

    fetcher: WebFetcher
    requests: int = 0

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        """As the fetcher does."""
        self.requests += 1
        return await self.fetcher.fetch_feed(url, known)


def rows() -> list[Row]:
    """All figures of feeds."""
    return asyncio.run(_rows())


async def _rows() -> list[Row]:
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "site.pem"
        pair = authority.issue_cert("*.feeds.example").private_key_and_cert_chain_pem
        pair.write_to_path(str(certificate))
        with feed_site(str(certificate)) as port:
            hosts = [f"n{number}.feeds.example:{port}" for number in range(FEEDS + WARM)]
            fetcher = WebFetcher(
                FetchPolicy(allow=frozenset(hosts)), Network(resolve=_here, trust=lambda: trust)
            )
            urls = [f"https://{host}/{number}" for number, host in enumerate(hosts)]
            return await _polled(Path(folder) / "bench.db", urls, fetcher)


async def _here(host: str, port: int) -> tuple[str, ...]:
    """Every name is this machine's; asked of the system all the same, as that has its price."""
    return await resolve("127.0.0.1", port) if host else ()


async def _polled(path: Path, urls: list[str], fetcher: WebFetcher) -> list[Row]:
    async with await open_ledger(path) as ledger:
        await asyncio.to_thread(_fill, path, urls)
        web = _Counted(fetcher)
        workers = Workers()
        pace = Pace(pause=0, look_every=1.0)
        poller = Poller(ledger, web, workers, SystemClock(), _dead, pace=pace)
        await poller.refresh(urls[:WARM])
        before, _ = resident(os.getpid())
        web.requests = 0
        began, spent = time.monotonic(), _cpu(resource.RUSAGE_SELF)
        await _until_done(poller, ledger)
        own, took = _cpu(resource.RUSAGE_SELF) - spent, time.monotonic() - began
        once, whole = resident(os.getpid())
        await workers.close()  # only then the system tells what it has taken
        reader, requests = _cpu(resource.RUSAGE_CHILDREN), web.requests
        await asyncio.to_thread(_make_due, path)
        again = Poller(ledger, web, workers, SystemClock(), _dead, pace=pace)
        await _until_done(again, ledger)
        twice, _ = resident(os.getpid())
        await workers.close()
    share = 100 * (own + reader) / HOUR
    spent_on = f" ({own:.1f} s and {reader:.1f} s of its reader, within {took:.0f} s)"
    memory = f" ({before:.0f} to {once:.0f} to {twice:.0f} MB; {whole - once:.0f} MB its reader)"
    name = f"{FEEDS} feeds looked at once an hour"
    return [
        at_most(f"{name}, of one core", share, 10, "%", spent_on),
        at_least(f"{name}, requests", requests, FEEDS, ""),
        at_most(f"{name}, requests for each", requests / FEEDS, 1, ""),
        at_most(f"{name}, memory after as many again", 100 * (twice / once - 1), 5, "%", memory),
    ]


async def _until_done(poller: Poller, ledger: SqlLedger) -> None:
    running = asyncio.create_task(poller.run())
    while await ledger.feeds_due(int(time.time()), 1):  # noqa: ASYNC110 - the file alone can tell
        await asyncio.sleep(0.5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def _make_due(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE feed SET next_at = 0")


async def _dead(feed: Feed) -> None:
    raise RuntimeError(f"{feed.url} has died")


def _fill(path: Path, urls: list[str]) -> None:
    """A store that has followed these feeds for a while."""
    now = int(time.time())
    hashes = (sha256(body(number)).hexdigest()[:32] for number, _ in enumerate(urls))
    feeds = [
        (url, "Feed", ETAG, "", known, now - HOUR, now - 1, 0, 0, "")
        for url, known in zip(urls, hashes, strict=True)
    ]
    entries = (
        (url, f"{n}-{e}", f"https://n{n}.feeds.example/p/{e}", "Entry", 0, now - HOUR, "", 1)
        for n, url in enumerate(urls)
        for e in range(1, ENTRIES + 1)
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO feed VALUES (?,?,?,?,?,?,?,?,?,?)", feeds)
        connection.executemany("INSERT INTO feed_entry VALUES (?,?,?,?,?,?,?,?)", entries)
        connection.executemany(
            "INSERT INTO chat_feed VALUES ('telegram', ?, ?, ?, 0)",
            ((str(number % 200), url, now - HOUR) for number, url in enumerate(urls)),
        )


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime
