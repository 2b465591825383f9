"""Days as pages write them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = (  # beginnings of the names in en, de, fr, es, it, pt, nl, pl, ru, tr, id
    "jan|ene|gen|янв|oca|styc",
    "feb|fév|fev|fév|фев|şub|lut",
    "mar|mär|mrt|мар|maa",
    "apr|avr|abr|апр|nis|kwi",
    "may|mai|mag|мая|май|maj|mei|mayıs",
    "jun|juin|giu|июн|haz|cze",
    "jul|juil|lug|июл|tem|lip",
    "aug|août|aou|ago|авг|ağu|sie|agu",
    "sep|set|сен|eyl|wrz",
    "oct|okt|out|ott|окт|eki|paź",
    "nov|ноя|kas|lis",
    "dec|dez|déc|dic|дек|ara|gru|des",
)
_NUMBER: Final = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_NAME: Final = "(" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")[^\W\d_]*\.?"
_YEAR: Final = r"((?:19[89]|20\d)\d)"
_FORMS: Final = (  # each with the order of its groups
    (re.compile(rf"(?<!\d){_YEAR}\s?[-/.年]\s?(\d\d?)\s?[-/.月]\s?(\d\d?)(?!\d)"), "ymd"),
    (
        re.compile(
            rf"(?<!\d)(\d\d?)(?:st|nd|rd|th|er|º|\.)?,?\s+(?:of\s+|de\s+)?{_NAME},?\s+(?:de\s+|del\s+)?{_YEAR}(?!\d)"
        ),
        "dby",
    ),
    (re.compile(rf"(?<!\w){_NAME}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)"), "bdy"),
    (re.compile(rf"(?<!\d)(\d\d?)[-\s]{_NAME}[-\s]{_YEAR}(?!\d)"), "dby"),
    (re.compile(rf"(?<![\d.])(\d\d?)\.\s?(\d\d?)\.\s?{_YEAR}(?!\d)"), "dmy"),
    (re.compile(rf"(?<![\d/])(\d\d?)/(\d\d?)/{_YEAR}(?!\d)"), "d/m"),
    (re.compile(r"(?<!\d)((?:19[89]|20\d)\d)([01]\d)([0-3]\d)(?!\d)"), "ymd"),
)
_HALF_DAY: Final = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_LONGEST: Final = 300


def day_of(text: str) -> date | None:
    """The first day that is written out in `text`, in the page's own local time; else None.

    A day such as 3/4/2024, which could be either of two, counts only with a clock of twelve hours
    beside it, which makes it American.
    """
    return next(days_in(text), None)


def days_in(text: str) -> Iterator[date]:
    """All days written out in the first words of `text`, the surest form first."""
    text = text[:_LONGEST].casefold()
    for form, order in _FORMS:
        for found in form.finditer(text):
            if day := _day(found.groups(), order, text):
                yield day


def _day(groups: tuple[str, ...], order: str, text: str) -> date | None:
    if order == "d/m":
        order = _slashed(int(groups[0]), int(groups[1]), text)
    parts = dict(zip(order, groups, strict=False))
    month = _NUMBER[parts["b"]] if "b" in parts else int(parts.get("m", 0))
    try:
        return date(int(parts["y"]), month, int(parts["d"]))
    except (KeyError, ValueError):
        return None


def _slashed(first: int, second: int, text: str) -> str:
    """Which of two numbers is the day; "" where nobody can tell."""
    if first > 12 or first == second:
        return "dmy"
    if second > 12 or _HALF_DAY.search(text):
        return "mdy"
    return ""
