"""Stories: articles about the same event, told apart from those that only sound like it.

Two articles are alike by the share of terms that they have in common; figures that both tell make
them more so; figures and names that each has for itself, and the time between them, less. Titles of
one pattern with something else in one place (a column, a series, the next match) are never of one
event. A group is one event while its articles are alike on average: no chain of neighbours joins
two. Across languages only names and figures are shared, which is too little to be sure.

All weights were chosen on the half "tune" of tests/data/stories.jsonl, precision before recall: two
items for one event annoy, an event that is hidden behind another is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from itertools import combinations, product
from operator import attrgetter
from statistics import fmean
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from bot.core.check.dates import months_named_in
from bot.core.check.names import latin_names
from bot.core.check.numerals import one_form
from bot.core.daily.told_figures import Figures
from bot.core.terms import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


_DAY: Final = 86_400
_APART: Final = 3 * _DAY  # later articles tell of what followed
_ALIKE: Final = 0.45
_NEVER, _SAME = -1.0, 2.0
_SHARED, _MOST_SHARED = 0.06, 4
_SURE: Final = 3  # so many figures in common say more than the words of a title
_ABOUT, _USUAL = 0.45, 0.7
_MOST_AGREEMENT: Final = max(_SHARED * _MOST_SHARED, _SHARED * (_SURE - 1) + _ABOUT * (1 - _USUAL))
_LACKED, _MOST_LACKED = 0.06, 3
_AT_ODDS: Final = 1.0  # both have figures, and none is the same: whatever the words, a pattern
_STRANGE, _MOST_STRANGE = 0.06, 3
_PER_DAY: Final = 0.05
_PATTERN: Final = 0.5
_BACKED, _BACKED_LINE = 2, 0.55
_LONGEST: Final = 300
_LONGEST_TITLE: Final = 40  # tokens
_UNDIVIDED: Final = "\u3040-\u30ff\u3400-\u9fff"
_TOKEN: Final = re.compile(rf"[{_UNDIVIDED}]|\d+(?:[.,]\d+)*|[^\W\d_{_UNDIVIDED}]+")
_ORDINAL: Final = re.compile(
    r"\d.*|[上中下前后一二三四五六七八九十]|i{1,3}|i?vi{0,3}|i?x|one|two|three|four|five"
)


@dataclass(frozen=True, slots=True)
class Told:
    """An article as far as telling events apart needs it.

    `language` is that of `one_line`; `host` the site, "" where unknown; `at` when it was published
    or shared, epoch seconds.
    """

    title: str
    one_line: str
    language: str
    host: str
    at: int


def stories(told: Sequence[Told]) -> tuple[tuple[int, ...], ...]:
    """The indices of `told` in groups, each group one event.

    In the order given, groups by their first; which belong together does not depend on the order.
    Meant for some 200 articles: time grows with the square of their number.
    """
    key = attrgetter(*Told.__slots__)
    order = sorted(range(len(told)), key=lambda n: key(told[n]))
    articles = [_Article(told[n]) for n in order]

    @cache
    def likeness(one: int, other: int) -> float:
        return _likeness(articles[min(one, other)], articles[max(one, other)])

    found = ((likeness(*pair), pair) for pair in _near(articles))
    close = sorted((-value, pair) for value, pair in found if value >= _ALIKE)
    groups = _joined(len(told), [pair for _, pair in close], likeness)
    return tuple(sorted(tuple(sorted(order[n] for n in group)) for group in groups))


def _near(articles: Sequence[_Article]) -> Iterator[tuple[int, int]]:
    """The pairs that may be alike: most have too little in common, which sets of bits tell fast."""
    bits: dict[str, int] = {}
    masks = [sum(1 << bits.setdefault(term, len(bits)) for term in each.terms) for each in articles]
    least = (_ALIKE - _MOST_AGREEMENT) / 2
    wanted = [least * len(each.terms) for each in articles]
    for one, other in combinations(range(len(articles)), 2):
        if (masks[one] & masks[other]).bit_count() >= wanted[one] + wanted[other]:
            yield one, other


def _joined(
    count: int, close: Sequence[tuple[int, int]], likeness: Callable[[int, int], float]
) -> list[list[int]]:
    """`count` articles in groups: a pair, the closest first, joins the groups of its two.

    Unless these are not alike on average.
    """
    group_of = [[n] for n in range(count)]
    for one, other in close:
        ours, theirs = group_of[one], group_of[other]
        if ours is theirs or fmean(likeness(*pair) for pair in product(ours, theirs)) < _ALIKE:
            continue
        ours += theirs
        for n in theirs:
            group_of[n] = ours
    return list({id(group): group for group in group_of}.values())


def _likeness(one: _Article, other: _Article) -> float:
    """How much alike two articles are: `_ALIKE` and more for one event."""
    apart = abs(one.told.at - other.told.at)
    if apart > _APART or one.told.language != other.told.language:
        return _NEVER
    if one.text == other.text and not one.text.isspace():
        return _SAME
    value = _common(one, other) + _agreement(one, other) - _PER_DAY * apart / _DAY
    is_other = value >= _ALIKE and (_is_formula(one, other) or _is_pattern(one, other))
    return _NEVER if is_other else value


def _common(one: _Article, other: _Article) -> float:
    """Which share of their terms two articles have in common."""
    both = len(one.terms) + len(other.terms)
    return 2 * len(one.terms & other.terms) / both if both else 0.0


def _agreement(one: _Article, other: _Article) -> float:
    """What figures, names and subject say for two articles being one event, or against it."""
    there, here = other.figures.told_of(one.figures), one.figures.told_of(other.figures)
    shared, lacked = min(there[0], here[0]), min(there[1], here[1])
    strange = min(len(one.names - other.names), len(other.names - one.names), _MOST_STRANGE)
    against = _LACKED * min(lacked, _MOST_LACKED) if shared or not lacked else _AT_ODDS
    about = 0.0 if shared >= _SURE else _ABOUT * (_subject_shared(one, other) - _USUAL)
    return _SHARED * min(shared, _MOST_SHARED) + about - against - _STRANGE * strange


def _subject_shared(one: _Article, other: _Article) -> float:
    """Which share of both subjects the other tells of at all; what surrounds them may be alike."""
    both = len(one.subject) + len(other.subject)
    common = len(one.subject & other.terms) + len(other.subject & one.terms)
    return common / both if both else 0.0


def _is_formula(one: _Article, other: _Article) -> bool:
    """Whether the line of two articles is the same, but has nothing of their titles: follow us."""
    return (
        one.line == other.line
        and one.tokens != other.tokens
        and not (one.subject and other.subject)
    )


def _is_pattern(one: _Article, other: _Article) -> bool:
    """Whether two titles are the same but for what stands in one place or two.

    Where all figures agree, as under the same line, only what counts issues makes it another one.
    """
    matcher = SequenceMatcher(None, one.tokens, other.tokens, autojunk=False)
    if matcher.quick_ratio() < _PATTERN or matcher.ratio() < _PATTERN:
        return False
    replaced = [
        token
        for change, *at in matcher.get_opcodes()
        if change == "replace"
        for token in one.tokens[at[0] : at[1]] + other.tokens[at[2] : at[3]]
    ]
    is_backed = one.line == other.line or _is_backed(one, other)
    return any(map(_is_ordinal, replaced)) if is_backed else bool(replaced)


def _is_backed(one: _Article, other: _Article) -> bool:
    """Whether both tell the same figures, enough of them, and next to the same line."""
    shared, lacked = other.figures.told_of(one.figures)
    if shared < _BACKED or lacked or one.figures.told_of(other.figures)[1]:
        return False
    lines = one.line_terms, other.line_terms
    return 2 * len(lines[0] & lines[1]) >= _BACKED_LINE * sum(map(len, lines))


def _is_ordinal(token: str) -> bool:
    return _ORDINAL.fullmatch(token) is not None or any(months_named_in(token))


@dataclass(frozen=True, eq=False)
class _Article:
    """What is compared of an article, each part read when it is first asked for."""

    told: Told

    @cached_property
    def heading(self) -> str:
        return _folded(self.told.title)

    @cached_property
    def line(self) -> str:
        return _folded(self.told.one_line)

    @cached_property
    def text(self) -> str:
        return f"{self.heading}\n{self.line}"

    @cached_property
    def tokens(self) -> list[str]:
        """Words and undivided characters of the title."""
        return _TOKEN.findall(self.heading)[:_LONGEST_TITLE]

    @cached_property
    def _parts(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(terms(self.heading)), frozenset(terms(self.line))

    @property
    def line_terms(self) -> frozenset[str]:
        return self._parts[1]

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset.union(*self._parts)

    @cached_property
    def subject(self) -> frozenset[str]:
        """The terms that title and line share."""
        return frozenset.intersection(*self._parts)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(latin_names(self.told.one_line[:_LONGEST]))

    @cached_property
    def figures(self) -> Figures:
        return Figures.of(self.text)


def _folded(text: str) -> str:
    """`text` as figures are read: half-width, in lower case, in everyday numerals."""
    return one_form(normalize("NFKC", text[:_LONGEST])).lower()
