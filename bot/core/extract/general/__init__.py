"""The reader for every page that no site rule knows.

Three extractors vote on the segments of a page's text; the segments that win are read from the
page's own tree, with their structure, whoever found them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract.general.candidates import candidates_of
from bot.core.extract.general.keeping import keep
from bot.core.extract.general.pruning import pruned
from bot.core.extract.general.selection import select
from bot.core.extract.general.signals import Voted
from bot.core.extract.general.threads import is_thread
from bot.core.extract.general.tiling import coverage
from bot.core.extract.general.trimming import trimmed
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


def read(document: Document) -> Article:
    """The article of `document`; its text is empty where no article was found."""
    tree = pruned(document.tree)
    body = next(tree.iter("body"), tree)
    segments = segments_of(body)
    known = metadata(document, segments)
    headline = words_of(known.title or "")
    worded = [segment for segment in segments if segment.words]
    kept = select(_voted(tree, worded, document, headline))
    keep(body, segments, trimmed(kept, headline))
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
    return Voted(
        segments=segments,
        kept=tuple(coverage(page, words) for words in candidates_of(tree)),
        headline=headline,
        is_thread=is_thread(document.html, document.url),
    )
