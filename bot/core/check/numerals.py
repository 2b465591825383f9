"""Numbers in words: Chinese numerals and English number words as values."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ALL_UNITS = _TENS | _MYRIADS
_TWO_DIGITS = re.compile("(?<=[一二三四五六七八九])(?=[一二三四五六七八九])")
_LAST_DIGIT = re.compile("[百千万亿][一二三四五六七八九]$")
_OTHER_FORMS = str.maketrans(
    "兩萬億點壹贰叁肆伍陆柒捌玖拾佰仟貳參陸", "两万亿点一二三四五六七八九十百千二三六"
)
CHINESE = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿兆]{1,30}(?:点[零〇一二三四五六七八九]{1,20})?"
)
"""A run of Chinese numerals, in the form that `one_form` gives a text."""

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = (
    {word: value for value, word in enumerate(_UNITS.split())}
    | {word: value for value, word in enumerate(_ORDINALS.split()) if word != "second"}
    | {word: 10 * value for value, word in enumerate(_DECADES.split(), 2)}
    | {word[:-1] + "ieth": 10 * value for value, word in enumerate(_DECADES.split(), 2)}
    | {word[:-1] + "ies": 10 * value for value, word in enumerate(_DECADES.split(), 2)}
)
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
"""English scale words, in the singular."""

_FRACTIONS = {"quarter": 4} | {
    ordinal: value for value, ordinal in enumerate(_ORDINALS.split()) if value > 2
}
_PLURALS = {word + "s": word for word in [*_SMALL, *SCALES, "quarter"]}
_WORDS_OF_A_RUN = frozenset([*_SMALL, *SCALES, *_PLURALS, "quarter"])
_NUMBER_WORDS = frozenset([*_SMALL, *SCALES, *_PLURALS, "half"])
_WORD = re.compile(r"[a-z]+")
_NEXT_WORD = re.compile(r"(?:\s+and\s+|[\s-]+)([a-z]+)")
_HALF_MORE = re.compile(r"\s+and a half(?:\s+([a-z]+))?")
_HALF_OF = re.compile(r"half an? ([a-z]+)")


def one_form(text: str) -> str:
    """`text` with the traditional and the financial numerals as the simplified, everyday ones."""
    return text.translate(_OTHER_FORMS)


def chinese_values(numeral: str) -> frozenset[Fraction]:
    """The values a run of Chinese numerals can stand for: 两千五 is 2005 or 2500, 三四 3 or 4."""
    whole, _, decimals = numeral.partition("点")
    if decimals:
        fraction = Fraction(_positional(decimals), 10 ** len(decimals))
        return frozenset(value + fraction for value in chinese_values(whole or "零"))
    if all(sign in _DIGITS for sign in whole):
        apart = {_DIGITS[sign] for sign in whole} if len(whole) == 2 else set()
        return frozenset(map(Fraction, {_positional(whole), *apart}))
    parts = _TWO_DIGITS.split(whole)
    readings = {_composed(whole), *map(_composed, parts)} if len(parts) > 1 else {_composed(whole)}
    if _LAST_DIGIT.search(whole):  # 两千五, said for 2500
        readings.add(_composed(whole[:-1]) + _DIGITS[whole[-1]] * _ALL_UNITS[whole[-2]] // 10)
    return frozenset(map(Fraction, readings))


def _positional(digits: str) -> int:
    return int("".join(str(_DIGITS[digit]) for digit in digits))


def _composed(numeral: str) -> int:
    """The value of a numeral with 十, 百, 千, 万, 亿 in it."""
    for sign, value in reversed(_MYRIADS.items()):
        before, found, after = numeral.rpartition(sign)
        if found:
            return (_composed(before) if before else 1) * value + _composed(after)
    total = digit = 0
    for sign in numeral:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def english_numbers(text: str) -> Iterator[tuple[str, frozenset[Fraction]]]:
    """The runs of number words in `text`, which must be in lower case, with their values."""
    end = 0
    for first in _WORD.finditer(text):
        if first[0] in _NUMBER_WORDS and first.start() >= end:
            end, values = _run(text, first)
            if values:
                yield text[first.start() : end], values


def _run(text: str, first: re.Match[str]) -> tuple[int, frozenset[Fraction]]:
    if first[0] == "half":
        of = _HALF_OF.match(text, first.start())
        scale = SCALES.get(of[1]) if of else None
        return first.end(), frozenset([Fraction(scale, 2)] if scale else [])
    words, end = [first[0]], first.end()
    while (following := _NEXT_WORD.match(text, end)) and following[1] in _WORDS_OF_A_RUN:
        words.append(following[1])
        end = following.end()
    more = _HALF_MORE.match(text, end)
    if more:
        scale = SCALES.get(more[1] or "", 1)
        return more.end(), frozenset([(_cardinal(words) + Fraction(1, 2)) * scale])
    return end, frozenset(_readings([_PLURALS.get(word, word) for word in words]))


def _readings(words: list[str]) -> Iterator[Fraction]:
    yield _cardinal(words)
    if len(words) < 2:
        return
    head, tail = _cardinal(words[:1]), _cardinal(words[1:])
    if words[1] in _FRACTIONS and 0 < head < 20:
        yield head / _FRACTIONS[words[1]]
    if 13 <= head <= 20 and 10 <= tail < 100:  # nineteen ninety-five
        yield 100 * head + tail


def _cardinal(words: list[str]) -> Fraction:
    total = current = 0
    for word in words:
        if word not in SCALES:
            current += _SMALL.get(word, 0)
        elif SCALES[word] <= 100:
            current = (current or 1) * SCALES[word]
        else:
            total += (current or 1) * SCALES[word]
            current = 0
    return Fraction(total + current)
