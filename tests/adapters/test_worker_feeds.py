"""Feeds are read by the same processes as pages, and cost no more than themselves."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.adapters.worker import Limits, Workers
from bot.core.daily.feed import FeedReading
from bot.core.daily.parse import read_feed
from bot.core.model import Article, Page, Refusal, RefusalCode
from tests.fakes.feeds import WHOLE, encoded, item, rss
from tests.fakes.processes import process_of

URL = "https://example.com/feed"
FEED = Page(
    URL,
    rss(item(1, at=1_762_243_140, guid="灯"), item(2, more=encoded(WHOLE))).encode(),
    "text/xml",
)
HTML = Page(URL, b'<html><link rel=alternate type="application/rss+xml" href="/feed"></html>')
ARTICLE = Page(URL, b"<html><body>" + b"<p>The harbour heats its homes from the fjord.</p>" * 9)


@pytest.mark.parametrize("page", [FEED, HTML, ARTICLE])
async def test_a_feed_comes_back_as_it_was_read(workers: Workers, page: Page) -> None:
    assert await workers.read_feed(page) == read_feed(page)


async def test_one_process_reads_feeds_and_pages_by_turns(workers: Workers) -> None:
    await workers.warm()
    process = process_of(workers)
    article, reading, again = await asyncio.gather(
        workers.extract(ARTICLE), workers.read_feed(FEED), workers.extract(ARTICLE)
    )
    assert isinstance(reading, FeedReading)
    assert isinstance(article, Article)
    assert article == again
    assert process_of(workers) == process


async def test_a_feed_that_hangs_is_refused_and_the_next_one_read(workers: Workers) -> None:
    await workers.warm()
    os.kill(process_of(workers), signal.SIGSTOP)
    hung, read = await asyncio.gather(workers.read_feed(FEED), workers.read_feed(FEED))
    assert hung == Refusal(RefusalCode.TOO_BIG, "worker: more than 2 s")
    assert isinstance(read, FeedReading)


async def test_a_feed_beyond_the_memory_bound_is_refused_and_the_next_one_read() -> None:
    huge = Page(URL, rss(*(item(n, more=encoded(WHOLE * 20)) for n in range(300))).encode())
    async with Workers(limits=Limits(memory=16 << 20)) as workers:
        refusal = await workers.read_feed(huge)
        assert isinstance(refusal, Refusal)
        assert refusal.code is RefusalCode.TOO_BIG
        assert isinstance(await workers.read_feed(FEED), FeedReading)
