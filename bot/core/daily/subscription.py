"""A chat's daily post as it is set, and each one of them as it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from bot.core.daily.schedule import local_date, next_due
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from bot.core.chats import Chat, Platform
    from bot.core.daily.schedule import Hour
    from bot.core.delivery.row import Delivery
    from bot.core.model import AskedLanguage


class Part(StrEnum):
    """What a daily post may tell of."""

    SHARED = "shared"
    """Links that were digested in the chat."""
    SEEN = "seen"
    """Links that were dropped there and not digested: over a limit, or as nobody asked."""
    FEEDS = "feeds"


ALL_PARTS: Final = frozenset(Part)
USUAL_AT: Final = 8 * 60 + 30
"""The hour of a daily post for which nobody has named one, in minutes since midnight."""

MOST_ITEMS: Final = 15
_LOOKED_BACK: Final = 3 * DAY
"""So far back posts may lie whose date, in some zone, is still to come."""

ITEMS_BOUND: Final = 30
"""What two messages hold: nobody can set more."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The daily post of `chat`: its links and feeds are told in `target`, which may be itself.

    `language` "auto": as the chat has it. `most` items at most. `rings`: the platform may notify
    people. `next_at` is when it is next due, `since` the moment from which on links are news, both
    in epoch seconds. `fault` says why we have switched it off ourselves, "" if we have not.
    """

    chat: Chat
    target: Chat
    hour: Hour
    is_on: bool = True
    rings: bool = False
    language: AskedLanguage = "auto"
    most: int = MOST_ITEMS
    parts: frozenset[Part] = ALL_PARTS
    next_at: int = 0
    since: int = 0
    fault: str = ""


class Stage(StrEnum):
    """Where a daily post stands."""

    CLAIMED = "claimed"
    """It is due, and nobody else will make it."""
    MADE = "made"
    """Its messages are rows of the outbox, which sees to them from here on."""
    EMPTY = "empty"
    """There was nothing to say, so nothing was."""
    MISSED = "missed"
    """It could not be made in time; what it would have told is told by the next."""


class Day(NamedTuple):
    """One daily post: of which chat, for which local date, due when (epoch seconds)."""

    platform: Platform
    chat: str
    day: date
    due_at: int
    stage: Stage = Stage.CLAIMED


def taken(days: Sequence[Day], zone: str) -> Collection[date]:
    """The dates on which, in `zone`, there was a post already or one is being made.

    Also those on which it was posted while another zone was in force.
    """
    made = [day for day in days if day.stage is not Stage.MISSED]
    return {day.day for day in made} | {local_date(day.due_at, zone) for day in made}


class Claim(NamedTuple):
    """What becomes of a subscription whose hour has come: its days, and when it is due next.

    `was` is when it was due as far as we knew: what somebody has changed meanwhile stays so.
    """

    platform: Platform
    chat: str
    days: tuple[Day, ...]
    next_at: int
    was: int


class Agenda(Protocol):
    """The port to what is kept of daily posts. Every method may raise StoreError.

    One row for each chat and local date is what makes a daily post one: whoever writes it first
    makes the post.
    """

    async def subscription(self, platform: Platform, chat: str) -> Subscription | None:
        """What is kept of a chat's daily post."""
        ...

    async def subscriptions(self, platform: Platform | None = None) -> Sequence[Subscription]:
        """All that are on."""
        ...

    async def subscribe(self, subscription: Subscription) -> None:
        """Keep, in place of what was kept."""
        ...

    async def due(self, now: int, limit: int) -> Sequence[Subscription]:
        """At most `limit` of those that are on and due by now, the longest due first."""
        ...

    async def next_moment(self) -> int | None:
        """When the next one is due; None where none is on."""
        ...

    async def claim(self, claims: Sequence[Claim]) -> Sequence[Day]:
        """In one transaction: write the days, and when each subscription is due next.

        The days that are ours to make now: none that was written before, unless as MISSED, which a
        clock that was set back may make due again.
        """
        ...

    async def claimed(self, platform: Platform, limit: int) -> Sequence[Day]:
        """Days of a platform that are still to be made, the longest due first."""
        ...

    async def days(self, platform: Platform, chat: str, since: int) -> Sequence[Day]:
        """The days of a chat that were due since."""
        ...

    async def set_next(self, moments: Sequence[tuple[Chat, int]]) -> None:
        """In one transaction: when the subscriptions of these chats are due next."""
        ...

    async def settle(
        self, day: Day, stage: Stage, rows: Sequence[Delivery] = (), since: int | None = None
    ) -> bool:
        """In one transaction: the day has come to `stage`, with its rows in the outbox.

        `since` is from when on the chat's next one finds news. False, and nothing is written, where
        the day is not CLAIMED any more: somebody else has made it.
        """
        ...

    async def switch_off(self, target: Chat, fault: str) -> Sequence[Subscription]:
        """Switch off what is posted to `target`; those that were on until now."""
        ...

    async def links_in(self, chat: Chat, since: int, limit: int) -> Sequence[Delivery]:
        """The newest rows with a link, of the chat and all within it, accepted since."""
        ...

    async def told(self, chat: Chat, since: int) -> Collection[str]:
        """The keys of articles that daily posts of the chat have told since."""
        ...

    async def prune_days(self, before: int) -> int:
        """Drop days that were due before then; the number dropped."""
        ...


async def keep(agenda: Agenda, wanted: Subscription, now: int) -> Subscription:
    """Keep it with the moment at which it is next due: on no date that has had its post.

    Raises:
        StoreError: it is not kept.
        ValueError: there is no such zone.
    """
    due = await next_moment(agenda, wanted, now)
    kept = replace(wanted, next_at=due)
    await agenda.subscribe(kept)
    return kept


async def next_moment(agenda: Agenda, each: Subscription, now: int) -> int:
    """When it is next due, on a date that has had no post.

    Raises:
        StoreError: it is not known.
        ValueError: there is no such zone.
    """
    days = await agenda.days(each.chat.platform, each.chat.id, now - _LOOKED_BACK)
    return next_due(each.hour, now, taken(days, each.hour.zone)).at
