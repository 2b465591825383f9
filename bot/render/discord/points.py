"""The points and risks of a digest under their headings, as many as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.clean import cut_sentence
from bot.render.discord.markdown import Line, Span, length, write
from bot.render.fit import greatest
from bot.render.offers import has_evidence
from bot.render.phrases import phrase
from bot.render.text import quoted
from bot.render.tidy import LEAST_QUOTE, MOST_QUOTE, number, sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import CheckedPoint, Digest


def fitting(digest: Digest, room: int, *, has_quotes: bool) -> tuple[str, ...]:
    """The sections, with as much of them as has room: in UTF-16 units."""

    def fits(shown: int, quote: int) -> bool:
        if _least(digest, shown, quote) > room:
            return False
        texts = _sections(digest, shown, quote)
        return length(texts) + 2 * len(texts) <= room  # the embed has two line ends between them

    most, quote = number(digest), 0
    if has_quotes and has_evidence(digest):
        longest = MOST_QUOTE - LEAST_QUOTE
        quote = LEAST_QUOTE + greatest(lambda n: fits(most, LEAST_QUOTE + n), longest)
    return _sections(digest, greatest(lambda n: fits(n, quote), most), quote)


def _least(digest: Digest, shown: int, quote: int) -> int:
    """What the sections take at the very least; of what is far too long no more need be known."""
    points = [point for section in sections(digest, shown) for point in section.points]
    quotes = [each for point in points for each in point.quotes if quote]
    told = sum(len(point.label) + len(point.fact) for point in points)
    return told + sum(min(len(each), quote) // 2 for each in quotes)  # cut behind a sentence


def _sections(digest: Digest, shown: int, quote: int) -> tuple[str, ...]:
    """The first `shown` points and risks under their headings, each quotation of `quote` units."""
    return tuple(
        write(
            (
                Line((Span(phrase(digest.language, f"heading.{section.name}")),), "### "),
                *(line for point in section.points for line in _point(digest, point, quote)),
                *((Line((Span("…"),)),) if section.goes_on else ()),
            )
        )
        for section in sections(digest, shown)
    )


def _point(digest: Digest, point: CheckedPoint, quote: int) -> Iterator[Line]:
    colon = phrase(digest.language, "label.colon")
    label = (Span(point.label, "b"), Span(colon)) if point.label else ()
    yield Line((*label, Span(quoted(digest, point.fact))), "- ")
    for sentence in point.quotes if quote else ():
        told = phrase(digest.language, "label.evidence", text=cut_sentence(sentence, quote))
        yield Line((Span(told),), "-# ")
