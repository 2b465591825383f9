"""What an article offers a point to rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.check.figures import KnownFigures
from bot.core.injection import planted, without_orders
from bot.core.terms import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage

_LATIN = re.compile(r"[A-Za-zÀ-ɏ\d]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article read once for all rules and all summaries of it; nothing changes it.

    What its passages order a machine to do is no part of it: neither `quotes` nor `text`, the
    folded text of title, metadata and passages, hold them. `same_language` is whether the summary
    is written in the article's own.
    """

    quotes: dict[int, str]
    planted: frozenset[int]
    heading: str
    text: str
    latin: frozenset[str]
    figures: KnownFigures
    terms: frozenset[str]
    passage_terms: dict[int, frozenset[str]]
    language: str
    same_language: bool

    @classmethod
    def of(cls, article: Article, passages: Sequence[Passage], language: str) -> Evidence:
        """Read `article`, in `passages`, for summaries of it in `language` (a primary subtag).

        This takes by far the longest of a check, and is the same for all summaries.
        """
        orders = planted(passages)
        quotes = {told.number: told.text for told in passages if told.number not in orders}
        about = [article.title, article.author, article.source, *article.topics]
        heading = "\n".join(without_orders(text) for text in about if text)
        text = "\n".join([heading, *quotes.values()]).casefold()
        passage_terms = {number: frozenset(terms(quote)) for number, quote in quotes.items()}
        return cls(
            quotes=quotes,
            planted=orders,
            heading=heading.casefold(),
            text=text,
            latin=frozenset(_LATIN.findall(text)),
            figures=KnownFigures([heading, *quotes.values()], article.published),
            terms=frozenset(terms(heading)).union(*passage_terms.values()),
            passage_terms=passage_terms,
            language=language,
            same_language=language == article.language,
        )

    def has_name(self, name: str) -> bool:
        """Whether the article has the Latin word `name`, or each part of a compound.

        A month or a day of the week it may have in another language: July is in 七月.
        """
        pieces = _LATIN.findall(name.casefold())
        return self.figures.tells_of(name) or all(
            piece in self.latin or piece.removesuffix("s") in self.latin
            for piece in pieces
            if len(piece) > 1
        )
