"""What one request is after: the one thing in which a feed is fetched unlike a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.adapters.web.media import FEED_TYPES, PAGE_TYPES
from bot.core.daily.feed import Validators

if TYPE_CHECKING:
    from bot.adapters.web.http1 import Head
    from bot.adapters.web.policy import FetchPolicy
    from bot.adapters.web.target import Target

FEED_WIRE: Final = 4 * 2**20
FEED_DECODED: Final = 8 * 2**20

_PAGE_ACCEPT: Final = (
    "text/html,application/xhtml+xml,text/plain;q=0.8,application/xml;q=0.7,*/*;q=0.5"
)
_FEED_ACCEPT: Final = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml;q=0.9,"
    "application/xml;q=0.8,text/xml;q=0.8,application/json;q=0.7,text/html;q=0.6,*/*;q=0.5"
)
_VALIDATOR: Final = re.compile(r"[\x20-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, and which answers are one.

    `types` are the media types that may be it. `is_page`: it is an article's page, for which a site
    may say that there is none, and for which a person waits. `known` is what the origin `known_to`
    said, its scheme, host and port; nobody else is shown it.
    """

    accept: str = _PAGE_ACCEPT
    types: frozenset[str] = PAGE_TYPES
    is_page: bool = True
    known: Validators = field(default_factory=Validators)
    known_to: str = ""

    def conditions(self, target: Target) -> tuple[tuple[str, str], ...]:
        """The headers that ask `target` for nothing but news."""
        if not self.known_to or self.known_to != target.origin:
            return ()
        fields = (("If-None-Match", self.known.etag), ("If-Modified-Since", self.known.modified))
        return tuple((name, value) for name, value in fields if value)


PAGE: Final = Wanted()


def feed_of(target: Target, known: Validators) -> Wanted:
    """The feed at `target`, unless it is still what `known` stands for."""
    known = Validators(_usable(known.etag), _usable(known.modified))
    types = PAGE_TYPES | FEED_TYPES
    return Wanted(_FEED_ACCEPT, types, is_page=False, known=known, known_to=target.origin)


def feed_bounds(policy: FetchPolicy) -> FetchPolicy:
    """`policy` with what suffices for a list of articles."""
    return replace(
        policy,
        wire_bytes=min(policy.wire_bytes, FEED_WIRE),
        decoded_bytes=min(policy.decoded_bytes, FEED_DECODED),
    )


def validators_of(head: Head) -> Validators:
    """What an answer says to show next time; nothing that could not be shown."""
    return Validators(_usable(head.text("etag")), _usable(head.text("last-modified")))


def _usable(value: str) -> str:
    value = value.strip()
    return value if _VALIDATOR.fullmatch(value) else ""
