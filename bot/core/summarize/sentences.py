"""The sentences of a paragraph, in Chinese, English and what is written like them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.summarize.paragraphs import CJK

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 400
"""Characters of a passage; a longer sentence is divided where a clause ends."""

_SHORTEST_PIECE = 80
_LONGEST_QUOTATION = 160
_END = re.compile(
    r"[。！？｡!?…．.؟۔।]+(?:[\"'”’」』）)\]】》〉*_]+(?![^\W_])|[\"'”’」』）)\]】》〉]+|\s[\"'”’](?=\s|$))?"
)
_FULL_STOP = re.compile(r"[。！？｡؟۔।]")
_SOFT_STOP = re.compile(r"[….．]+[\"'”’」』）)\]*_]*$")
_TITLE_CLOSED = re.compile(r"[》〉】]")
_CJK_LETTER = re.compile(f"[{CJK}]")
_CLAUSE_GOES_ON = re.compile(r"[，、；：,;:]")
_CLOSED = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", ")": "(", "》": "《"}
_OPENERS = frozenset(_CLOSED.values())
_STRAIGHT = re.compile('"')
_INCHES = re.compile(r"[A-Za-z\d]")
_BRACKETS = re.compile("[“”‘’「」『』（）()《》]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[«*_]*(\w*)")
_LIST_NUMBER = re.compile(r"[(*_]*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})$")
_CLAUSE_BORDERS = (
    re.compile(r"[；;]\s*"),
    re.compile(r"[，：、—]|[,:]\s|\s[—–-]\s"),
    re.compile(r"\s"),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    "mr mrs ms dr prof st sr sra gen col lt sgt capt cmdr rep sen gov rev hon pres mt ft no nos nr "
    "fig figs eq vol pp art sec ed eds vs cf approx e.g i.e z.b bzw jan feb mar apr jun jul aug "
    "sep sept oct nov dec mme mlle"
)
_MAYBE_LAST = _words("inc ltd co corp llc plc etc jr al ph.d a.m p.m ave blvd u.s u.k")
_FIRST_WORDS = _words(
    "a an the he she it they we you i this that these those there in on at but and so if when "
    "while after before however as for his her their our my its what who how why"
)


def sentences(paragraph: str) -> list[str]:
    """Split one paragraph; closing quotes and brackets stay with their sentence.

    A full stop inside a short quotation, an abbreviation, a number or an address ends nothing.
    No sentence is longer than `LONGEST`; nothing but white space is lost.
    """
    quotations = _quotations(paragraph)
    found: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        if _ends_sentence(paragraph, start, end, quotations):
            found.append(paragraph[start : end.end()].strip())
            start = end.end()
    found.append(paragraph[start:].strip())
    return [piece for sentence in _worded(found) for piece in _divided(sentence)]


def _quotations(text: str) -> list[tuple[int, int] | None]:
    """For each character the outermost short quotation or bracket that it is inside of."""
    inside: list[tuple[int, int] | None] = [None] * len(text)
    for start, stop in sorted(
        [*_straight(text), *_paired(text)], key=lambda span: span[0] - span[1], reverse=True
    ):
        if stop - start <= _LONGEST_QUOTATION:
            inside[start:stop] = [(start, stop)] * (stop - start)
    return inside


def _straight(text: str) -> Iterator[tuple[int, int]]:
    """Quotations in straight marks, where each has its partner."""
    marks = [mark.start() for mark in _STRAIGHT.finditer(text)]
    opening = marks[::2]
    if len(marks) % 2 == 0 and not any(_INCHES.match(text, mark - 1) for mark in opening if mark):
        yield from ((start, stop + 1) for start, stop in zip(opening, marks[1::2], strict=True))


def _paired(text: str) -> Iterator[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    for bracket in _BRACKETS.finditer(text):
        if bracket[0] in _OPENERS:
            opened.append((bracket[0], bracket.start()))
        elif opened and opened[-1][0] == _CLOSED[bracket[0]]:
            yield opened.pop()[1], bracket.end()


def _ends_sentence(
    text: str, start: int, end: re.Match[str], quotations: list[tuple[int, int] | None]
) -> bool:
    quotation = quotations[end.start()]
    if quotation and quotation[1] > end.end():
        return False
    after = text[end.end() :][:2].lstrip()[:1]
    if not after:
        return True
    if _FULL_STOP.search(end[0]) or _CJK_LETTER.match(text[end.end()]):
        return _ends_chinese(text, start, end, after) and not (
            quotation and _CJK_LETTER.match(after) and _quotation_goes_on(text, start, quotation[0])
        )
    return text[end.end()].isspace() and _ends_english(text, start, end)


def _ends_chinese(text: str, start: int, end: re.Match[str], after: str) -> bool:
    if _CLAUSE_GOES_ON.match(after) or _TITLE_CLOSED.search(end[0]):
        return False
    if not _SOFT_STOP.fullmatch(end[0]):
        return True
    before = text[max(start, end.start() - 1) : end.start()]
    listed = _LIST_NUMBER.fullmatch(text[start : end.start()].strip())
    return end[0] == "." and not listed and not before.isascii()


def _quotation_goes_on(text: str, start: int, opened: int) -> bool:
    """Whether words after a closed quotation belong to its sentence: “…。”他说, or a “…？” of."""
    before = text[start:opened].rstrip()
    return not before or before[-1].isalnum()


def _ends_english(text: str, start: int, end: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(text, end.end())
    next_word = following[1] if following else ""
    if next_word[:1].islower():
        return False
    if end[0][0] != "." or len(end[0]) > 1:
        return True
    before = text[max(start, end.start() - 24) : end.start()]
    if _LIST_NUMBER.fullmatch(text[start : end.start()].strip()):
        return False
    word = _LAST_WORD.search(before)
    return not word or _may_be_last(word[0], next_word.lower())


def _may_be_last(word: str, next_word: str) -> bool:
    if word.lower() in _NEVER_LAST:
        return False
    initials = max(map(len, word.split("."))) <= (2 if "." in word else 1)
    abbreviated = initials or word.lower() in _MAYBE_LAST
    return not abbreviated or next_word in _FIRST_WORDS


def _worded(found: list[str]) -> Iterator[str]:
    """Pieces without a letter or digit go to the sentence before them, or else after."""
    parts: list[str] = []
    worded = False
    for piece in filter(None, found):
        if worded and _has_word(piece):
            yield " ".join(parts)
            parts, worded = [], False
        parts.append(piece)
        worded = worded or _has_word(piece)
    if parts:
        yield " ".join(parts)


def _has_word(piece: str) -> bool:
    return any(map(str.isalnum, piece))


def _divided(sentence: str) -> list[str]:
    pieces: list[str] = []
    while len(sentence) > LONGEST:
        at = _border(sentence)
        pieces.append(sentence[:at].rstrip())
        sentence = sentence[at:].lstrip()
    return [*pieces, sentence]


def _border(sentence: str) -> int:
    """Where to divide a sentence that is too long: the last clause border that leaves enough."""
    for border in _CLAUSE_BORDERS:
        ends = [found.end() for found in border.finditer(sentence, _SHORTEST_PIECE, LONGEST)]
        if ends:
            return ends[-1]
    return LONGEST
