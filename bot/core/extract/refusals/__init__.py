"""No article, no digest: the reasons a page gives for not being one.

Precision comes first: a page that says much is refused only when it is built as a wall or a list,
and a phrase counts only where it stands alone (a title, a heading, a page of few words). An
article about deleted accounts, or one under a cookie banner, is an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract.refusals.rules import ARTICLE_RULES, PAGE_RULES
from bot.core.extract.refusals.signs import Signs
from bot.core.length import length_of
from bot.core.length import too_short as is_too_short
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.extract.document import Document
    from bot.core.model import Article

_STATUSES = {
    401: RefusalCode.LOGIN,
    402: RefusalCode.PAYWALL,
    404: RefusalCode.NOT_FOUND,
    407: RefusalCode.LOGIN,
    410: RefusalCode.NOT_FOUND,
    451: RefusalCode.VIOLATION,
}


def by_status(status: int) -> Refusal | None:
    """What the status alone says; an error page is no article, whatever it holds."""
    if status < 400:
        return None
    return Refusal(_STATUSES.get(status, RefusalCode.FETCH_FAILED), f"status {status}")


def by_page(document: Document) -> Refusal | None:
    """What the page itself gives away before anything is extracted."""
    signs = Signs(document)
    return next(filter(None, (rule(signs) for rule in PAGE_RULES)), None)


def by_article(document: Document, article: Article) -> Refusal | None:
    """What the page gives away once it is known how much of an article was found in it."""
    signs = Signs(document, article)
    return next(filter(None, (rule(signs) for rule in ARTICLE_RULES)), None)


def too_short(article: Article) -> Refusal | None:
    """An article of fewer characters and words than anybody would call one."""
    if not is_too_short(article.text):
        return None
    cjk, words = length_of(article.text)
    return Refusal(RefusalCode.TOO_SHORT, f"{cjk} CJK characters, {words} words")
