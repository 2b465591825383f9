"""Budgets: how much of what a model costs may go on whom, in a day or in a month, both in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Final

from bot.core.answers import Line, Moment
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.ledger import Use


class Whose(StrEnum):
    """On whom it goes. On Discord a chat is a server."""

    ALL = "all"
    CHAT = "chat"
    USER = "user"


class Unit(StrEnum):
    """What is counted: digests that a model wrote, tokens in and out, USD."""

    DIGESTS = "digests"
    TOKENS = "tokens"
    USD = "usd"


class Period(StrEnum):
    """When it begins anew: each day, or on the first of each month."""

    DAY = "day"
    MONTH = "month"

    def first(self, day: int) -> int:
        """The first day of the period that `day` is in; days since 1970."""
        if self is Period.DAY:
            return day
        return day - _date(day).day + 1

    def next(self, day: int) -> int:
        """The first day of the period after that one."""
        if self is Period.DAY:
            return day + 1
        return self.first(self.first(day) + 31)


def _date(day: int) -> date:
    return datetime.fromtimestamp(0, UTC).date() + timedelta(days=day)


@dataclass(frozen=True, slots=True)
class Budget:
    """One of them. `most`: digests, tokens or USD; 0 is no bound."""

    whose: Whose
    unit: Unit
    period: Period
    most: float = 0

    @property
    def name(self) -> str:
        """What it is called among the settings: chat_usd_per_day."""
        whose = "" if self.whose is Whose.ALL else f"{self.whose}_"
        unit = "" if self.unit is Unit.DIGESTS else f"{self.unit}_"
        return f"{whose}{unit}per_{self.period}"

    def used(self, use: Use) -> float:
        """How much of it `use` is, in its unit."""
        if self.unit is Unit.USD:
            return use.cost_micros / 1_000_000
        return use.digests if self.unit is Unit.DIGESTS else use.tokens

    def is_spent(self, use: Use) -> bool:
        """Whether nothing is left of it after `use`."""
        return 0 < self.most <= self.used(use)

    def said(self, today: int) -> Line:
        """The line for people that says that it is used up, and until when."""
        again_at = Moment(self.period.next(today) * DAY, is_dated=self.period is Period.MONTH)
        if self.unit is not Unit.DIGESTS:  # what a digest costs is the operator's business
            return Line(f"chat.limit_{self.whose}_{self.period}", {"time": again_at})
        counted = f"chat.limit_{self.whose}_{self.period}_n"
        return Line(counted, {"n": int(self.most), "time": again_at})


GRID: Final = tuple(Budget(*each) for each in product(Whose, Unit, Period))
"""Every budget that there can be, none of them set."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget for all stands: what was used, of `budget.most`, since it began anew."""

    budget: Budget
    used: float

    @property
    def share(self) -> float:
        """How much of it that is; 1 or more: it is used up."""
        return self.used / self.budget.most


def budgets_set(most: Mapping[str, float]) -> tuple[Budget, ...]:
    """The budgets that have a bound, by what they are called."""
    return tuple(_set(most))


def _set(most: Mapping[str, float]) -> Iterator[Budget]:
    for each in GRID:
        if bound := most.get(each.name, 0):
            yield Budget(each.whose, each.unit, each.period, bound)
