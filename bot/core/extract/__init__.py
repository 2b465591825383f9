"""The stage from Page to Article: a pure function of bytes.

Sniff the kind and decode; a site with a rule of its own knows its own refusals too. Any other page
is refused for what it gives away itself, read by the general extractor, and refused for what only
its text gives away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract import general, plain, refusals
from bot.core.extract.decode import decode
from bot.core.extract.document import Document
from bot.core.extract.sites import site_of
from bot.core.extract.sniff import Kind, kind_of
from bot.core.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.model import Article, Page


def extract(page: Page) -> Article | Refusal:
    """Read the article of `page`, or say why there is none."""
    kind = refusals.by_status(page.status) or kind_of(page)
    if isinstance(kind, Refusal):
        return kind
    article = _READERS[kind](decode(page.body, page.content_type), page.url)
    return article if isinstance(article, Refusal) else refusals.too_short(article) or article


def _read_html(html: str, url: str | None) -> Article | Refusal:
    document = Document(url, html)
    if site := site_of(document):
        return site.read(document)
    if refusal := refusals.by_page(document):
        return refusal
    article = general.read(document)
    return refusals.by_article(document, article) or article


_READERS: Final[dict[Kind, Callable[[str, str | None], Article | Refusal]]] = {
    Kind.HTML: _read_html,
    Kind.MARKDOWN: plain.read_markdown,
    Kind.TEXT: plain.read_text,
}
