"""What people write after `/daily on`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daily.subscription import Part
from bot.core.daily.wishes import (
    Wish,
    find_zone,
    nearest_zone,
    read_days,
    read_time,
    read_wish,
    zones_like,
)

WORK, END = frozenset(range(5)), frozenset({5, 6})


@pytest.mark.parametrize(
    ("word", "minutes"),
    [
        ("08:30", 510),
        ("8:30", 510),
        ("8：30", 510),
        ("8.30", 510),
        ("8pm", 1200),
        ("12am", 0),
        ("12pm", 720),
        ("8:05am", 485),
        ("晚上8点半", 1230),
        ("早上7点", 420),
        ("中午12点", 720),
        ("中午1点", 780),
        ("20点15分", 1215),
        ("24:00", None),
        ("8:75", None),
        ("13pm", None),
        ("8", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(word: str, minutes: int | None) -> None:
    assert read_time(word) == minutes


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("mon-fri", WORK),
        ("weekdays", WORK),
        ("工作日", WORK),
        ("周一至周五", WORK),
        ("周一到五", WORK),
        ("sat,sun", END),
        ("周末", END),
        ("fri-mon", frozenset({4, 5, 6, 0})),
        ("周一三五", frozenset({0, 2, 4})),
        ("星期二", frozenset({1})),
        ("tuesday", frozenset({1})),
        ("everyday", frozenset(range(7))),
        ("monster", None),
        ("mon-", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(word: str, days: frozenset[int] | None) -> None:
    assert read_days(word) == days


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("shanghai", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("new_york", "America/New_York"),
        ("UTC", "UTC"),
        ("Mars", None),
    ],
)
def test_zones_are_found_by_name_and_city(word: str, zone: str | None) -> None:
    assert find_zone(word) == zone


@pytest.mark.parametrize(
    ("slip", "zone"),
    [
        ("Asia/Shanghia", "Asia/Shanghai"),
        ("Shangai", "Asia/Shanghai"),
        ("Europe/Lodnon", "Europe/London"),
        ("Amercia/New_York", "America/New_York"),
        ("someday", ""),
        ("x", ""),
    ],
)
def test_a_slip_is_told_by_the_nearest_zone(slip: str, zone: str) -> None:
    assert nearest_zone(slip) == zone


def test_words_come_in_any_order() -> None:
    one = read_wish("08:30 Asia/Shanghai mon-fri loud zh max=10 feeds shared")
    other = read_wish("feeds,shared 10条 提醒 中文 工作日 上海 早上8点半")
    assert one == other
    assert one == Wish(
        at=510,
        zone="Asia/Shanghai",
        days=WORK,
        rings=True,
        language="zh",
        most=10,
        parts=frozenset({Part.FEEDS, Part.SHARED}),
    )


def test_a_city_of_two_words_is_one() -> None:
    assert read_wish("8:30 New York quiet") == Wish(at=510, zone="America/New_York", rings=False)


def test_a_channel_is_named_by_its_id() -> None:
    assert read_wish("#123456:654321 server").place == ("123456", "654321")
    assert read_wish("<#123456>").place == ("123456",)


def test_the_first_word_that_says_nothing_is_told() -> None:
    assert read_wish("8:30 frobnicate and more").unknown == "frobnicate"
    assert read_wish("max=31").unknown == "max=31"
    assert read_wish("max=0").unknown == "max=0"


def test_zones_are_offered_by_what_they_begin_with_first() -> None:
    assert zones_like("york", 3) == ("America/New_York",)
    assert zones_like("lond", 1) == ("Europe/London",)
    assert len(zones_like("", 25)) == 25


@given(st.text(max_size=60))
def test_any_words_are_read_without_a_fault(words: str) -> None:
    wish = read_wish(words)
    assert wish.at is None or 0 <= wish.at < 1440
    assert wish.days is None or wish.days
