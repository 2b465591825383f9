"""Feeds as the core knows them: what a site announces, and who listens to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.errors import FetchError, FetchFailedError
from bot.core.model import RefusalCode
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.core.chats import Chat, Platform
    from bot.core.model import Page, Refusal

GONE: Final = "gone"
"""The fault of a feed whose site says that it is gone for good (410)."""

_NO_MORE: Final = {404: RefusalCode.NOT_FOUND, 410: GONE}

BODY_KEPT: Final = 3 * DAY
ENTRY_KEPT: Final = 30 * DAY

DEAD_FAILURES: Final = 14
DEAD_AFTER: Final = 3 * DAY
"""A feed that failed so often in a row, and for so long, is believed dead."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site told us to show it, so that it need not send again what has not changed."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A feed as it was fetched; `page` None: not changed. `moved_to`: it is there for good now."""

    page: Page | None
    validators: Validators = field(default_factory=Validators)
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed announces. `name` tells it from the others of its feed.

    `published` in epoch seconds, 0 where the feed does not say. `body` is the article's own HTML
    where the feed brings the whole of it, "" where it only teases.
    """

    name: str
    url: str
    title: str
    published: int = 0
    body: str = ""


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed says, newest entries first.

    Of a web page only `feeds`, the addresses of those that it names: at least one, and a feed
    itself names none.
    """

    title: str
    entries: tuple[Entry, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What is kept of a feed. Times in epoch seconds, 0 for never.

    `failures` in a row, since `failing_since`; `fault` is the last one, a RefusalCode or "gone".
    """

    url: str
    title: str = ""
    validators: Validators = field(default_factory=Validators)
    body_hash: str = ""
    checked_at: int = 0
    next_at: int = 0
    failures: int = 0
    failing_since: int = 0
    fault: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether we have given it up: it is still looked at, once a day."""
        failing_for = self.checked_at - self.failing_since
        too_often = self.failures >= DEAD_FAILURES and failing_for >= DEAD_AFTER
        return self.fault == GONE or too_often


@dataclass(frozen=True, slots=True)
class FedEntry:
    """An entry as it is kept: of which feed, and when we first saw it, epoch seconds."""

    feed: str
    feed_title: str
    entry: Entry
    seen_at: int


def fault_of(error: FetchError) -> str:
    """What is kept of an error as the feed's fault: a RefusalCode, or GONE."""
    if isinstance(error, FetchFailedError) and error.status in _NO_MORE:
        return _NO_MORE[error.status]
    return error.code


class FeedFetcher(Protocol):
    """Brings feeds, by the same guarded way as pages."""

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        """Fetch a feed, or a page that may name one, unless it has not changed.

        Raises:
            FetchError: one of its subclasses.
        """
        ...


class FeedReader(Protocol):
    """Runs `core.daily.parse.read_feed` where a hostile feed can do no harm."""

    async def read_feed(self, page: Page) -> FeedReading | Refusal:
        """What the bytes say; a Refusal where they are neither a feed nor a web page."""
        ...


class Listening(Protocol):
    """What a chat listens to, and what came of it. Every method may raise StoreError."""

    async def feeds_of(self, platform: Platform, chat: str) -> Sequence[Feed]:
        """The feeds that a chat listens to, in the order in which they were added."""
        ...

    async def entries(
        self, platform: Platform, chat: str, since: int, limit: int
    ) -> Sequence[FedEntry]:
        """The entries of a chat's feeds that were first seen since, newest first.

        An entry older than a day before the chat began to listen is none of them.
        """
        ...


class Shelf(Listening, Protocol):
    """The port to what is kept of feeds: one row for each feed however many chats listen.

    Every method may raise StoreError.
    """

    async def feed(self, url: str) -> Feed | None:
        """What is kept of a feed."""
        ...

    async def listeners(self, url: str) -> Sequence[tuple[Platform, str]]:
        """The chats that listen to a feed."""
        ...

    async def listen(self, chat: Chat, feed: Feed, now: int) -> bool:
        """The chat listens to this feed from now on; False where it already did.

        What is kept of a feed that others listen to stays as it is.
        """
        ...

    async def ignore(self, chat: Chat, url: str) -> bool:
        """It does so no more; False where it did not. A feed without listeners is dropped."""
        ...

    async def feeds_due(self, now: int, limit: int) -> Sequence[Feed]:
        """Feeds that somebody listens to and that are to be looked at by now, the oldest first."""
        ...

    async def keep_reading(
        self, feed: Feed, entries: Sequence[Entry], now: int, known: Collection[str] = ()
    ) -> int:
        """In one transaction: keep the feed's row, and those entries that are new; how many were.

        `now` is when they were first seen; those named in `known` were there before anybody looked
        and never are news. Without entries the feed still names those of before. Nothing is kept
        of a feed that is not there any more.
        """
        ...

    async def move_feed(self, old: str, new: str) -> None:
        """In one transaction: who listens to `old` listens to `new`; entries are not new again."""
        ...

    async def prune_entries(self, now: int, limit: int) -> int:
        """Empty at most `limit` bodies of more than BODY_KEPT; the number of rows that changed.

        And drop as many entries that are older than ENTRY_KEPT and that their feed names no more.
        """
        ...

    async def mark_told(self, url: str) -> Sequence[tuple[Platform, str]]:
        """The chats that have not yet been told that this feed is dead; from now on they have."""
        ...
