from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger
from bot.core.chats import Chat, ChatKind
from bot.core.daily.discovery import USUAL_PLACES
from bot.core.daily.feed import (
    BODY_KEPT,
    DEAD_AFTER,
    DEAD_FAILURES,
    GONE,
    Feed,
    FeedPage,
    Validators,
)
from bot.core.daily.poller import FAULT_PAUSE, FRESH, STALE, Pace, Poller
from bot.core.errors import (
    BlockedHostError,
    FetchFailedError,
    FetchTimeoutError,
    StoreError,
    TooBigError,
)
from bot.core.model import Refusal, RefusalCode
from bot.core.retention import DAY, HOUR
from tests.fakes.clock import FakeClock
from tests.fakes.feed_fetcher import FakeFeedFetcher, NearReader, fed
from tests.fakes.feeds import WHOLE, encoded, item, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

URL = "https://example.com/feed"
NOW = 1_800_000_000
GROUP = Chat("telegram", "-100", ChatKind.GROUP)
PAGE = "<html><head>{}</head><body><p>Blog</p></body></html>"
LINK = '<link rel="alternate" type="application/rss+xml" href="{}">'
UNCHANGED = FeedPage(None, Validators('"a"'))


@dataclass
class Watch:
    """A poller with a real file beneath it, and all that it touches."""

    shelf: SqlLedger
    web: FakeFeedFetcher = field(default_factory=FakeFeedFetcher)
    reader: NearReader = field(default_factory=NearReader)
    clock: FakeClock = field(default_factory=FakeClock)
    dead: list[Feed] = field(default_factory=list)
    jitter: float = 0.5
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.poller = Poller(
            *(self.shelf, self.web, self.reader, self.clock, self.died),
            pace=self.pace,
            jitter=lambda: self.jitter,
        )

    async def died(self, feed: Feed) -> None:
        self.dead.append(feed)

    async def listen(self, *urls: str) -> None:
        for url in urls or (URL,):
            await self.shelf.listen(GROUP, Feed(url), self.clock.now())

    async def poll(self, url: str = URL) -> Feed:
        feed = await self.shelf.feed(url)
        assert feed is not None
        return await self.poller.poll(feed)

    async def news(self, since: int = 1) -> list[str]:
        entries = await self.shelf.entries("telegram", "-100", since, 200)
        return [each.entry.title for each in entries]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.poller.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def until(self, is_so: Callable[[], bool], *, step: float = 0) -> None:
        """Wait for the real file, and let the clock go on by `step` while nothing happens."""
        async with asyncio.timeout(20):
            while not is_so():
                self.clock.advance(step)
                await asyncio.sleep(0.002)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    async with await open_ledger(tmp_path / "linkdigest.db") as opened:
        yield opened


@pytest.fixture
async def watch(shelf: SqlLedger) -> Watch:
    return Watch(shelf)


async def test_what_a_feed_brings_is_kept_and_is_looked_for_again_in_an_hour(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW - 60), item(2, at=NOW - 30)), etag='"a"')
    feed = await watch.poll()
    assert feed == await watch.shelf.feed(URL)
    assert (feed.title, feed.validators.etag) == ("Harbour News", '"a"')
    assert (feed.checked_at, feed.next_at) == (NOW, NOW + HOUR)
    assert await watch.news() == ["Entry 2", "Entry 1"]


@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.9), (0.25, 0.95), (1.0, 1.1)])
async def test_the_hour_is_longer_or_shorter_by_a_tenth(
    shelf: SqlLedger, jitter: float, share: float
) -> None:
    watch = Watch(shelf, jitter=jitter)
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1)))
    assert (await watch.poll()).next_at == NOW + round(share * HOUR)


async def test_what_is_known_is_shown_and_what_has_not_changed_is_not_read(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)), etag='"a"')
    first = await watch.poll()
    watch.web.answers[URL] = UNCHANGED
    watch.clock.advance(HOUR)
    second = await watch.poll()
    assert watch.web.asked == [(URL, Validators()), (URL, Validators('"a"'))]
    assert watch.reader.read == 1
    moments = {"checked_at": NOW + HOUR, "next_at": NOW + 2 * HOUR}
    assert second == replace(first, **moments)  # type: ignore[arg-type]


async def test_the_same_bytes_are_not_read_again(watch: Watch) -> None:
    await watch.listen()
    for etag in ('"a"', '"b"'):
        watch.web.answers[URL] = fed(rss(item(1, at=NOW)), etag=etag)
        feed = await watch.poll()
    assert watch.reader.read == 1
    assert feed.validators.etag == '"b"'
    watch.web.answers[URL] = fed(rss(item(2, at=NOW), item(1, at=NOW)))
    await watch.poll()
    assert watch.reader.read == 2
    assert len(await watch.news()) == 2


async def test_a_feed_that_loses_its_title_keeps_the_old_one(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1)))
    await watch.poll()
    watch.web.answers[URL] = fed(rss(item(2), title=""))
    assert (await watch.poll()).title == "Harbour News"


async def test_of_a_first_reading_without_dates_the_newest_three_are_news(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(*(item(n) for n in range(9, 0, -1))))
    await watch.poll()
    assert sorted(await watch.news()) == ["Entry 7", "Entry 8", "Entry 9"]
    watch.clock.advance(HOUR)
    watch.web.answers[URL] = fed(rss(*(item(n) for n in range(14, 4, -1))))
    await watch.poll()
    assert sorted(await watch.news(NOW + 1)) == [f"Entry {n}" for n in (10, 11, 12, 13, 14)]


async def test_of_a_first_reading_nothing_older_than_a_day_is_news(watch: Watch) -> None:
    await watch.listen()
    ages = (HOUR, DAY - 1, DAY + 1, 3 * DAY, 300 * DAY)
    watch.web.answers[URL] = fed(rss(*(item(age, at=NOW - age) for age in ages)))
    await watch.poll()
    assert await watch.news() == [f"Entry {HOUR}", f"Entry {DAY - 1}"]


async def test_old_articles_under_new_names_are_no_news(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    await watch.poll()
    watch.clock.advance(60 * DAY)
    later = watch.clock.now()
    moved = [item(n, at=later - STALE - n, link=f"https://new.example/{n}") for n in range(1, 9)]
    watch.web.answers[URL] = fed(rss(item(20, at=later - STALE), *moved))
    await watch.poll()
    assert await watch.news(NOW + 1) == ["Entry 20"]


async def test_what_is_dated_tomorrow_is_of_now(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW + 400 * DAY), item(2, at=NOW - 5)))
    await watch.poll()
    (first, second) = await watch.shelf.entries("telegram", "-100", 1, 9)
    assert (first.entry.title, first.entry.published) == ("Entry 1", NOW)
    assert second.entry.published == NOW - 5


async def test_whole_articles_are_kept_where_they_are_not_old(watch: Watch) -> None:
    await watch.shelf.listen(GROUP, Feed(URL), NOW - 30 * DAY)
    young, old = (item(n, at=NOW - age, more=encoded(WHOLE)) for n, age in ((1, 60), (2, 4 * DAY)))
    assert 4 * DAY > BODY_KEPT
    watch.web.answers[URL] = fed(rss(young, old))
    await watch.poll()
    entries = await watch.shelf.entries("telegram", "-100", 1, 9)
    assert [each.entry.body for each in entries] == [WHOLE, ""]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FetchTimeoutError("slow"), "fetch_timeout"),
        (TooBigError("big"), "too_big"),
        (BlockedHostError("inside"), "blocked_host"),
        (FetchFailedError("no", status=500), "fetch_failed"),
        (FetchFailedError("no", status=404), "not_found"),
    ],
)
async def test_a_failing_feed_is_looked_at_more_and_more_seldom(
    watch: Watch, error: Exception, fault: str
) -> None:
    await watch.listen()
    watch.web.answers[URL] = error
    waits = []
    for _ in range(7):
        feed = await watch.poll()
        waits.append(feed.next_at - watch.clock.now())
        watch.clock.advance(waits[-1])
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]
    assert (feed.failures, feed.failing_since, feed.fault) == (7, NOW, fault)
    assert watch.dead == []


async def test_a_failure_leaves_what_is_known_as_it_was_and_an_answer_ends_it(
    watch: Watch,
) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)), etag='"a"')
    good = await watch.poll()
    watch.web.answers[URL] = FetchFailedError("no", status=500)
    failed = await watch.poll()
    assert (failed.title, failed.validators, failed.body_hash) == (
        *(good.title, good.validators, good.body_hash),
    )
    assert await watch.news() == ["Entry 1"]
    watch.web.answers[URL] = UNCHANGED
    assert await watch.poll() == good


async def test_what_is_no_feed_any_more_is_a_failure(watch: Watch) -> None:
    await watch.listen()
    for text in (PAGE.format(""), PAGE.format(LINK.format("/other"))):
        watch.web.answers[URL] = fed(text)
        feed = await watch.poll()
        assert feed.fault == "not_article"
    assert feed.failures == 2
    assert feed.body_hash == ""


@pytest.mark.parametrize(("asked", "wait"), [(7200.0, 7201), (60.0, HOUR)])
async def test_a_site_that_says_when_to_come_back_is_left_alone_until_then(
    watch: Watch, asked: float, wait: int
) -> None:
    await watch.listen()
    watch.web.answers[URL] = FetchFailedError("busy", status=429, retry_after=asked)
    assert (await watch.poll()).next_at == NOW + wait


async def test_a_feed_that_has_moved_for_good_goes_on_at_its_new_address(watch: Watch) -> None:
    new = "https://new.example/feed"
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)), moved_to=new, url=new)
    moved = await watch.poll()
    assert moved.url == new
    assert await watch.shelf.feed(new) == moved
    assert await watch.shelf.feed(URL) is None
    watch.web.answers[new] = watch.web.answers[URL]
    await watch.poll(new)
    assert watch.reader.read == 1
    assert await watch.news() == ["Entry 1"]


async def test_a_feed_that_moves_to_what_is_no_feed_stays(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(PAGE.format(""), moved_to="https://parked.example/")
    assert (await watch.poll()).url == URL
    assert await watch.shelf.feed("https://parked.example/") is None


async def test_a_feed_that_is_gone_is_dead_at_once_and_says_so_once(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = FetchFailedError("gone", status=410)
    feed = await watch.poll()
    assert feed.is_dead
    assert (feed.fault, feed.next_at) == (GONE, NOW + DAY)
    watch.clock.advance(DAY)
    watch.web.answers[URL] = FetchFailedError("no", status=500)
    again = await watch.poll()
    assert again.next_at == NOW + 2 * DAY
    assert [dead.url for dead in watch.dead] == [URL]


async def test_a_feed_is_dead_after_many_failures_over_days_not_in_one_bad_night(
    watch: Watch,
) -> None:
    await watch.listen()
    watch.web.answers[URL] = FetchFailedError("no", status=500)
    for _ in range(DEAD_FAILURES + 3):
        await watch.poll()
    assert watch.dead == []
    watch.clock.advance(DEAD_AFTER)
    feed = await watch.poll()
    assert feed.is_dead
    assert [dead.url for dead in watch.dead] == [URL]
    watch.clock.advance(DAY)
    await watch.poll()
    assert len(watch.dead) == 1


async def test_a_feed_that_recovers_may_die_again(watch: Watch) -> None:
    await watch.listen()
    for answer in (FetchFailedError("gone", status=410), fed(rss(item(1)))) * 2:
        watch.web.answers[URL] = answer
        feed = await watch.poll()
    assert (feed.is_dead, feed.failures, feed.failing_since, feed.fault) == (False, 0, 0, "")
    assert len(watch.dead) == 2


async def test_a_reader_that_cannot_be_started_is_no_fault_of_the_feed(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1)))

    async def broken(_: object) -> Refusal:
        raise OSError("no processes left")

    watch.reader.read_feed = broken  # type: ignore[method-assign,assignment]
    feed = await watch.poll()
    assert (feed.failures, feed.checked_at, feed.next_at) == (0, 0, NOW + FRESH)
    assert "no processes left" in caplog.records[-1].__dict__["fault"]


async def test_the_log_names_feeds_and_faults_but_no_titles(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.core.daily.poller")
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    await watch.poll()
    watch.web.answers[URL] = FetchFailedError("example.com: status 500", status=500)
    await watch.poll()
    looked, failed = caplog.records
    assert (looked.levelname, failed.levelname) == ("DEBUG", "INFO")
    assert looked.__dict__["feed"] == failed.__dict__["feed"] == URL
    assert (looked.__dict__["new"], failed.__dict__["failures"]) == (1, 1)
    assert "Entry" not in str([record.__dict__ for record in caplog.records])


async def test_the_loop_looks_at_what_is_due_hour_after_hour(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    async with watch.running():
        await watch.until(lambda: len(watch.web.asked) == 3, step=60)
    assert watch.clock.monotonic() >= 2 * HOUR


async def test_the_loop_looks_at_what_is_new_within_seconds(watch: Watch) -> None:
    async with watch.running():
        await watch.until(lambda: bool(watch.clock._sleepers))
        await watch.listen()
        await watch.until(lambda: bool(watch.web.asked), step=1)
    assert watch.clock.monotonic() <= 60


async def test_eight_are_looked_at_at_once_and_one_of_each_host(watch: Watch) -> None:
    hosts = [f"https://{n}.example/feed" for n in range(20)]
    same = [f"https://many.example/{n}" for n in range(5)]
    await watch.listen(*same, *hosts)
    watch.web.gate.clear()
    async with watch.running():
        await watch.until(lambda: len(watch.web.under_way) == 8)
        await asyncio.sleep(0.05)
        assert len(watch.web.under_way) == 8
        assert sum("many" in url for url in watch.web.under_way) <= 1
        watch.web.gate.set()
        await watch.until(lambda: len(watch.web.asked) == 25, step=1)
    assert watch.web.most == 8


async def test_between_two_looks_at_one_host_there_is_a_pause(watch: Watch) -> None:
    await watch.listen(*(f"https://many.example/{n}" for n in range(3)))
    async with watch.running():
        for asked in (1, 2):
            # The loop sleeps, and the next in turn.
            await watch.until(lambda: len(watch.clock._sleepers) == 2)
            assert len(watch.web.asked) == asked
            watch.clock.advance(1)
        await watch.until(lambda: len(watch.web.asked) == 3)


async def test_a_host_that_hangs_does_not_stand_in_the_way_of_others(watch: Watch) -> None:
    slow = [f"https://slow.example/{n}" for n in range(300)]
    await watch.listen(*slow)
    watch.web.gate.clear()
    async with watch.running():
        await watch.until(lambda: len(watch.web.under_way) == 1)
        await watch.listen("https://zz.example/feed")
        await watch.until(lambda: "https://zz.example/feed" in watch.web.urls, step=1)
    assert len(watch.web.urls) == 2


async def test_a_feed_that_nobody_wants_any_more_is_not_asked(watch: Watch) -> None:
    first, second = "https://many.example/1", "https://many.example/2"
    await watch.listen(first, second)
    watch.web.gate.clear()
    async with watch.running():
        await watch.until(lambda: len(watch.web.under_way) == 1)
        other = second if watch.web.urls == [first] else first
        await watch.shelf.ignore(GROUP, other)
        watch.web.gate.set()
        await watch.until(lambda: watch.clock.monotonic() > 60, step=1)
    assert other not in watch.web.urls


class Broken:
    """A shelf that cannot be written to while `is_full`."""

    def __init__(self, shelf: SqlLedger) -> None:
        self._shelf = shelf
        self.is_full = True
        self.tried = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._shelf, name)

    async def keep_reading(self, *what: object) -> int:
        self.tried += 1
        if self.is_full:
            raise StoreError("disk is full")
        return await self._shelf.keep_reading(*what)  # type: ignore[arg-type]


async def test_while_nothing_can_be_kept_sites_are_left_alone_and_then_asked_again(
    shelf: SqlLedger, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Broken(shelf)
    watch = Watch(broken)  # type: ignore[arg-type]
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    async with watch.running():
        await watch.until(lambda: "disk is full" in caplog.text)
        watch.clock.advance(FAULT_PAUSE / 2)
        await watch.listen("https://other.example/feed")
        await asyncio.sleep(0.05)
        assert watch.web.urls == [URL]
        broken.is_full = False
        await watch.until(lambda: broken.tried >= 3, step=10)
        await watch.until(lambda: not watch.web.under_way)
    assert watch.web.urls == [URL, "https://other.example/feed", URL]
    assert watch.clock.monotonic() >= FRESH


async def test_a_fault_of_ours_at_one_feed_does_not_end_the_loop(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    await watch.listen(URL, "https://other.example/feed")
    watch.web.answers[URL] = RuntimeError("a mistake")
    async with watch.running():
        await watch.until(lambda: len(watch.web.urls) == 4, step=60)
    assert "unforeseen fault at a feed" in caplog.text


async def test_old_bodies_are_emptied_by_the_way(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW, more=encoded(WHOLE))))
    await watch.poll()
    watch.clock.advance(BODY_KEPT + HOUR)
    async with watch.running():
        await watch.until(lambda: bool(watch.clock._sleepers))
    (entry,) = await watch.shelf.entries("telegram", "-100", 1, 9)
    assert entry.entry.body == ""


async def test_a_refresh_looks_at_what_was_not_looked_at_just_now(watch: Watch) -> None:
    other, stranger = "https://other.example/feed", "https://stranger.example/feed"
    await watch.listen(URL, other)
    watch.web.answers[URL] = watch.web.answers[other] = fed(rss(item(1, at=NOW)))
    await watch.poller.refresh([URL, stranger])
    watch.clock.advance(FRESH - 1)
    await watch.poller.refresh([URL, other])
    assert watch.web.urls == [URL, other]
    watch.clock.advance(1)
    await watch.poller.refresh([URL, other])
    assert watch.web.urls == [URL, other, URL]


async def test_a_refresh_leaves_a_failing_feed_alone_until_it_is_due(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = FetchFailedError("busy", status=429, retry_after=3600)
    await watch.poller.refresh([URL])
    watch.clock.advance(FRESH + 1)
    await watch.poller.refresh([URL])
    assert len(watch.web.asked) == 1
    watch.clock.advance(HOUR)
    await watch.poller.refresh([URL])
    assert len(watch.web.asked) == 2


async def test_a_refresh_that_takes_too_long_is_left_without_a_trace(watch: Watch) -> None:
    await watch.listen(*(f"https://{n}.example/feed" for n in range(12)))
    watch.web.gate.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await watch.poller.refresh([f"https://{n}.example/feed" for n in range(12)])
    assert watch.web.under_way == []
    watch.web.gate.set()
    watch.clock.advance(FRESH)
    await watch.poller.refresh(["https://3.example/feed"])
    assert watch.web.urls[-1] == "https://3.example/feed"


async def test_a_refresh_and_the_loop_do_not_ask_twice(watch: Watch) -> None:
    await watch.listen()
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    watch.web.gate.clear()
    async with watch.running():
        await watch.until(lambda: len(watch.web.under_way) == 1)
        refreshed = asyncio.create_task(watch.poller.refresh([URL]))
        await asyncio.sleep(0.02)
        watch.web.gate.set()
        await watch.until(refreshed.done, step=1)
    assert len(watch.web.asked) == 1


async def test_an_address_may_be_the_feed_itself(watch: Watch) -> None:
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)), etag='"a"')
    found = await watch.poller.find(URL)
    assert not isinstance(found, Refusal)
    feed, reading = found
    assert feed == Feed(URL, "Harbour News")
    assert [entry.title for entry in reading.entries] == ["Entry 1"]
    assert watch.web.asked == [(URL, Validators())]


async def test_a_page_may_name_the_feed(watch: Watch) -> None:
    links = "".join(map(LINK.format, ("/broken", "/page", "/feed", "/comments/feed")))
    watch.web.answers["https://example.com/"] = fed(PAGE.format(links), url="https://example.com/")
    watch.web.answers["https://example.com/page"] = fed(PAGE.format(LINK.format("/feed")))
    watch.web.answers[URL] = fed(rss())
    found = await watch.poller.find("https://example.com")
    assert not isinstance(found, Refusal)
    assert found[0].url == URL
    assert [url.removeprefix("https://example.com") for url in watch.web.urls] == [
        *("/", "/broken", "/page", "/feed"),
    ]


async def test_a_page_that_names_none_may_have_one_in_a_usual_place(watch: Watch) -> None:
    watch.web.answers["https://example.com/blog/1"] = fed(PAGE.format(""))
    watch.web.answers["https://example.com/atom.xml"] = fed(rss())
    found = await watch.poller.find("https://example.com/blog/1")
    assert not isinstance(found, Refusal)
    assert found[0].url == "https://example.com/atom.xml"
    assert watch.web.urls[1:] == [f"https://example.com{place}" for place in USUAL_PLACES[:3]]


async def test_where_there_is_none_it_says_so_after_four_more_looks(watch: Watch) -> None:
    watch.web.answers["https://example.com/"] = fed(PAGE.format(""))
    found = await watch.poller.find("https://example.com/")
    assert found == Refusal(RefusalCode.NOT_ARTICLE, "no feed")
    assert len(watch.web.urls) == 5


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FetchFailedError("no", status=404), RefusalCode.NOT_FOUND),
        (FetchFailedError("no", status=410), RefusalCode.NOT_FOUND),
        (FetchFailedError("no", status=500), RefusalCode.FETCH_FAILED),
        (BlockedHostError("inside"), RefusalCode.BLOCKED_HOST),
        (TooBigError("big"), RefusalCode.TOO_BIG),
    ],
)
async def test_an_address_that_cannot_be_had_is_not_asked_about(
    watch: Watch, error: Exception, code: RefusalCode
) -> None:
    watch.web.answers[URL] = error
    found = await watch.poller.find(URL)
    assert isinstance(found, Refusal)
    assert found.code is code
    assert watch.web.urls == [URL]


async def test_what_is_no_address_is_not_looked_at(watch: Watch) -> None:
    found = await watch.poller.find("ftp://example.com/feed")
    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.BAD_URL
    assert watch.web.urls == []


async def test_a_feed_that_has_moved_for_good_is_found_where_it_is_now(watch: Watch) -> None:
    new = "https://new.example/feed"
    watch.web.answers[URL] = fed(rss(), moved_to=new)
    found = await watch.poller.find(URL)
    assert not isinstance(found, Refusal)
    assert found[0].url == new


async def test_a_feed_that_was_found_is_read_as_soon_as_somebody_listens(watch: Watch) -> None:
    watch.web.answers[URL] = fed(rss(item(1, at=NOW)))
    found = await watch.poller.find(URL)
    assert not isinstance(found, Refusal)
    await watch.shelf.listen(GROUP, found[0], NOW)
    assert [feed.url for feed in await watch.shelf.feeds_due(NOW, 9)] == [URL]
