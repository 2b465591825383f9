"""An article as a summarizer sees it, and the digest that becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.core.check import Evidence, check
from bot.core.check.once import Once
from bot.core.injection import without_orders
from bot.core.invisible import strip_invisible
from bot.core.model import CheckedPoint, Digest, Summarizer
from bot.core.summarize.extractive import extract_summary
from bot.core.summarize.passages import passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.check import Verdict
    from bot.core.model import Article, AskedLanguage, Passage, Summary


@dataclass(frozen=True, slots=True)
class Story:
    """An article without what is hidden in it, in passages; `language` is that of its digest.

    `evidence` is read at the first check, and shared by all: an extract needs none.
    """

    article: Article
    passages: Sequence[Passage]
    language: str
    evidence: Once[Evidence] = field(repr=False, compare=False)

    @classmethod
    def of(cls, article: Article, language: AskedLanguage) -> Story:
        """Read `article` for a digest in `language`."""
        seen = _sound(article)
        numbered = passages(seen)
        asked = article.language if language == "auto" else language
        return cls(seen, numbered, asked, Once(partial(Evidence.of, seen, numbered, asked)))

    def check(self, summary: Summary) -> Verdict:
        """What of `summary` may stand."""
        return check(summary, self.evidence())

    def extract(self) -> Digest:
        """The digest without a model; in the article's language, as it quotes it."""
        summary = extract_summary(self.article, self.passages)
        points = [CheckedPoint("", point.fact, (point.fact,)) for point in summary.key_points]
        digest = self.digest(summary.one_line, tuple(points), (), Summarizer("extract"))
        return replace(digest, language=self.article.language)

    def digest(
        self,
        one_line: str,
        key_points: tuple[CheckedPoint, ...],
        risks: tuple[CheckedPoint, ...],
        by: Summarizer,
    ) -> Digest:
        """The article's digest, with these words."""
        article = self.article
        return Digest(
            url=article.url,
            canonical_url=None,
            title=article.title,
            author=article.author,
            source=article.source,
            published=article.published,
            language=self.language,
            one_line=one_line,
            key_points=key_points,
            risks=risks,
            topics=article.topics,
            summarizer=by,
        )


def _sound(article: Article) -> Article:
    """Nothing that is hidden goes to a model, into a quote or into a heading.

    What a headline or a byline orders a machine to do goes too: it would stand over the digest.
    """
    return replace(
        article,
        title=without_orders(strip_invisible(article.title)),
        text=strip_invisible(article.text),
        author=without_orders(strip_invisible(article.author or "")) or None,
        source=without_orders(strip_invisible(article.source or "")) or None,
        topics=_topics(article),
    )


def _topics(article: Article) -> tuple[str, ...]:
    seen = (without_orders(strip_invisible(topic)) for topic in article.topics)
    return tuple(topic for topic in seen if topic)
