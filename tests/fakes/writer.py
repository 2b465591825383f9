"""A stand-in for the summarizer, where a test is not about what a digest says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.core.model import Article, CheckedPoint, Digest, Summarizer
from bot.core.summarize.summarizer import Made

if TYPE_CHECKING:
    from bot.core.errors import ModelError
    from bot.core.ports import Model


class FakeWriter:
    """Implements `pipeline.Summarize`; numbers its digests.

    While `gate` is not set every digest hangs; `started` is set as soon as one has begun.
    With a `failure` the digest is the extract in the model's stead.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Article, str]] = []
        self.failure: ModelError | None = None
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(
        self, article: Article, *, language: str, model: Model | None, **_: Any
    ) -> Made:
        assert isinstance(article, Article)  # nothing else may ever reach a model
        self.asked.append((article, language))
        number = len(self.asked)
        self.started.set()
        await self.gate.wait()
        digest = Digest(
            url=article.url,
            canonical_url=None,
            title=article.title,
            author=article.author,
            source=article.source,
            published=article.published,
            language=article.language if language == "auto" else language,
            one_line=f"{number}. {article.title}",
            key_points=(CheckedPoint("", article.title, (article.title,)),),
            risks=(),
            topics=(),
            summarizer=Summarizer("model", model.name, "p", 1000, 100, 0.001)
            if model and not self.failure
            else Summarizer("extract"),
        )
        return Made(digest, self.failure)
