"""Figures: every number and date of a point must occur in the article, in whatever notation."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.core.check.dates import (
    Date,
    date_ranges_in,
    dates_in,
    months_named_in,
    numeric_dates_in,
    relative_dates_in,
    weekdays_in,
)
from bot.core.check.numbers import figures_in
from bot.core.check.numerals import CHINESE, english_numbers, one_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.core.check.numbers import Figure, Value

_HALF_WIDTH = str.maketrans("０１２３４５６７８９％．：", "0123456789%.:")
_FULL_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_DIGIT_GROUP = re.compile(r"\d{1,30}")
_SHORT_YEAR = re.compile(r"['’](\d\d)(?!\d)")
_SLASH_FRACTION = re.compile(r"(?<![\d/.,十百千万亿])(\d{1,3})/(\d{1,4})(?![\d/十百千万亿]|[.,]\d)")
_COMMA_DECIMAL = re.compile(r"(?<![\d,.])(\d{1,30}),(\d{1,2})(?![\d,])")
_FULL_HOUR = re.compile(r"(?<![\d:])(\d{1,2}):00(?![\d:])")
_RANGE = re.compile(
    r"(\d[\d,.]*)(\s?(?:[-~～–—至到]|to)\s?)"
    r"(\d[\d,.]*(?P<scale>\s?(?:[十百千万亿]+|thousand|million|billion|trillion)))"
)
_SPACED_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3}){1,8}(?!\d)")
_ANY_NUMERAL = re.compile(rf"\d|{CHINESE.pattern}")
_TO_FOLD = re.compile("[０-９％．：兩萬億點壹贰叁肆伍陆柒捌玖拾佰仟貳參陸]")
_Numbers = tuple[Fraction | int, ...]
_HALF: _Numbers = (Fraction(1, 2), 50)
_QUARTER: _Numbers = (Fraction(1, 4), 25)
_IMPLIED: dict[str, _Numbers] = {
    **dict.fromkeys(["half", "halves", "halved", "halving"], _HALF),
    **dict.fromkeys(["quarter", "quarters"], _QUARTER),
    **dict.fromkeys(["twice", "double", "doubled", "doubling", "doubles"], (2, 100)),
    **dict.fromkeys(["both", "pair", "couple"], (2,)),
    **dict.fromkeys(["triple", "tripled", "thrice", "trio"], (3,)),
    **dict.fromkeys(["nil", "no", "none", "without"], (0,)),
    **dict.fromkeys(["a", "an", "single", "once"], (1,)),
}
_IMPLIED_ZH: dict[str, _Numbers] = {
    **dict.fromkeys(["半", "减半"], _HALF),
    **dict.fromkeys(["半小时", "半个小时", "half an hour", "half-hour"], (30,)),
    **dict.fromkeys(["半年", "half a year"], (6,)),
    **dict.fromkeys(["四分之", "一刻"], _QUARTER),
    **dict.fromkeys(["翻倍", "翻番", "加倍"], (2, 100)),
    **dict.fromkeys(["双", "俩", "下半"], (2,)),
    **dict.fromkeys(["无", "没"], (0,)),
    **dict.fromkeys(["首", "单", "上半"], (1,)),
}
_WORD = re.compile(r"[a-z]+")


class KnownFigures:
    """The figures of an article: what a point may repeat."""

    def __init__(self, texts: Iterable[str], published: date | None) -> None:
        """Read the figures of `texts`, pieces of what appeared on the day `published`."""
        self._values: set[Value] = set()
        self._dates: set[Date] = set()
        self._weekdays: set[int] = set()
        for text in map(_folded, texts):
            self._read(text, published)
        if published:
            self._dates.add(Date(published.year, published.month, published.day))
        for told in self._dates:
            self._weekdays.update(() if told.weekday is None else (told.weekday,))
            parts = (told.year, told.month, told.day)
            self._values.update(Fraction(part) for part in parts if part)

    def _read(self, text: str, published: date | None) -> None:
        if _ANY_NUMERAL.search(text):
            dates, rest = dates_in(text)
            self._dates.update(told for told, _ in dates)
            self._dates.update(numeric_dates_in(text), date_ranges_in(text))
            self._values.update(_values_in(rest))
        else:
            self._values.update(*(values for _, values in english_numbers(text)))
        self._dates.update(months_named_in(text))
        self._weekdays.update(day for day, _ in weekdays_in(text))
        self._values.update(_implied_by(text))
        if published:
            self._dates.update(relative_dates_in(text, published))

    def unknown(self, text: str) -> list[str]:
        """The figures of `text`, as written, that the article does not have."""
        folded = _folded(text)
        dates, rest = dates_in(folded)
        rest = _SLASH_FRACTION.sub(self._without_known_fraction, rest)
        return [
            *(written for claimed, written in dates if not self._has_date(claimed)),
            *(written for day, written in weekdays_in(folded) if day not in self._weekdays),
            *(figure.text for figure in figures_in(rest) if self._lacks(figure)),
        ]

    def tells_of(self, word: str) -> bool:
        """Whether `word` names a month or a day of the week that the article tells of."""
        folded = word.lower()
        return any(map(self._has_date, months_named_in(folded))) or any(
            day in self._weekdays for day, _ in weekdays_in(folded)
        )

    def _lacks(self, figure: Figure) -> bool:
        return figure.counts and self._values.isdisjoint(figure.readings)

    def _without_known_fraction(self, found: re.Match[str]) -> str:
        whole = int(found[2])
        return " " if whole and Fraction(int(found[1]), whole) in self._values else found[0]

    def _has_date(self, claimed: Date) -> bool:
        known_year = claimed.year is None or Fraction(claimed.year) in self._values
        return known_year and any(claimed.agrees_with(told) for told in self._dates)


def _folded(text: str) -> str:
    """`text` in lower case, with half-width digits and everyday numerals.

    Of a range, both ends get its scale (3-5万), and a full hour no minutes (22:00).
    """
    if _TO_FOLD.search(text):
        text = _FULL_COMMA.sub(",", one_form(text).translate(_HALF_WIDTH))
    lower = _FULL_HOUR.sub(r"\1点", text.lower())
    return _RANGE.sub(r"\1\g<scale>\2\3", lower)


def _values_in(text: str) -> Iterator[Value]:
    """Every value that some part of `text` can be read as."""
    for figure in figures_in(text):
        yield from figure.readings
    yield from map(Fraction, _DIGIT_GROUP.findall(text))
    yield from (Fraction(run.replace(" ", "")) for run in _SPACED_THOUSANDS.findall(text))
    yield from (2000 + Fraction(year) for year in _SHORT_YEAR.findall(text))
    yield from (Fraction(f"{whole}.{part}") for whole, part in _COMMA_DECIMAL.findall(text))
    for part, whole in _SLASH_FRACTION.findall(text):
        if int(whole):
            yield Fraction(int(part), int(whole))


def _implied_by(text: str) -> Iterator[Fraction]:
    """The numbers that words like half, twice or 首 stand for."""
    for word in _IMPLIED.keys() & set(_WORD.findall(text)):
        yield from map(Fraction, _IMPLIED[word])
    for word, values in _IMPLIED_ZH.items():
        if word in text:
            yield from map(Fraction, values)
