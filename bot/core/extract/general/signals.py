"""What speaks for and against a segment being part of the article, as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.extract.general.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.segments import Segment

_TRUST: Final = (0.4, 0.4, 0.2)  # how much an extractor's vote counts for a region
_LONG: Final = 25  # words
_SENTENCE_ENDS: Final = tuple('.!?。！？…"”')
_ITEMS: Final = frozenset({"li", "dt", "dd"})
_CAPTION: Final = re.compile(r"caption|credit|legend", re.IGNORECASE)
_FURNITURE: Final = frozenset({"footer", "nav", "button", "form"})
_NAMES: Final = re.compile(
    r"disqus|shar(?:e|ing)|social|related|recommend|sidebar|footer|foot\b|\bnav|menu|promo|advert"
    r"|\bads?\b|sponsor|newsletter|subscri|cookie|consent|banner|crumb|widget|popup|modal"
    r"|\btags?(?:\b|-)|byline|author|meta\b|pager|paginat|copyright|outbrain|taboola|read-?more"
    r"|trending|popular|latest|masthead|toolbar|skip|login|sign-?up|rating|print|toc\b|cta\b|bio\b"
    r"|gallery|carousel|slider|survey|poll|donat",
    re.IGNORECASE,
)
_COMMENTS: Final = re.compile(
    r"comment|disqus|respond|\breply|replies|discussion|\breview-?s?\b|guestbook", re.IGNORECASE
)
_MOST_NAMES: Final = 4


@dataclass(frozen=True, slots=True)
class Voted:
    """The segments of a page, and for each extractor the share of every segment that it kept.

    `headline` is the place of the headline among them.
    """

    segments: Sequence[Segment]
    kept: tuple[list[float], ...]
    headline: int
    is_thread: bool


def votes_on(page: Voted) -> list[float]:
    """How far the extractors together want each segment, 0 to 1."""
    return [
        sum(trust * share for trust, share in zip(_TRUST, shares, strict=True))
        for shares in zip(*page.kept, strict=True)
    ]


def signals(page: Voted, votes: Sequence[float]) -> dict[str, list[float]]:
    """A column for each signal, a number for each segment, most of them from 0 to 1."""
    regions = Regions(page.segments, votes)
    trafilatura, readability, resiliparse = page.kept
    return {
        "trafilatura": trafilatura,
        "readability": readability,
        "resiliparse": resiliparse,
        **_place(page.segments, regions),
        **_company(page.segments, regions, votes),
        **_order(page, regions, votes),
        **_words(page.segments),
        **_names(page, regions),
    }


def _place(segments: Sequence[Segment], regions: Regions) -> dict[str, list[float]]:
    """Whether the segment stands where half, most or nearly all of the votes stand."""
    columns: dict[str, list[float]] = {}
    for name, share in (("half", 0.5), ("most", 0.8), ("nearly_all", 0.95)):
        inside = regions.inside(regions.smallest(share))
        columns[name] = [float(segment.block in inside) for segment in segments]
    return columns


def _company(
    segments: Sequence[Segment], regions: Regions, votes: Sequence[float]
) -> dict[str, list[float]]:
    """How the text around the segment was voted on."""
    padded = [0.0, *votes, 0.0]
    return {
        "siblings": [
            regions.siblings(segment, vote) for segment, vote in zip(segments, votes, strict=True)
        ],
        "neighbours": [(padded[at] + padded[at + 2]) / 2 for at in range(len(votes))],
    }


def _order(page: Voted, regions: Regions, votes: Sequence[float]) -> dict[str, list[float]]:
    """Where the segment comes in reading order: before the headline, before or after the votes."""
    before, columns = 0.0, []
    for segment, vote in zip(page.segments, votes, strict=True):
        before += len(segment.words) * vote
        columns.append(before / (regions.all_voted or 1))
    return {
        "above_headline": [float(at < page.headline) for at in range(len(votes))],
        "votes_above": columns,
        "no_votes_above": [float(share < 0.005) for share in columns],
    }


def _words(segments: Sequence[Segment]) -> dict[str, list[float]]:
    """What the words of the segment look like."""
    seen: set[str] = set()
    repeated: list[float] = []
    for segment in segments:
        repeated.append(float(segment.text in seen))
        seen.add(segment.text)
    return {
        "linked": [segment.linked for segment in segments],
        "sentence": [float(segment.text.endswith(_SENTENCE_ENDS)) for segment in segments],
        "long": [float(len(segment.words) > _LONG) for segment in segments],
        "repeated": repeated,
    }


def _names(page: Voted, regions: Regions) -> dict[str, list[float]]:
    """What the elements around the segment are, and what their authors called them."""
    marks = _marks(regions)
    blocks = [segment.block for segment in page.segments]
    return {
        "item": [float(block.tag in _ITEMS) for block in blocks],
        "bare": [float(block.tag == "div") for block in blocks],
        "caption": [float(_is_caption(block, regions)) for block in blocks],
        "furniture": [float(marks[block].furniture) for block in blocks],
        "named": [float(min(_MOST_NAMES, marks[block].names)) for block in blocks],
        "comment": [float(marks[block].comment and not page.is_thread) for block in blocks],
        "reply": [float(marks[block].comment and page.is_thread) for block in blocks],
    }


class _Marks(NamedTuple):
    """What an element inherits from all those around it: names count below the main region."""

    furniture: bool = False
    names: int = 0
    comment: bool = False


def _marks(regions: Regions) -> dict[HtmlElement | None, _Marks]:
    main = regions.smallest(0.8)
    outer = set(regions.around(main)) if main is not None else set()
    marks: dict[HtmlElement | None, _Marks] = {None: _Marks()}
    for element in regions.elements:
        above = marks[regions.parents[element]]
        furniture = above.furniture or element.tag in _FURNITURE
        if element in outer:
            marks[element] = _Marks(furniture)
        else:
            name, comment = _called(_names_of(element))
            marks[element] = _Marks(furniture, above.names + name, above.comment or comment)
    return marks


def _is_caption(block: HtmlElement, regions: Regions) -> bool:
    return any(
        element.tag == "figcaption" or _CAPTION.search(element.get("class") or "")
        for element in islice(regions.around(block), 2)
    )


def _names_of(element: HtmlElement) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return names[:400]


@lru_cache(maxsize=4096)
def _called(names: str) -> tuple[bool, bool]:
    """Whether these are names of furniture, and of comments."""
    return bool(_NAMES.search(names)), bool(_COMMENTS.search(names))
