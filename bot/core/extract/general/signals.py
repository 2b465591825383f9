"""What speaks for and against a segment being part of the article, as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

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
        inside = regions.smallest(share)
        columns[name] = [float(inside in regions.around(segment.block)) for segment in segments]
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
    main = regions.smallest(0.8)
    outer = set(regions.around(main)) if main is not None else set()
    columns: dict[str, list[float]] = {
        name: [] for name in ("item", "bare", "caption", "furniture", "named", "comment", "reply")
    }
    for segment in page.segments:
        around = [element for element in regions.around(segment.block) if element.tag != "html"]
        called = [(element, *_called(_names_of(element))) for element in around]
        named = sum(furniture for element, furniture, _ in called if element not in outer)
        comment = any(comment for element, _, comment in called if element not in outer)
        columns["item"].append(float(segment.block.tag in _ITEMS))
        columns["bare"].append(float(segment.block.tag == "div"))
        columns["caption"].append(float(any(map(_is_caption, around[:2]))))
        columns["furniture"].append(float(any(element.tag in _FURNITURE for element in around)))
        columns["named"].append(float(min(_MOST_NAMES, named)))
        columns["comment"].append(float(comment and not page.is_thread))
        columns["reply"].append(float(comment and page.is_thread))
    return columns


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or bool(_CAPTION.search(element.get("class") or ""))


def _names_of(element: HtmlElement) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return names[:400]


@lru_cache(maxsize=4096)
def _called(names: str) -> tuple[bool, bool]:
    """Whether these are names of furniture, and of comments."""
    return bool(_NAMES.search(names)), bool(_COMMENTS.search(names))
