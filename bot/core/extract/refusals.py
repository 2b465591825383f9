"""No article, no digest: what a page gives away about not being one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.extract.document import Document
    from bot.core.model import Article

_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def too_short(article: Article) -> Refusal | None:
    """Below 20 CJK characters and 10 words there is nothing to read; one of both suffices."""
    cjk, words = _size(article.text)
    if cjk < 20 and words < 10:
        return Refusal(RefusalCode.TOO_SHORT, f"{cjk} CJK characters, {words} words")
    return None


def too_short_for_digest(article: Article) -> bool:
    """Below 60 CJK characters and 30 words a digest would be longer than its article."""
    cjk, words = _size(article.text)
    return cjk < 60 and words < 30


def _size(text: str) -> tuple[int, int]:
    """CJK characters and other words of `text`."""
    return len(_CJK.findall(text)), len(_WORD.findall(_CJK.sub(" ", text)))


def by_status(status: int) -> Refusal | None:
    """What the status alone says; a page served with an error is no article."""
    if status in (404, 410):
        return Refusal(RefusalCode.NOT_FOUND, f"status {status}")
    return None


def by_page(document: Document) -> Refusal | None:
    """What can be seen before anything is extracted."""
    return None


def by_article(document: Document, article: Article) -> Refusal | None:
    """What only the extracted text gives away."""
    return None
