"""The stage from Page to Article: a pure function of bytes.

Sniff the kind, decode, refuse what the page itself gives away, read it with the site's own rule
or the general extractor, refuse what only the text gives away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract import general, plain, refusals
from bot.core.extract.decode import decode
from bot.core.extract.document import Document
from bot.core.extract.sites import site_of
from bot.core.extract.sniff import Kind, kind_of
from bot.core.model import Refusal

if TYPE_CHECKING:
    from bot.core.model import Article, Page

too_short_for_digest = refusals.too_short_for_digest


def extract(page: Page) -> Article | Refusal:
    """Read the article of `page`, or say why there is none."""
    kind = kind_of(page)
    if isinstance(kind, Refusal):
        return kind
    text = decode(page.body, page.content_type)
    article = (
        _read_html(Document(page.url, text), page.status)
        if kind is Kind.HTML
        else plain.read(text, page.url)
    )
    if isinstance(article, Refusal):
        return article
    return refusals.too_short(article) or article


def _read_html(document: Document, status: int) -> Article | Refusal:
    if refusal := refusals.by_status(status):
        return refusal
    if site := site_of(document):
        return site.read(document)
    if refusal := refusals.by_page(document):
        return refusal
    article = general.read(document)
    return refusals.by_article(document, article) or article
