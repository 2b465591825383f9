"""When a daily post is due: pure, in the local time of its zone, once for each local date.

An hour that a change of the clocks skips is due at the first minute after the gap, one that comes
twice at its first coming.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ALL_DAYS: Final = frozenset(range(7))
_FARTHEST: Final = 30
"""Dates that are looked through: a week has them all, the rest is for those that are taken."""

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


class Hour(NamedTuple):
    """A time of day: minutes since midnight, an IANA zone, and weekdays (Monday is 0)."""

    at: int
    zone: str
    days: frozenset[int] = ALL_DAYS

    @property
    def clock(self) -> str:
        """HH:MM."""
        return f"{self.at // 60:02}:{self.at % 60:02}"


class Due(NamedTuple):
    """A local date, and the moment at which it is due, in epoch seconds."""

    day: date
    at: int


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name.

    Raises:
        ValueError: there is none (`ZoneInfoNotFoundError` is a KeyError, and strange names raise
            others).
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise ValueError(f"no time zone is called {name!r}") from fault


def local_date(moment: int, zone: str) -> date:
    """The date that `moment` (epoch seconds) falls on in a zone."""
    return datetime.fromtimestamp(moment, zone_of(zone)).date()


@lru_cache(maxsize=4096)  # one claim asks for the same few dates again and again
def due_on(day: date, hour: Hour) -> int | None:
    """When `hour` is on the local date `day`; None: there is no such date there (Samoa, 2011)."""
    zone = zone_of(hour.zone)
    wanted = datetime(day.year, day.month, day.day, hour.at // 60, hour.at % 60)  # noqa: DTZ001
    moment = wanted.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wanted:
        moment = _after_gap(wanted, zone)
    return int(moment.timestamp()) if moment.astimezone(zone).date() == day else None


def _after_gap(wanted: datetime, zone: ZoneInfo) -> datetime:
    """The first minute behind the gap that `wanted`, a local time, lies in."""
    # Read with the offset from before the gap it lies behind it, and by no more than its length.
    moment = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = moment.astimezone(zone).utcoffset()
    while (moment - _MINUTE).astimezone(zone).utcoffset() == before:
        moment -= _MINUTE
    return moment


def next_due(hour: Hour, after: int, taken: Collection[date] = ()) -> Due:
    """The first time that `hour` comes after the moment `after`, on no date that is taken.

    Raises:
        ValueError: there is no such zone, or no day of the week is one.
    """
    for due in _dues(hour, local_date(after, hour.zone), _DAY):
        if due.at > after and due.day not in taken:
            return due
    raise ValueError("a daily post that is never due")


def last_due(hour: Hour, until: int) -> Due:
    """The last time that `hour` came, at `until` or before.

    Raises:
        ValueError: as `next_due`.
    """
    for due in _dues(hour, local_date(until, hour.zone), -_DAY):
        if due.at <= until:
            return due
    raise ValueError("a daily post that was never due")


def dues_between(hour: Hour, first: int, before: int) -> Iterator[Due]:
    """Every time that `hour` comes from the moment `first` on, before another."""
    day = local_date(first, hour.zone)
    while day <= local_date(before, hour.zone):
        at = due_on(day, hour) if day.weekday() in hour.days else None
        if at is not None and first <= at < before:
            yield Due(day, at)
        day += _DAY


def _dues(hour: Hour, start: date, step: timedelta) -> Iterator[Due]:
    for number in range(_FARTHEST):
        day = start + number * step
        if day.weekday() in hour.days and (at := due_on(day, hour)) is not None:
            yield Due(day, at)
