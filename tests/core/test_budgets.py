"""Budgets by themselves: what they are called, when they begin anew, what they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import Line, Moment
from bot.core.budgets import GRID, Budget, Period, Unit, Whose, budgets_set
from bot.core.ledger import Use
from bot.render.phrases import catalogue

EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


@pytest.mark.parametrize(
    ("today", "first", "after"),
    [
        ("2026-11-28", "2026-11-01", "2026-12-01"),
        ("2026-12-31", "2026-12-01", "2027-01-01"),
        ("2028-02-01", "2028-02-01", "2028-03-01"),
        ("2027-01-31", "2027-01-01", "2027-02-01"),
    ],
)
def test_a_month_is_that_of_the_calendar(today: str, first: str, after: str) -> None:
    assert Period.MONTH.first(day(today)) == day(first)
    assert Period.MONTH.next(day(today)) == day(after)
    assert (Period.DAY.first(day(today)), Period.DAY.next(day(today))) == (
        day(today),
        day(today) + 1,
    )


@given(st.integers(0, 40_000))
def test_every_day_is_in_one_month(number: int) -> None:
    on = EPOCH + timedelta(days=number)
    assert Period.MONTH.first(number) == (on.replace(day=1) - EPOCH).days
    assert Period.MONTH.first(Period.MONTH.next(number)) == Period.MONTH.next(number) > number


def test_the_grid_has_every_budget_once() -> None:
    names = [each.name for each in GRID]
    assert len(set(names)) == 18
    assert {"per_day", "user_tokens_per_month", "chat_usd_per_day"} < set(names)
    assert budgets_set({"chat_per_day": 3, "usd_per_day": 0}) == (
        Budget(Whose.CHAT, Unit.DIGESTS, Period.DAY, 3),
    )


def test_a_budget_counts_its_own_unit_alone() -> None:
    use = Use(digests=3, cost_micros=1_500_000, tokens=900)
    for unit, used in ((Unit.DIGESTS, 3), (Unit.USD, 1.5), (Unit.TOKENS, 900)):
        assert Budget(Whose.ALL, unit, Period.DAY).used(use) == used
        assert Budget(Whose.ALL, unit, Period.DAY, used).is_spent(use)
        assert not Budget(Whose.ALL, unit, Period.DAY, used + 1).is_spent(use)
        assert not Budget(Whose.ALL, unit, Period.DAY, 0).is_spent(use)


def test_readers_hear_of_digests_and_days_not_of_tokens_and_money() -> None:
    today = day("2026-11-28")
    assert Budget(Whose.USER, Unit.DIGESTS, Period.DAY, 20).said(today) == Line(
        "chat.limit_user_day_n", {"n": 20, "time": Moment((today + 1) * 86_400)}
    )
    assert Budget(Whose.ALL, Unit.USD, Period.MONTH, 5).said(today) == Line(
        "chat.limit_all_month", {"time": Moment(day("2026-12-01") * 86_400, is_dated=True)}
    )


def test_every_budget_has_its_words_in_both_languages() -> None:
    for budget in GRID:
        key = budget.said(0).key.removeprefix("chat.")
        assert all(key in catalogue(language)["chat"] for language in ("en", "zh"))
