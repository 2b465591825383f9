"""Where the headline stands, and the article that the page marks around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract.elements import HEADINGS
from bot.core.extract.general.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.segments import Segment

_SHORTEST: Final = 120  # words besides the headline: below this it is a header or a teaser


def headline_of(segments: Sequence[Segment], title: Sequence[str]) -> int:
    """The place of the heading that is the page's title, else of the first `<h1>`, else 0."""
    wanted = " ".join(title).casefold()
    headings = [at for at, segment in enumerate(segments) if segment.block.tag in HEADINGS]
    for at in headings:
        text = " ".join(segments[at].words).casefold()
        if len(text) > 3 and text in wanted and segments[at].block.tag in ("h1", "h2", "h3"):
            return at
    return next((at for at in headings if segments[at].block.tag == "h1"), 0)


def marked_article(segments: Sequence[Segment], headline: int) -> set[HtmlElement]:
    """The elements of the `<article>` around the headline, where the page marks a whole one.

    HTML has the element for just this (section 4.3.2), schema.org the property `articleBody`.
    """
    if not segments:
        return set()
    regions = Regions(segments, [0.0] * len(segments))
    enough = _SHORTEST + len(segments[headline].words)
    for element in regions.around(segments[headline].block):
        marked = element.tag == "article" or "articleBody" in (element.get("itemprop") or "")
        if marked and regions.words[element] > enough:
            return regions.inside(element)
    return set()
