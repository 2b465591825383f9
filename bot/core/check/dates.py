"""Dates in the forms that people write them, as (year, month, day) with what is left out None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.core.check.numerals import CHINESE, chinese_values

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH_NAMES = (
    "january january janvier enero gennaio januar janeiro januari",
    "february february fevrier février febrero febbraio februar fevereiro februari",
    "march march mars marzo marzo märz março maart",
    "april april avril abril aprile april abril april",
    "may may mai mayo maggio mai maio mei",
    "june june juin junio giugno juni junho juni",
    "july july juillet julio luglio juli julho juli",
    "august august août aout agosto agosto august augustus",
    "september september septembre septiembre settembre septembro setembro",
    "october october octobre octubre ottobre oktober outubro",
    "november november novembre noviembre novembre novembro",
    "december december décembre diciembre dicembre dezember dezembro",
)
_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = (
    {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
    | {name: month for month, name in enumerate(_SHORT.split(), 1)}
    | {"sept": 9}
)
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<y>\d{4})\b"
_BEFORE_MONTH = (
    "in|of|on|by|since|until|till|last|next|this|early|late|mid|through|from|to|between|and|before"
    "|after"
)
_DIGIT_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?<!\d)(?P<y>\d{4})\s?[年/.-]\s?(?P<m>[01]?\d)\s?[月/.-]\s?(?P<d>[0-3]?\d)(?!\d)\s?[日号]?",
        r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>[01]?\d)\s?月",
        r"(?<!\d)(?P<m>[01]?\d)\s?月\s?(?P<d>[0-3]?\d)(?!\d)\s?[日号]?",
        r"(?<!\d)(?P<m>[01]?\d)\s?月(?!\d)",
    )
)
_NAME_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}\.?\s+(?:(?:of|de|di)\s+)?(?P<name>{_NAME})\b\.?(?:,?\s+(?:de\s+)?{_YEAR})?",
        rf"\b(?P<name>{_NAME})\b\.?\s+{_DAY}(?:\s*,?\s+{_YEAR})?",
        rf"\b(?P<name>{_NAME})\b\.?,?\s+(?:of\s+)?{_YEAR}",
        rf"\b(?:{_BEFORE_MONTH})[\s-]+(?P<name>{_NAME})\b(?!\s+\d)",
    )
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_TO = r"\s?(?:[-~～–—至到]|to|and|bis|au)\s?"
_RANGES = (
    re.compile(
        rf"(?<!\d)(?P<m>[01]?\d)\s?月\s?(?P<first>\d{{1,2}})\s?[日号]?{_TO}(?P<last>\d{{1,2}})\s?[日号]"
    ),
    re.compile(rf"\b(?P<name>{_NAME})\.? (?P<first>\d{{1,2}}){_TO}(?P<last>\d{{1,2}})\b"),
    re.compile(rf"\b(?P<first>\d{{1,2}}){_TO}(?P<last>\d{{1,2}})\.? (?P<name>{_NAME})\b"),
)
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-]|\.\d)")
_CHINESE_DATE = re.compile(
    rf"(?<![\d零〇一二两三四五六七八九十百千万亿兆点])(?:{CHINESE.pattern})(?=\s?[年月日号])"
)
_RELATIVE_DAYS = (
    (re.compile(r"今[天日晚早]|当[天日]|\btoday\b|\btonight\b"), 0),
    (re.compile(r"昨[天日晚]|\byesterday\b|\blast night\b"), -1),
    (re.compile(r"前[天日]"), -2),
    (re.compile(r"明[天日晚]|次日|\btomorrow\b"), 1),
)
_RELATIVE_YEARS = (
    (re.compile(r"今年|本年|\bthis year\b"), 0),
    (re.compile(r"去年|上年|\blast year\b|\ba year ago\b"), -1),
    (re.compile(r"前年"), -2),
    (re.compile(r"明年|\bnext year\b"), 1),
)
_CHINESE_WEEKDAYS = "一二三四五六日天"
_WEEKDAYS = {
    name: day
    for day, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)([一二三四五六日天])|\b({'|'.join(_WEEKDAYS)})(?=s?\b)")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it was told."""

    year: int | None
    month: int | None
    day: int | None = None

    @property
    def weekday(self) -> int | None:
        """The day of the week, Monday being 0, where the whole date was told."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day).weekday()
        except ValueError:
            return None

    def agrees_with(self, told: Date) -> bool:
        """Whether `told`, a date of the article, can be this one."""
        if self.month != told.month or self.day not in (None, told.day):
            return False
        return self.year is None or told.year is None or self.year == told.year


def dates_in(text: str) -> tuple[list[tuple[Date, str]], str]:
    """The dates in `text` that name a month, as written, and the text with blanks in their place.

    `text` must be in lower case.
    """
    rest = digits_for_dates(text)
    found: list[tuple[Date, str]] = []
    for form in _forms_for(rest):
        for match in form.finditer(rest):
            told = _date(match.groupdict())
            if told is not None:
                found.append((told, match[0].strip()))
        rest = form.sub(_without_date, rest)
    return found, rest


def months_named_in(text: str) -> Iterator[Date]:
    """The months whose names occur in `text`, which must be in lower case."""
    return (Date(None, _MONTHS[name]) for name in _named(text))


def _forms_for(text: str) -> tuple[re.Pattern[str], ...]:
    return _DIGIT_FORMS + _NAME_FORMS if _named(text) else _DIGIT_FORMS


def _named(text: str) -> set[str]:
    return _MONTHS.keys() & set(_WORD.findall(text))


def digits_for_dates(text: str) -> str:
    """`text` with the Chinese numerals before 年, 月, 日, 号 in digits."""
    return _CHINESE_DATE.sub(lambda found: str(max(chinese_values(found[0]))), text)


def numeric_dates_in(text: str) -> Iterator[Date]:
    """What 3/4 or 14.01.2025 can mean, day first or month first."""
    for first, _, second, year in _SLASHED.findall(text):
        full = int(year) + (2000 if len(year) == 2 else 0) if year else None
        for month, day in ((int(first), int(second)), (int(second), int(first))):
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield Date(full, month, day)


def date_ranges_in(text: str) -> Iterator[Date]:
    """Both ends of 5月1日至3日 and May 1-3; `text` must be in lower case."""
    for form in _RANGES:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = _MONTHS[parts["name"]] if parts.get("name") else int(parts["m"])
            yield from (Date(None, month, int(match[end])) for end in ("first", "last"))


def relative_dates_in(text: str, published: date) -> Iterator[Date]:
    """The dates that yesterday, 去年 and their like are, for a text of the day `published`."""
    if not 1 < published.year < date.max.year:
        return
    for word, days in _RELATIVE_DAYS:
        if word.search(text):
            day = published + timedelta(days=days)
            yield Date(day.year, day.month, day.day)
    for word, years in _RELATIVE_YEARS:
        if word.search(text):
            yield Date(published.year + years, None)


def weekdays_in(text: str) -> Iterator[tuple[int, str]]:
    """The days of the week that `text`, in lower case, names, Monday being 0, as written."""
    for found in _WEEKDAY.finditer(text):
        day = _CHINESE_WEEKDAYS.index(found[1]) if found[1] else _WEEKDAYS[found[2]]
        yield min(day, 6), found[0]


def _without_date(match: re.Match[str]) -> str:
    return match[0] if _date(match.groupdict()) is None else " " * len(match[0])


def _date(parts: dict[str, str | None]) -> Date | None:
    name, month, day, year = (parts.get(key) for key in ("name", "m", "d", "y"))
    number = _MONTHS[name] if name else int(month or 0)
    if not 1 <= number <= 12 or not 1 <= int(day or 1) <= 31:
        return None
    return Date(int(year) if year else None, number, int(day) if day else None)
