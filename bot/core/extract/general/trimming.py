"""The ends of an article, where pages put what leads away from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract.elements import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.extract.segments import Segment

_FEWEST: Final = 3  # paragraphs that make an article of more than links
_PARAGRAPH: Final = 25  # words
_LINK: Final = 0.8  # share of a segment's characters
_TOP: Final = 2  # segments among which the headline is looked for


def trimmed(kept: Sequence[Segment], headline: Sequence[str]) -> list[Segment]:
    """`kept` without the headline, and without links and headings that lead away at its ends."""
    body = _without_headline(kept, headline)
    leads_away = _is_link if sum(map(_is_paragraph, body)) >= _FEWEST else _never
    start = next((at for at, segment in enumerate(body) if not leads_away(segment)), 0)
    solid = [
        at
        for at, segment in enumerate(body)
        if not leads_away(segment) and segment.block.tag not in HEADINGS
    ]
    return body[start : solid[-1] + 1 if solid else len(body)]


def _without_headline(kept: Sequence[Segment], headline: Sequence[str]) -> list[Segment]:
    folded = [word.casefold() for word in headline]
    return [
        segment
        for at, segment in enumerate(kept)
        if at > _TOP or [word.casefold() for word in segment.words] != folded
    ]


def _is_link(segment: Segment) -> bool:
    return segment.linked > _LINK


def _is_paragraph(segment: Segment) -> bool:
    return len(segment.words) > _PARAGRAPH and segment.linked < 0.5


def _never(_: Segment) -> bool:
    return False
