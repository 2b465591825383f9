"""The reader for every page that no site rule knows.

Three extractors vote on the segments of a page's text; the segments that win are read from the
page's own tree, with their structure, whoever found them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract.elements import HEADINGS
from bot.core.extract.general.candidates import candidates
from bot.core.extract.general.keeping import keep
from bot.core.extract.general.pruning import pruned
from bot.core.extract.general.selection import select
from bot.core.extract.general.signals import Voted
from bot.core.extract.general.threads import is_thread
from bot.core.extract.general.tiling import coverage
from bot.core.extract.language import language_of
from bot.core.extract.markdown import as_markdown, as_text, read_blocks
from bot.core.extract.metadata import metadata
from bot.core.extract.segments import segments_of, words_of
from bot.core.model import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.document import Document
    from bot.core.extract.segments import Segment

_PROSE: Final = 3  # paragraphs that make an article of more than links
_PARAGRAPH: Final = 25  # words
_LINK: Final = 0.8  # share of a segment's characters
_TOP: Final = 2  # segments among which the headline is looked for


def read(document: Document) -> Article:
    """The article of `document`; its text is empty where no article was found."""
    tree = pruned(document.tree)
    body = next(tree.iter("body"), tree)
    segments = segments_of(body)
    known = metadata(document, segments)
    headline = words_of(known.title or "")
    kept = select(_voted(tree, segments, document, headline))
    keep(body, segments, _trimmed(kept, headline))
    blocks = read_blocks(body, document.base)
    text = as_text(blocks)
    return Article(
        url=document.url,
        title=known.title or "",
        text=text,
        markdown=as_markdown(blocks),
        language=language_of(text, known.language),
        author=known.author,
        source=known.source,
        published=known.published,
        topics=known.topics,
    )


def _voted(
    tree: HtmlElement, segments: Sequence[Segment], document: Document, headline: Sequence[str]
) -> Voted:

    page = [segment.words for segment in segments]
    first, second, third = candidates(tree)
    return Voted(
        segments=segments,
        kept=(coverage(page, first), coverage(page, second), coverage(page, third)),
        headline=headline,
        is_thread=is_thread(document.html, document.url),
    )


def _trimmed(kept: Sequence[Segment], headline: Sequence[str]) -> list[Segment]:
    """`kept` without the headline, and without links and headings that lead away at its ends."""
    prose = sum(len(segment.words) > _PARAGRAPH and segment.linked < 0.5 for segment in kept)
    ends = [segment.linked > _LINK for segment in kept] if prose >= _PROSE else [False] * len(kept)
    first = next((at for at, is_link in enumerate(ends) if not is_link), len(kept))
    last = next(
        (
            at
            for at in range(len(kept) - 1, -1, -1)
            if not (ends[at] or kept[at].block.tag in HEADINGS)
        ),
        -1,
    )
    folded = [word.casefold() for word in headline]
    return [
        segment
        for at, segment in enumerate(kept[first : last + 1])
        if at > _TOP or [word.casefold() for word in segment.words] != folded
    ]
