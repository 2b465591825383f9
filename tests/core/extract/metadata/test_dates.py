from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.metadata.dates import day_of

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024-03-05T23:30:00-08:00",
        "2024-03-05 08:00:00 +0000 UTC",
        "2024/3/5 9:07",
        "2024.03.05",
        "20240305",
        "2024年3月5日",
        "发布时间： 2024年03月05日 11:21 来源：晚报",
        "March 5, 2024",
        "Mar. 5th 2024",
        "Tue, 05 Mar 2024 10:00:00 GMT",
        "5 March 2024",
        "the 5th of March, 2024",
        "05-Mar-2024",
        "5. März 2024",
        "5 mars 2024",
        "5 de marzo de 2024",
        "5 março 2024",
        "5 marca 2024",
        "5 марта 2024",
        "5 Mart 2024",
        "05.03.2024, 10:15 Uhr",
        "3/5/2024 9:07 PM",
        "published 5 March 2024, updated 9 April 2025",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_of(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3/5/2024",
        "March 2024",
        "2024",
        "2024-13-05",
        "2024-02-30",
        "1824-03-05",
        "phone 120240305123",
        "version 1.2.3",
        "31/31/2024",
        "in five days",
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("4/4/2024", date(2024, 4, 4)),
    ],
)
def test_slashes_are_read_where_the_numbers_themselves_tell(text: str, day: date) -> None:
    assert day_of(text) == day


@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = day_of(text)
    assert found is None or 1980 <= found.year <= 2099


@given(st.dates(date(1980, 1, 1), date(2099, 12, 31)))
def test_iso_days_are_read_back(day: date) -> None:
    assert day_of(f"on {day.isoformat()}T10:00:00Z") == day
