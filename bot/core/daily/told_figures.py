"""The figures that articles tell, held against one another: 12.3 is told where 12 is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.check.numbers import Value, figures_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.check.numbers import Figure

_NO_DIGIT: Final = re.compile(r"\D")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE: Final = re.compile(r"\d{1,4}\s?[年月日号]")


class Known(NamedTuple):
    """A figure: what it can be read as, what others may round that to, and how telling it is."""

    readings: frozenset[Value]
    rounded: frozenset[Value]
    weight: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an article but for dates: the year and the day are those of all news."""

    known: tuple[Known, ...]
    values: frozenset[Value]
    rounded: frozenset[Value]

    @classmethod
    def of(cls, text: str) -> Figures:
        """Those of `text`, which is folded: half-width, in everyday numerals."""
        by_readings = {
            figure.readings: Known(figure.readings, frozenset(_rounded(figure)), _weight(figure))
            for figure in figures_in(_DATE.sub(" ", text))
            if figure.counts
        }
        known = tuple(by_readings.values())
        values = frozenset[Value]().union(*by_readings)
        return cls(known, values, frozenset[Value]().union(*(each.rounded for each in known)))

    def told_of(self, other: Figures) -> tuple[int, int]:
        """The weight of the figures of `other` that are told here too, and of those that are not.

        12.3 is told where 12 is, and the other way round.
        """
        told = lacked = 0
        for readings, rounded, weight in other.known:
            if self.values.isdisjoint(readings | rounded) and self.rounded.isdisjoint(readings):
                lacked += weight
            else:
                told += weight
        return told, lacked


def _weight(figure: Figure) -> int:
    """0 for a year or a single digit, 1 for two digits or a round number, 2 for the others."""
    if _YEAR.fullmatch(figure.text):
        return 0
    is_long = len(_NO_DIGIT.sub("", figure.text)) > 2
    return max(int(is_long), min(len(_significant(figure)), 3) - 1)


def _rounded(figure: Figure) -> Iterator[Fraction]:
    """What a number of three digits or more can be rounded to, with two digits or more.

    Small whole numbers count or name things, and are not rounded: issue 571 is not issue 570.
    """
    digits = _significant(figure)
    for value in figure.readings:
        if isinstance(value, Fraction) and (value >= 1000 or "." in figure.text):
            for dropped in range(1, len(digits) - 1):
                step = value / int(digits) * 10**dropped
                yield value // step * step
                yield -(-value // step) * step


def _significant(figure: Figure) -> str:
    """The digits of a figure without the zeros around them."""
    return str(int(_NO_DIGIT.sub("", figure.text) or "0")).strip("0")
