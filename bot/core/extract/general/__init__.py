"""The reader for every page that no site rule knows.

Three extractors vote on the segments of a page's text; the segments that win are read from the
page's own tree, with their structure, whoever found them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract.general.candidates import candidates_of
from bot.core.extract.general.headline import headline_of, marked_article
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

_LONGEST_TITLE: Final = 80  # characters, where the text itself must lend one


def read(document: Document) -> Article:
    """The article of `document`; its text is empty where no article was found."""
    tree = pruned(document.tree)
    body = next(tree.iter("body"), tree)
    segments = segments_of(body)
    known = metadata(document, segments)
    title = words_of(known.title or "")
    worded = [segment for segment in segments if segment.words]
    kept = select(_voted(document, tree, worded, headline_of(worded, title)))
    keep(body, segments, trimmed(kept, title))
    blocks = read_blocks(body, document.base)
    text = as_text(blocks)
    return Article(
        url=document.url,
        title=known.title or _first_words(text),
        text=text,
        markdown=as_markdown(blocks),
        language=language_of(text, known.language),
        author=known.author,
        source=known.source,
        published=known.published,
        topics=known.topics,
    )


def _first_words(text: str) -> str:
    """The beginning of a text that has no title."""
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def _voted(
    document: Document, tree: HtmlElement, segments: Sequence[Segment], headline: int
) -> Voted:
    """The vote on the segments of the marked article, else on all of the page."""
    page = [segment.words for segment in segments]
    kept = [coverage(page, words) for words in candidates_of(tree)]
    thread = is_thread(document.html, document.url)
    inside = set() if thread else marked_article(segments, headline)
    places = [at for at, segment in enumerate(segments) if not inside or segment.block in inside]
    return Voted(
        segments=[segments[at] for at in places],
        kept=tuple([shares[at] for at in places] for shares in kept),
        headline=places.index(headline) if segments else 0,
        is_thread=thread,
    )
