"""The reader for every page that no site rule knows."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from trafilatura import bare_extraction

from bot.core.extract.language import language_of
from bot.core.extract.metadata import metadata
from bot.core.model import Article

if TYPE_CHECKING:
    from bot.core.extract.document import Document


def read(document: Document) -> Article:
    """The article of `document`; its text is empty where no article was found."""
    known = metadata(document)
    found = bare_extraction(deepcopy(document.tree), url=document.url, include_comments=False)
    text = (getattr(found, "text", None) or "") if found else ""
    return Article(
        url=document.url,
        title=known.title or "",
        text=text,
        markdown=text,
        language=language_of(text, known.language),
        author=known.author,
        source=known.source,
        published=known.published,
        topics=known.topics,
    )
