"""Article to passages: numbered sentences that a point can cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Passage
from bot.core.summarize.paragraphs import paragraphs
from bot.core.summarize.sentences import sentences

if TYPE_CHECKING:
    from bot.core.model import Article


def passages(article: Article) -> tuple[Passage, ...]:
    """Number the sentences of `article.text` from 1.

    Soft-wrapped lines are rejoined first, a heading is a passage of its own. Joined, the passages
    hold the whole text but white space, pictures and what no reader can see.
    """
    texts = [text for paragraph in paragraphs(article.text) for text in sentences(paragraph)]
    return tuple(Passage(number, text) for number, text in enumerate(texts, 1))
