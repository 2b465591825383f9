"""Link to Page: the guarded fetch, hop by hop, under one deadline."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from ada_url import join_url

from bot.adapters.web.body import read_body
from bot.adapters.web.connect import Network
from bot.adapters.web.http1 import ask
from bot.adapters.web.policy import FetchPolicy
from bot.adapters.web.retry import retry_after
from bot.adapters.web.target import aim
from bot.adapters.web.wanted import PAGE, feed_bounds, feed_of, validators_of
from bot.core.daily.feed import FeedPage, Validators
from bot.core.errors import (
    BadUrlError,
    FetchError,
    FetchFailedError,
    FetchTimeoutError,
)
from bot.core.model import Page

if TYPE_CHECKING:
    from bot.adapters.web.http1 import Answer, Head
    from bot.adapters.web.target import Target
    from bot.adapters.web.wanted import Wanted

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_PAGES: Final = frozenset({200, 203})
_UNCHANGED: Final = 304
_GONE: Final = frozenset({404, 410})
"""The site's own word that there is no such page: a Page, so that the reader hears just that."""
_BUSY: Final = frozenset({429, 503})

PAUSE: Final = 1.0
"""Seconds before the one retry, where a busy site names none."""
RESERVE: Final = 2.0
"""Seconds that must be left for the retry itself."""


class WebFetcher:
    """The ports `Fetcher` and `FeedFetcher`, for addresses that strangers posted."""

    def __init__(self, policy: FetchPolicy | None = None, network: Network | None = None) -> None:
        """Fetch within `policy`; `network` is the real one unless a test plays the internet."""
        self._policy = policy or FetchPolicy()
        self._network = network or Network()

    async def fetch(self, url: str) -> Page:
        """GET `url`, follow its redirects, and bring the decoded body.

        404 and 410 come back as a Page with that status, its body empty where it is no text.
        A login or pay wall that says so by its status (401, 402, 403) is a failure with it.

        Raises:
            BadUrlError: not an address that is fetched.
            BlockedHostError: this address, or one it leads to, is not public.
            TooBigError, UnsupportedTypeError: the answer is no page.
            FetchTimeoutError: all of it together took too long.
            FetchFailedError: no answer, a broken one, or a status that is no page.
        """
        target = aim(url, self._policy)
        return (await _Errand(self._policy, self._network, PAGE).run(target)).page

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        """GET a feed, or a page that may name one, unless it is still what `known` stands for.

        `known` is shown to the origin of `url` alone, and what comes back is what that origin said.
        A busy site is not asked again: nobody waits. 404 and 410 are failures with that status.

        Raises:
            FetchError: as `fetch` does.
        """
        target = aim(url, self._policy)
        wanted = feed_of(target, known)
        brought = await _Errand(feed_bounds(self._policy), self._network, wanted).run(target)
        moved_to = brought.target.url if brought.is_moved else ""
        if brought.page.status == _UNCHANGED:
            return FeedPage(None, wanted.known, moved_to)
        is_own = brought.target.origin == target.origin
        validators = validators_of(brought.head) if is_own else Validators()
        return FeedPage(brought.page, validators, moved_to)


@dataclass(frozen=True, slots=True)
class _Brought:
    """What came of it, and whence. `is_moved`: redirected, and each time for good."""

    page: Page
    head: Head
    target: Target
    is_moved: bool


@dataclass(frozen=True, slots=True)
class _Errand:
    """One fetch: from an address to what is wanted, over redirects, with one retry."""

    policy: FetchPolicy
    network: Network
    wanted: Wanted

    async def run(self, target: Target) -> _Brought:
        """Go, and be back before the deadline.

        Raises:
            FetchError: see `WebFetcher.fetch`.
        """
        try:
            async with asyncio.timeout(self.policy.deadline):
                return await self._persist(target)
        except TimeoutError as error:
            seconds = self.policy.deadline
            raise FetchTimeoutError(f"{target.host}: no page within {seconds:g} s") from error

    async def _persist(self, target: Target) -> _Brought:
        """One polite retry: of a busy site that asks for a short wait, of a connection reset."""
        until = asyncio.get_running_loop().time() + self.policy.deadline - RESERVE
        try:
            return await self._follow(target)
        except ConnectionError:
            pause = 0.0
        except FetchFailedError as error:
            pause = error.retry_after or PAUSE
            is_busy = error.status in _BUSY and self.wanted.is_page
            if not is_busy or asyncio.get_running_loop().time() + pause > until:
                raise
        await asyncio.sleep(pause)
        try:
            return await self._follow(target)
        except ConnectionError as error:
            raise FetchFailedError(f"{error}: hung up without an answer") from error

    async def _follow(self, target: Target) -> _Brought:
        hops: list[int] = []
        for _ in range(self.policy.redirects + 1):
            async with ask(target, self.network, self.policy, self.wanted) as answer:
                head = await answer.head()
                if head.status not in _REDIRECTS:
                    is_moved = bool(hops) and _FOR_GOOD.issuperset(hops)
                    return _Brought(await self._page(answer, head), head, target, is_moved)
            hops.append(head.status)
            target = self._next(target, head)
        raise FetchFailedError(f"{target.host}: more than {self.policy.redirects} redirects")

    def _next(self, target: Target, head: Head) -> Target:
        """Where a redirect leads; judged like an address that somebody posted."""
        places = set(head.all("location")) - {b""}
        if len(places) != 1:
            raise FetchFailedError(f"{target.host}: a redirect to nowhere", status=head.status)
        place = places.pop()
        try:
            location = place.decode()
        except UnicodeDecodeError:
            location = place.decode("latin-1")
        try:
            return aim(join_url(target.url, location), self.policy)
        except (ValueError, BadUrlError) as error:  # the posted address itself was good
            message = f"{target.host}: a redirect to what is not fetched ({error})"
            raise FetchFailedError(message, status=head.status) from error

    async def _page(self, answer: Answer, head: Head) -> Page:
        types = self.wanted.types
        if head.status == _UNCHANGED and self.wanted.conditions(answer.target):
            body = b""
        elif head.status in _GONE and self.wanted.is_page:
            try:
                body = await read_body(answer, head, self.policy, types)
            except FetchError:  # gone is gone, whatever the error page is made of
                body = b""
        elif head.status in _PAGES:
            body = await read_body(answer, head, self.policy, types)
            if not body:
                raise FetchFailedError(f"{answer.target.host}: an empty page", status=head.status)
        else:
            wait = retry_after(head.text("retry-after"), datetime.now(UTC))
            message = f"{answer.target.host}: status {head.status}"
            raise FetchFailedError(message, status=head.status, retry_after=wait)
        return Page(answer.target.url, body, head.text("content-type"), head.status)
