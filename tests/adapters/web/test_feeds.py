"""Feeds by the guarded way: what is shown to whom, what counts as moved, what is refused."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.web import FetchPolicy, WebFetcher
from bot.adapters.web.wanted import FEED_DECODED, FEED_WIRE
from bot.core.daily.feed import FeedPage, Validators
from bot.core.errors import (
    BadUrlError,
    BlockedHostError,
    FetchError,
    FetchFailedError,
    FetchTimeoutError,
    TooBigError,
    UnsupportedTypeError,
)
from tests.fakes.feeds import item, rss
from tests.fakes.internet import Internet
from tests.fakes.site import Site, answer, hang, redirect, reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FEED = rss(item(1))
ETAG, MODIFIED = 'W/"abc-1"', "Tue, 04 Nov 2025 15:59:00 GMT"
KNOWN = Validators(ETAG, MODIFIED)
UNCHANGED = answer(status="304 Not Modified", content_type="", content_length="")


def feed(**headers: str) -> bytes:
    return answer(FEED, **{"content_type": "application/rss+xml; charset=utf-8", **headers})


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as site:
        yield site


@pytest.fixture
async def other() -> AsyncIterator[Site]:
    async with Site() as site:
        yield site


def reader(*sites: Site, **bounds: float) -> WebFetcher:
    policy = FetchPolicy(allow=frozenset(f"127.0.0.1:{site.port}" for site in sites))
    return WebFetcher(replace(policy, **bounds))  # type: ignore[arg-type]


async def brought(url: str, *sites: Site, known: Validators | None = None) -> FeedPage:
    return await reader(*sites).fetch_feed(url, known or Validators())


def conditions(site: Site) -> list[list[str]]:
    """The conditional headers of each request."""
    return [
        [line for line in request.splitlines() if line.lower().startswith("if-")]
        for request in site.requests
    ]


async def test_a_feed_comes_with_what_to_show_next_time(site: Site) -> None:
    url = site.on("/feed", feed(etag=ETAG, last_modified=MODIFIED))
    found = await brought(url, site)
    assert found.page is not None
    assert (found.page.url, found.page.body.decode()) == (url, FEED)
    assert found.page.content_type == "application/rss+xml; charset=utf-8"
    assert (found.validators, found.moved_to) == (KNOWN, "")
    assert conditions(site) == [[]]
    assert "Accept: application/atom+xml,application/rss+xml" in site.requests[0]


async def test_what_is_known_is_shown_and_what_has_not_changed_does_not_come(site: Site) -> None:
    url = site.on("/feed", UNCHANGED)
    assert await brought(url, site, known=KNOWN) == FeedPage(None, KNOWN)
    assert conditions(site) == [[f"If-None-Match: {ETAG}", f"If-Modified-Since: {MODIFIED}"]]


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (Validators(etag=ETAG), [f"If-None-Match: {ETAG}"]),
        (Validators(modified=MODIFIED), [f"If-Modified-Since: {MODIFIED}"]),
        (Validators('"a"\r\nHost: evil.example', "x\0"), []),
        (Validators('"' + "a" * 200 + '"', "é"), []),
        (Validators("\t ", ""), []),
    ],
)
async def test_only_what_can_be_a_header_is_shown(
    site: Site, known: Validators, shown: list[str]
) -> None:
    await brought(site.on("/feed", feed()), site, known=known)
    assert conditions(site) == [shown]
    assert "evil" not in site.requests[0]


@pytest.mark.parametrize(
    "headers",
    [{"etag": '"' + "a" * 200 + '"'}, {"etag": '"\xe9"'}, {"last_modified": "x" * 201}, {}],
)
async def test_only_what_can_be_shown_is_kept(site: Site, headers: dict[str, str]) -> None:
    assert (await brought(site.on("/feed", feed(**headers)), site)).validators == Validators()


async def test_not_modified_is_no_answer_for_who_has_shown_nothing(site: Site) -> None:
    with pytest.raises(FetchFailedError, match="status 304"):
        await brought(site.on("/feed", UNCHANGED), site)


async def test_another_host_is_not_shown_what_the_first_one_said(site: Site, other: Site) -> None:
    there = other.on("/feed", feed(etag=ETAG))
    found = await brought(site.on("/feed", redirect(there)), site, other, known=KNOWN)
    assert len(conditions(site)[0]) == 2
    assert conditions(other) == [[]]
    # And the first one will not be shown what the other has said.
    assert found.validators == Validators()


async def test_on_the_way_through_one_host_it_is_shown_again(site: Site) -> None:
    site.on("/b", UNCHANGED)
    found = await brought(site.on("/a", redirect("/b")), site, known=KNOWN)
    assert found == FeedPage(None, KNOWN)
    assert [len(shown) for shown in conditions(site)] == [2, 2]


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [
        (["301 Moved"], True),
        (["308 Moved"], True),
        (["301 Moved", "308 Moved", "301 Moved"], True),
        (["302 Found"], False),
        (["307 Temporary"], False),
        (["303 See"], False),
        (["301 Moved", "302 Found"], False),
        (["302 Found", "301 Moved"], False),
    ],
)
async def test_a_feed_has_moved_if_every_redirect_is_for_good(
    site: Site, statuses: list[str], is_moved: bool
) -> None:
    for number, status in enumerate(statuses):
        site.on(f"/{number}", redirect(f"/{number + 1}", status))
    last = site.on(f"/{len(statuses)}", feed())
    found = await brought(site.url("/0"), site)
    assert found.page is not None
    assert found.moved_to == (last if is_moved else "")


async def test_a_feed_that_has_moved_may_not_have_changed(site: Site) -> None:
    last = site.on("/b", UNCHANGED)
    found = await brought(site.on("/a", redirect("/b", "301 Moved")), site, known=KNOWN)
    assert found == FeedPage(None, KNOWN, last)


@pytest.mark.parametrize(
    "declared",
    [
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json; charset=utf-8",
        "application/xml",
        "text/xml",
        "text/html",
        "text/plain",
        "application/octet-stream",
        "",
    ],
)
async def test_types_of_feeds_are_taken(site: Site, declared: str) -> None:
    found = await brought(site.on("/feed", feed(content_type=declared)), site)
    assert found.page is not None


@pytest.mark.parametrize("declared", ["image/png", "application/pdf", "audio/mpeg"])
async def test_other_types_are_refused(site: Site, declared: str) -> None:
    with pytest.raises(UnsupportedTypeError):
        await brought(site.on("/feed", feed(content_type=declared)), site)


@pytest.mark.parametrize("declared", ["application/rss+xml", "application/json"])
async def test_a_page_is_none_of_a_feeds_types(site: Site, declared: str) -> None:
    with pytest.raises(UnsupportedTypeError):
        await reader(site).fetch(site.on("/feed", feed(content_type=declared)))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Error", "403 Forbidden"])
async def test_a_feed_that_is_not_there_is_a_failure_with_its_status(
    site: Site, status: str
) -> None:
    with pytest.raises(FetchFailedError) as failed:
        await brought(site.on("/feed", answer("none", status=status)), site)
    assert failed.value.status == int(status[:3])


async def test_a_busy_site_is_not_asked_again_at_once(site: Site) -> None:
    url = site.on("/feed", answer(status="429 Busy", retry_after="600"))
    with pytest.raises(FetchFailedError) as failed:
        await brought(url, site)
    assert (failed.value.status, failed.value.retry_after) == (429, 600)
    assert len(site.requests) == 1


async def test_a_connection_that_was_reset_is_tried_once_more(site: Site) -> None:
    found = await brought(site.on("/feed", reset, feed()), site)
    assert found.page is not None


async def test_a_feed_may_be_smaller_than_a_page(site: Site) -> None:
    policy = FetchPolicy()
    assert policy.wire_bytes > FEED_WIRE
    assert policy.decoded_bytes > FEED_DECODED
    long = site.on("/long", feed(content_length=str(FEED_WIRE + 1)))
    with pytest.raises(TooBigError):
        await brought(long, site)
    bomb = gzip.compress(bytes(FEED_DECODED + 1), mtime=0)
    url = site.on("/bomb", answer(bomb, content_encoding="gzip", content_type="text/xml"))
    with pytest.raises(TooBigError):
        await brought(url, site)


async def test_a_feed_that_never_ends_is_left_at_the_deadline(site: Site) -> None:
    with pytest.raises(FetchTimeoutError):
        await reader(site, deadline=0.3).fetch_feed(site.on("/feed", hang), Validators())


async def test_a_redirect_is_judged_like_an_address_that_somebody_posted(site: Site) -> None:
    internet = Internet(site, {"example.com": ["93.184.215.14"], "inside.example": ["10.0.0.7"]})
    site.on("/a", redirect("http://inside.example/feed", "301 Moved"))
    site.on("/b", redirect("http://169.254.169.254/latest"))
    fetcher = WebFetcher(network=internet.network)
    for path in ("/a", "/b"):
        with pytest.raises(BlockedHostError):
            await fetcher.fetch_feed(f"http://example.com{path}", KNOWN)
    assert {address for address, _ in internet.dialled} == {"93.184.215.14"}


@pytest.mark.parametrize("url", ["ftp://example.com/feed", "http://u:p@example.com/", "feed"])
async def test_what_is_no_web_address_is_not_fetched(url: str) -> None:
    with pytest.raises(BadUrlError):
        await WebFetcher().fetch_feed(url, Validators())


async def test_a_loop_of_redirects_ends(site: Site) -> None:
    with pytest.raises(FetchError, match="more than 5 redirects"):
        await brought(site.on("/a", redirect("/a", "301 Moved")), site)
