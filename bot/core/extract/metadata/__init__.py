"""Who wrote a page, when, where, and what it is called: never a wild guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.extract.metadata.authors import author_of
from bot.core.extract.metadata.bylines import Bylines
from bot.core.extract.metadata.facts import Facts
from bot.core.extract.metadata.published import published_on
from bot.core.extract.metadata.sources import source_of
from bot.core.extract.metadata.titles import title_of
from bot.core.extract.metadata.topics import topics_of
from bot.core.extract.segments import segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.core.extract.document import Document
    from bot.core.extract.segments import Segment


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; unknown is None. `language` is the declared tag."""

    title: str | None
    author: str | None
    source: str | None
    published: date | None
    language: str | None
    topics: tuple[str, ...] = ()


def metadata(document: Document, segments: Sequence[Segment] | None = None) -> Metadata:
    """Pick the metadata of `document`; `segments` of its text, where the caller has cut it."""
    facts = Facts(document)
    source = source_of(facts)
    title = title_of(facts, source)
    bylines = Bylines(segments_of(document.tree) if segments is None else segments, title or "")
    return Metadata(
        title=title,
        author=author_of(facts, bylines, source),
        source=source,
        published=published_on(facts, bylines),
        language=document.tree.get("lang") or facts.first("og:locale", "content-language") or None,
        topics=topics_of(facts),
    )
