"""A digest with texts that are fit to be shown, and as much of it as there is room for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.core.model import CheckedPoint
from bot.render.clean import clean, cut, cut_sentence
from bot.render.phrases import phrase
from bot.render.text import facts, points_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Digest

_MOST_TITLE: Final = 120
_MOST_NAME: Final = 80
_MOST_TEXT: Final = 1000
_MOST_LABEL: Final = 120
_MOST_POINTS: Final = 64
"""Of each kind; more would not fit, whatever they say."""

_MOST_QUOTES: Final = 8
LEAST_QUOTE, MOST_QUOTE = 40, 800
"""UTF-16 units of each quotation behind a point."""


class Section(NamedTuple):
    """The points under one heading; `goes_on`: more of the digest follows that is not shown."""

    name: Literal["key_points", "risks"]
    points: tuple[CheckedPoint, ...]
    goes_on: bool


def tidy(digest: Digest) -> Digest:
    """The digest with texts that are fit to be shown; a point that says nothing is left out."""
    digest = replace(
        digest,
        one_line=cut_sentence(clean(digest.one_line), _MOST_TEXT),
        key_points=tuple(_tidy_points(digest.key_points)),
        risks=tuple(_tidy_points(digest.risks)),
    )
    return replace(digest, key_points=points_below(digest))


def number(digest: Digest) -> int:
    """How many points and risks a digest has."""
    return len(digest.key_points) + len(digest.risks)


def sections(digest: Digest, shown: int) -> tuple[Section, ...]:
    """The first `shown` points and risks of a tidy digest; nothing where there are none."""
    shown_risks = max(0, shown - len(digest.key_points))
    points, risks = digest.key_points[:shown], digest.risks[:shown_risks]
    is_cut = shown < number(digest)
    parts = (
        Section("key_points", points, goes_on=is_cut and not risks),
        Section("risks", risks, goes_on=is_cut),
    )
    return tuple(section for section in parts if section.points)


def title_of(digest: Digest) -> str:
    """The title in one line of at most 120 UTF-16 units; a word for it where there is none."""
    return title_in(digest.title, digest.language)


def title_in(title: str, language: str) -> str:
    """A title in one line of at most 120 UTF-16 units; a word of `language` where it is empty."""
    return cut(clean(title), _MOST_TITLE) or phrase(language, "label.untitled")


def facts_of(digest: Digest) -> str:
    """Who wrote it, where, when, and how the digest was made, in one line."""
    return " · ".join(name_of(fact) for fact in facts(digest))


def name_of(text: str) -> str:
    """A short text of a stranger's: a name, a source, a model."""
    return cut(clean(text), _MOST_NAME)


def _tidy_points(points: tuple[CheckedPoint, ...]) -> Iterator[CheckedPoint]:
    for point in points[:_MOST_POINTS]:
        if fact := cut_sentence(clean(point.fact), _MOST_TEXT):
            label = cut(clean(point.label), _MOST_LABEL)
            yield CheckedPoint(
                label, fact, tuple(filter(None, map(clean, point.quotes[:_MOST_QUOTES])))
            )
