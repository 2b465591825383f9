"""From an address that somebody names to the feed that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ada_url import join_url

from bot.core.daily.feed import Feed, Validators, fault_of
from bot.core.errors import BadUrlError, FetchError
from bot.core.links import parse
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.daily.feed import FeedFetcher, FeedReader, FeedReading

USUAL_PLACES: Final = ("/feed", "/rss.xml", "/atom.xml", "/index.xml")
MOST_TRIED: Final = 4
_NO_FEED: Final = Refusal(RefusalCode.NOT_ARTICLE, "no feed")


@dataclass(frozen=True, slots=True)
class Discovery:
    """Looks for feeds; somebody waits for it, one request after the other."""

    fetcher: FeedFetcher
    reader: FeedReader

    async def find(self, url: str) -> tuple[Feed, FeedReading] | Refusal:
        """The feed that `url` is; else one that the page there names; else one in a usual place.

        It was read just now. One that has moved for good has its new address.
        """
        first = await self._look(url)
        if isinstance(first, Refusal):
            if first != _NO_FEED:
                return first
            candidates = tuple(join_url(url, place) for place in USUAL_PLACES)
        elif not (candidates := first[1].feeds):
            return first
        for candidate in candidates[:MOST_TRIED]:
            found = await self._look(candidate)
            if not isinstance(found, Refusal) and not found[1].feeds:
                return found
        return _NO_FEED

    async def _look(self, url: str) -> tuple[Feed, FeedReading] | Refusal:
        try:
            address = parse(url).url
            brought = await self.fetcher.fetch_feed(address, Validators())
        except BadUrlError as fault:
            return fault.refusal
        except FetchError as fault:
            return _refusal(fault)
        if brought.page is None:
            return Refusal(RefusalCode.FETCH_FAILED, "not changed, though nothing was known")
        reading = await self.reader.read_feed(brought.page)
        if isinstance(reading, Refusal):
            return reading
        return Feed(brought.moved_to or address, reading.title), reading


def _refusal(fault: FetchError) -> Refusal:
    code = fault_of(fault)
    known = code if code in set(RefusalCode) else RefusalCode.NOT_FOUND
    return Refusal(RefusalCode(known), str(fault))
