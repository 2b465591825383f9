from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.retry import retry_after

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 1),
        ("999999", 3600),
        ("9" * 400, 3600),
        ("Fri, 02 Jan 2026 03:05:05 GMT", 60),
        ("Fri, 02 Jan 2026 03:05:05 -0000", 60),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 3600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("1.5", None),
        ("١٢", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Fri, 02 Jan 99999999 03:05:05 GMT", None),
        ("Fri, 02 Jan 2026 03:05:05 +999999999", None),
    ],
)
def test_a_wait_is_between_a_second_and_an_hour_or_unknown(
    value: str, seconds: float | None
) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.one_of(st.text(), st.from_regex(r"Fri, \d+ Jan \d+ \d\d:\d\d:\d\d [+-]\d+")))
def test_no_retry_after_is_more_than_an_hour_or_an_exception(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 1 <= seconds <= 3600
