"""When a daily post is due, in any zone, on any day, whatever the clocks there do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daily.schedule import (
    ALL_DAYS,
    Due,
    Hour,
    due_on,
    dues_between,
    last_due,
    local_date,
    next_due,
    zone_of,
)

ZONES = sorted(
    zone
    for zone in available_timezones()
    if not zone.startswith(("posix/", "right/")) and zone not in {"localtime", "Factory"}
)
hours = st.builds(
    Hour,
    st.integers(0, 24 * 60 - 1),
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), min_size=1),
)
moments = st.integers(
    int(datetime(2005, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2037, 1, 1, tzinfo=UTC).timestamp()),
)


def at(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def local(moment: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(moment, ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def test_on_an_ordinary_day_it_is_due_at_its_hour() -> None:
    hour = Hour(8 * 60 + 30, "Asia/Shanghai")
    assert due_on(date(2026, 11, 22), hour) == at("2026-11-22 08:30", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("day", "zone", "minutes", "due"),
    [
        # The clocks go forward: 02:00 becomes 03:00.
        (date(2026, 3, 29), "Europe/Berlin", 2 * 60 + 30, "2026-03-29 03:00"),
        (date(2026, 3, 29), "Europe/Berlin", 2 * 60, "2026-03-29 03:00"),
        (date(2026, 3, 29), "Europe/Berlin", 3 * 60, "2026-03-29 03:00"),
        (date(2026, 3, 8), "America/New_York", 2 * 60 + 15, "2026-03-08 03:00"),
        # Half an hour only.
        (date(2026, 10, 4), "Australia/Lord_Howe", 2 * 60 + 10, "2026-10-04 02:30"),
        # At midnight.
        (date(2026, 9, 6), "America/Santiago", 10, "2026-09-06 01:00"),
    ],
)
def test_an_hour_that_is_skipped_is_due_at_the_first_minute_after(
    day: date, zone: str, minutes: int, due: str
) -> None:
    moment = due_on(day, Hour(minutes, zone))
    assert moment is not None
    assert local(moment, zone) == due


def test_an_hour_that_comes_twice_is_due_at_its_first_coming() -> None:
    moment = due_on(date(2026, 10, 25), Hour(2 * 60 + 30, "Europe/Berlin"))
    assert moment == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())


def test_a_date_that_a_place_has_left_out_is_never_due() -> None:
    assert due_on(date(2011, 12, 30), Hour(9 * 60, "Pacific/Apia")) is None
    after = at("2011-12-29 10:00", "Pacific/Apia")
    assert next_due(Hour(9 * 60, "Pacific/Apia"), after).day == date(2011, 12, 31)


def test_weekdays_that_are_not_wanted_are_left_out() -> None:
    hour = Hour(9 * 60, "UTC", frozenset({0, 1, 2, 3, 4}))
    friday = at("2026-11-27 09:00", "UTC")
    assert next_due(hour, friday) == Due(date(2026, 11, 30), at("2026-11-30 09:00", "UTC"))
    assert last_due(hour, at("2026-11-29 12:00", "UTC")).day == date(2026, 11, 27)


def test_a_date_that_had_its_post_is_passed_over() -> None:
    hour = Hour(20 * 60, "UTC")
    morning = at("2026-11-27 09:00", "UTC")
    assert next_due(hour, morning, {date(2026, 11, 27)}).day == date(2026, 11, 28)


def test_a_zone_that_there_is_not_is_told_as_such() -> None:
    for name in ("Mars/Base", "", "../etc/passwd", "\0", "a" * 300):
        with pytest.raises(ValueError, match="no time zone"):
            zone_of(name)


@given(hours, moments)
def test_the_next_time_is_later_and_none_lies_between(hour: Hour, now: int) -> None:
    due = next_due(hour, now)
    assert due.at > now
    assert due.day == local_date(due.at, hour.zone)
    assert due.day.weekday() in hour.days
    assert list(dues_between(hour, now + 1, due.at)) == []
    assert last_due(hour, due.at) == due
    before = last_due(hour, due.at - 1)
    assert before.at <= now
    assert before.day < due.day


@given(st.builds(Hour, st.integers(0, 1439), st.sampled_from(ZONES), st.just(ALL_DAYS)), moments)
def test_forty_days_have_forty_times(hour: Hour, now: int) -> None:
    first = local_date(now, hour.zone)
    days = [first + timedelta(days=n) for n in range(40)]
    dues = [due_on(day, hour) for day in days]
    real = [due for due in dues if due is not None]
    assert len(real) >= 39  # one date may not exist
    assert real == sorted(set(real))


@given(st.sampled_from(ZONES), st.integers(0, 1439), moments)
def test_it_is_never_due_before_its_hour(zone: str, minutes: int, now: int) -> None:
    due = next_due(Hour(minutes, zone, ALL_DAYS), now)
    shown = datetime.fromtimestamp(due.at, ZoneInfo(zone))
    assert shown.hour * 60 + shown.minute >= minutes
    assert shown.second == 0 or shown.utcoffset() != timedelta(0)
