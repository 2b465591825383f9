"""A web of a few feeds, which remembers its visitors."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.daily.feed import FeedPage, Validators
from bot.core.daily.parse import read_feed
from bot.core.errors import FetchFailedError
from bot.core.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.daily.feed import FeedReading
    from bot.core.model import Refusal


def fed(text: str, *, etag: str = "", moved_to: str = "", url: str = "") -> FeedPage:
    """A feed, or a page, that came with 200."""
    page = Page(url or "https://example.com/feed", text.encode(), "text/xml; charset=utf-8")
    return FeedPage(page, Validators(etag), moved_to)


@dataclass
class FakeFeedFetcher:
    """Implements `core.daily.feed.FeedFetcher`: addresses to what comes, or to its error.

    While `gate` is not set every fetch hangs. `under_way` are those that have begun, `most` is how
    many were so at once.
    """

    answers: dict[str, FeedPage | Exception] = field(default_factory=dict)
    asked: list[tuple[str, Validators]] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    most: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def urls(self) -> list[str]:
        """What was asked for, in its order."""
        return [url for url, _ in self.asked]

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        self.asked.append((url, known))
        with self._under_way(url):
            await self.gate.wait()
        answer = self.answers.get(url, FetchFailedError(f"{url}: status 404", status=404))
        if isinstance(answer, Exception):
            raise answer
        return answer

    @contextmanager
    def _under_way(self, url: str) -> Iterator[None]:
        self.under_way.append(url)
        self.most = max(self.most, len(self.under_way))
        try:
            yield
        finally:
            self.under_way.remove(url)


@dataclass
class NearReader:
    """Implements `FeedReader` in this very process. `read` counts."""

    read: int = 0

    async def read_feed(self, page: Page) -> FeedReading | Refusal:
        self.read += 1
        return read_feed(page)
