"""Feeds end to end: real servers, fetcher, reader, file and poller; only the clock is ours."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger
from bot.adapters.web import FetchPolicy, WebFetcher
from bot.adapters.worker import Limits, Workers
from bot.core.chats import Chat, ChatKind
from bot.core.daily.feed import Feed, Validators
from bot.core.daily.poller import Pace, Poller
from bot.core.model import Refusal, RefusalCode
from bot.core.retention import HOUR
from tests.fakes.clock import FakeClock
from tests.fakes.feeds import SENTENCE, WHOLE, atom, encoded, item, rss
from tests.fakes.site import Site, answer, drip, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

NOW = 1_800_000_000
GROUP = Chat("telegram", "-100", ChatKind.GROUP)
XML = "application/rss+xml; charset=utf-8"
GOOD = answer(rss(item(1, at=NOW - 60)), content_type=XML)
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>"
CHINESE = rss(
    item("灯", link="/1", more=f"<description>{SENTENCE * 3}</description>"), title="城南旧事社"
)
ENTRY = (
    "<entry><title>灯</title><id>x</id><link href='/posts/1'/>"
    "<updated>2027-01-15T07:00:00Z</updated></entry>"
)


@dataclass
class Street:
    """A site, and a chat that listens to what is there."""

    site: Site
    other: Site
    shelf: SqlLedger
    poller: Poller
    clock: FakeClock
    dead: list[str] = field(default_factory=list)

    async def listen(self, url: str) -> None:
        await self.shelf.listen(GROUP, Feed(url), self.clock.now())

    async def look(self, url: str) -> Feed:
        """Have it looked at, as the loop would do it."""
        if await self.shelf.feed(url) is None:
            await self.listen(url)
        await self.poller.refresh([url])
        (feed,) = await self.shelf.feeds_of("telegram", "-100")
        return feed

    async def titles(self) -> list[str]:
        entries = await self.shelf.entries("telegram", "-100", 1, 100)
        return [each.entry.title for each in entries]


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with (
        Site() as site,
        Site() as other,
        await open_ledger(tmp_path / "linkdigest.db") as shelf,
        Workers(limits=Limits(seconds=5)) as workers,
    ):
        allow = frozenset(f"127.0.0.1:{each.port}" for each in (site, other))
        fetcher = WebFetcher(FetchPolicy(allow=allow, deadline=1.0))
        clock, dead = FakeClock(NOW), list[str]()

        async def died(feed: Feed) -> None:
            dead.append(feed.url)

        poller = Poller(shelf, fetcher, workers, clock, died, pace=Pace(pause=0))
        yield Street(site, other, shelf, poller, clock, dead)


@pytest.mark.parametrize(
    ("script", "title", "entry"),
    [
        (GOOD, "Harbour News", "Entry 1"),
        (answer(atom(ENTRY), content_type="application/atom+xml"), "Harbour News", "灯"),
        # broken: cut off, an ampersand alone, an entity that nobody knows
        (
            answer(rss(item(1, more="<description>R & D &foo;")), content_type=XML),
            *("Harbour News", "Entry 1"),
        ),
        # a header and a declaration that both lie
        (
            answer(
                CHINESE.replace("utf-8", "iso-8859-1").encode("gbk"),
                content_type="text/xml; charset=utf-8",
            ),
            *("城南旧事社", "Entry 灯"),
        ),
        (
            answer(CHINESE.replace("utf-8", "gbk").encode("gbk"), content_type=XML),
            *("城南旧事社", "Entry 灯"),
        ),
        (
            answer(
                json.dumps(
                    {
                        "version": "https://jsonfeed.org/version/1.1",
                        "title": "Json",
                        "items": [{"id": 1, "url": "/1", "title": "灯"}],
                    }
                ),
                content_type="application/json",
            ),
            *("Json", "灯"),
        ),
        (
            answer(
                gzip.compress(rss(item(1)).encode()),
                content_encoding="gzip",
                content_type="text/xml",
            ),
            *("Harbour News", "Entry 1"),
        ),
        (answer(rss(item(1)), content_type="text/plain"), "Harbour News", "Entry 1"),
    ],
)
async def test_feeds_of_every_kind_are_read(
    street: Street, script: bytes, title: str, entry: str
) -> None:
    feed = await street.look(street.site.on("/feed", script))
    assert (feed.title, feed.failures) == (title, 0)
    assert await street.titles() == [entry]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (answer(b"\x89PNG\r\n\x1a\n", content_type="image/png"), "unsupported_type"),
        (answer(b"%PDF-1.7 \xe2\xe3", content_type="application/pdf"), "unsupported_type"),
        (answer(b"%PDF-1.7 \xe2\xe3", content_type="application/rss+xml"), "not_article"),
        (answer("<html><p>Sold</p></html>"), "not_article"),
        (answer(rss(item(1)), content_type=XML, content_length=str(5 * 2**20)), "too_big"),
        (answer(b"<rss>" + b"x" * (4 * 2**20), content_type=XML), "too_big"),
        (
            answer(
                gzip.compress(b"<rss>" + bytes(30 * 2**20)),
                content_encoding="gzip",
                content_type=XML,
            ),
            "too_big",
        ),
        (drip(ENDLESS, b"x", 0.05), "fetch_timeout"),
        (redirect("http://169.254.169.254/latest/meta-data"), "blocked_host"),
        (redirect("http://127.0.0.1:1/feed", "301 Moved"), "fetch_failed"),
        (redirect("http://localhost/feed"), "blocked_host"),
        (redirect("/feed", "301 Moved"), "fetch_failed"),
        (answer("busy", status="503 Busy", retry_after="1800"), "fetch_failed"),
        (answer("none", status="404 Not Found"), "not_found"),
    ],
)
async def test_what_is_no_feed_is_a_failure_and_harms_nobody(
    street: Street, script: bytes, fault: str
) -> None:
    feed = await street.look(street.site.on("/feed", script))
    assert (feed.failures, feed.fault) == (1, fault)
    street.site.on("/feed", GOOD)
    street.clock.advance(2 * HOUR)
    feed = await street.look(street.site.url("/feed"))
    assert (feed.failures, feed.fault) == (0, "")
    assert await street.titles() == ["Entry 1"]


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"etag": 'W/"1"'}, {'If-None-Match: W/"1"'}),
        (
            {"last_modified": "Fri, 15 Jan 2027 07:00:00 GMT"},
            {"If-Modified-Since: Fri, 15 Jan 2027 07:00:00 GMT"},
        ),
        (
            {"etag": '"1"', "last_modified": "Fri, 15 Jan 2027 07:00:00 GMT"},
            {'If-None-Match: "1"', "If-Modified-Since: Fri, 15 Jan 2027 07:00:00 GMT"},
        ),
    ],
)
async def test_what_has_not_changed_is_not_sent_again(
    street: Street, headers: dict[str, str], asked: set[str]
) -> None:
    first = answer(rss(item(1, at=NOW - 60)), content_type=XML, **headers)
    unchanged = answer(status="304 Not Modified", content_type="", content_length="")
    url = street.site.on("/feed", first, unchanged)
    before = await street.look(url)
    street.clock.advance(HOUR)
    after = await street.look(url)
    assert asked <= set(street.site.requests[1].splitlines())
    assert (after.validators, after.body_hash) == (before.validators, before.body_hash)
    assert after.checked_at == NOW + HOUR
    assert await street.titles() == ["Entry 1"]


async def test_a_feed_that_has_moved_for_good_is_asked_for_at_its_new_place(street: Street) -> None:
    last = street.other.on("/last", answer(rss(item(1)), content_type=XML, etag='"1"'))
    street.site.on("/b", redirect(last, "308 Permanent"))
    old = street.site.on("/a", redirect("/b", "301 Moved"))
    feed = await street.look(old)
    assert (feed.url, feed.validators) == (last, Validators())
    street.clock.advance(HOUR)
    assert (await street.look(last)).validators == Validators('"1"')
    assert len(street.site.requests) == 2
    assert await street.titles() == ["Entry 1"]


async def test_a_feed_that_is_elsewhere_for_now_stays_where_it_is(street: Street) -> None:
    street.site.on("/b", GOOD)
    url = street.site.on("/a", redirect("/c", "301 Moved"))
    street.site.on("/c", redirect("/b", "302 Found"))
    assert (await street.look(url)).url == url
    assert await street.titles() == ["Entry 1"]


async def test_a_feed_that_is_gone_is_dead_and_its_chats_can_be_told(street: Street) -> None:
    url = street.site.on("/feed", answer("gone", status="410 Gone"))
    feed = await street.look(url)
    assert feed.is_dead
    assert street.dead == [url]
    assert await street.shelf.mark_told(url) == [("telegram", "-100")]


async def test_a_bridge_of_wechat_brings_whole_articles(street: Street) -> None:
    link = "https://mp.weixin.qq.com/s/Abc-{}"
    items = (item(n, link=link.format(n), at=NOW - n, more=encoded(WHOLE)) for n in range(1, 4))
    await street.look(street.site.on("/feeds/MP_WXS_1.rss", answer(rss(*items), content_type=XML)))
    entries = await street.shelf.entries("telegram", "-100", 1, 9)
    assert [each.entry.url for each in entries] == [link.format(n) for n in range(1, 4)]
    assert {each.entry.body for each in entries} == {WHOLE}


async def test_a_page_leads_to_its_feed(street: Street) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/atom+xml" href="feed">'
    )
    street.site.on("/feed", GOOD)
    page = street.site.on("/", answer(f"<!DOCTYPE html><html><head>{head}</head></html>"))
    found = await street.poller.find(page)
    assert not isinstance(found, Refusal)
    assert found[0] == Feed(street.site.url("/feed"), "Harbour News")
    assert [entry.title for entry in found[1].entries] == ["Entry 1"]


async def test_where_no_feed_is_found_it_says_so(street: Street) -> None:
    page = street.site.on("/", answer("<!DOCTYPE html><html><p>Blog</p></html>"))
    assert await street.poller.find(page) == Refusal(RefusalCode.NOT_ARTICLE, "no feed")
