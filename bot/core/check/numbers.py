"""The numbers of a text, in digits or in words, as every value that each can be read as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.core.check.numerals import CHINESE, SCALES, chinese_values, english_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Value = Fraction | str
"""A number, or the text of what has several points in it: 2.5.1."""

_ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
_EN_SCALES = SCALES | {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trn": 10**12,
    "millionen": 10**6,
    "millones": 10**6,
    "milliarden": 10**9,
    "milliard": 10**9,
}
_LETTERS = "|".join(sorted(_EN_SCALES, key=len, reverse=True))
_DIGITS = re.compile(
    r"(?P<number>\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3}){1,9}(?!\d)(?:\.\d{1,30})?"
    r"|\d{1,30}(?:\.\d{1,30}){0,9})"
    r"(?:\s?(?P<zh>[十百千万亿兆]+)(?P<unit>[克米瓦帕卡赫])?"
    rf"|\s?-?(?P<en>{_LETTERS})s?(?![A-Za-z]))?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_MILLIONS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_COMPOUND = re.compile(r"\d[\d.]{0,30}[千万亿](?:\d[\d.]*[百千万])*\d{1,30}[百千万]?(?!\d)")
_SCALED = re.compile(r"(\d{1,30}(?:\.\d{1,30})?)([百千万亿]?)")
_PARTS = re.compile(
    rf"({CHINESE.pattern}|\d{{1,30}})分之({CHINESE.pattern}|\d{{1,30}}(?:\.\d{{1,30}})?)"
)
_DECADE = re.compile(r"\s?(?:年代|后|s\b)")
_YEAR = re.compile(r"\s?年(?!代)")
_HOUR = re.compile(
    r"\s?(?:点(?![\d零一二三四五六七八九])|时(?!间|代|候|期)|:\d\d|[ap]\.?m\b|o'clock)",
    re.IGNORECASE,
)
_TENTHS = re.compile(r"\s?成(?![为功立员本长就果交熟都年人份])")
_DISCOUNT = re.compile(r"\s?折")
_SCALE_SIGNS = frozenset("一百千万亿兆")
_AFTER_VAGUE = re.compile("(?<=[数几好上近成])")
_COUNTED = re.compile(
    r"\s?[多余来]?(?:名|人|家|本|年|月|日|号|天|周|星期|小时|分钟|秒|岁|元|块|美元|欧元|美金|倍"
    r"|成|折|次|届|座|辆|台|部"
    r"|款|套|架|艘|条|例|起|场|米|公里|千米|厘米|吨|克|斤|公斤|千克|亩|层|楼|省|市|县|国|篇|门|张"
    r"|件|代|位|度|级|轮"
    r"|枚|颗|只|支|所|间|期|季|批|页|章|点|时)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, and the values it can be read as.

    `counts` is False for a word that may be no number at all: one, two, 一 in 一直, 三 in 三明治.
    """

    text: str
    readings: frozenset[Value]
    counts: bool


def figures_in(text: str) -> Iterator[Figure]:
    """Every number of `text`, which must be in half-width digits and everyday numerals."""
    rest = text
    for form, readings in _FORMS:
        for found in form.finditer(rest):
            yield Figure(found[0], _in_context(readings(found), rest, found.end()), counts=True)
        rest = form.sub(_blank, rest)
    yield from _words(rest)


def _words(text: str) -> Iterator[Figure]:
    for found in CHINESE.finditer(text):
        readings = _in_context(chinese_values(found[0]), text, found.end())
        yield Figure(found[0], readings, _is_count(text, found))
    for written, values in english_numbers(text):
        counts = max(values) > 2 and written.removesuffix("s") not in SCALES
        yield Figure(written, values, counts)


def _is_count(text: str, numeral: re.Match[str]) -> bool:
    """Whether a run of Chinese numerals is a number: 十四, 两名, 三亿, but not 一直, 数百, 千万."""
    run = numeral[0]
    if run in "一二两" or _AFTER_VAGUE.match(text, numeral.start()) or not set(run) - _SCALE_SIGNS:
        return False
    return len(run) > 1 or bool(_COUNTED.match(text, numeral.end()))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _part(found: re.Match[str]) -> frozenset[Value]:
    """百分之十四 is 14 (per cent) and 0.14, 三分之二 two thirds."""
    whole, part = (_number(written) for written in found.groups())
    if not whole:
        return frozenset([part])
    return frozenset([part / whole, part] if whole >= 100 else [part / whole])


def _number(written: str) -> Fraction:
    return max(chinese_values(written)) if CHINESE.fullmatch(written) else Fraction(written)


def _compound(found: re.Match[str]) -> frozenset[Value]:
    """1万2千, 3亿5000万: a sum of scaled numbers."""
    parts = _SCALED.findall(found[0])
    total = sum(Fraction(number) * _ZH_SCALES.get(scale, 1) for number, scale in parts)
    return frozenset([Fraction(total)])


def _scaled(found: re.Match[str]) -> frozenset[Value]:
    written = re.sub(r"[,\s]", "", found["number"])
    if _MILLIONS.fullmatch(written):
        return frozenset([written, Fraction(written.replace(".", ""))])
    if written.count(".") > 1:
        return frozenset([written])
    value = Fraction(written)
    if _THOUSANDS.fullmatch(written):
        return frozenset([value, value * 1000])
    if found["zh"]:
        scaled = value
        for sign in found["zh"]:
            scaled *= _ZH_SCALES[sign]
        return frozenset([scaled, value] if found["unit"] else [scaled])
    if found["en"]:
        scaled = value * _EN_SCALES[found["en"].lower()]
        return frozenset([scaled, value] if len(found["en"]) == 1 else [scaled])
    return frozenset([value])


def _in_context(values: Iterable[Value], text: str, end: int) -> frozenset[Value]:
    """The values with what the words after a number add to them."""
    more = set(values)
    numbers = [value for value in more if isinstance(value, Fraction)]
    for unit, readings in _UNITS:
        if unit.match(text, end):
            more.update(reading for value in numbers for reading in readings(value))
    return frozenset(more)


def _years(value: Fraction) -> list[Fraction]:
    """25年 may be 2025, 99年 1999; 1980年代 is the eighties too."""
    if value < 100:
        return [value + (1900 if value > 50 else 2000)]
    return [value % 100] if 1900 <= value < 2100 else []


def _hours(value: Fraction) -> list[Fraction]:
    return [(value + 12) % 24] if value <= 24 else []


_UNITS = (
    (_DECADE, _years),
    (_YEAR, lambda value: _years(value) if value < 100 else []),
    (_HOUR, _hours),
    (_TENTHS, lambda value: [value * 10]),
    (_DISCOUNT, lambda value: [value * 10, 100 - value * 10]),
)
_FORMS = ((_PARTS, _part), (_COMPOUND, _compound), (_DIGITS, _scaled))
