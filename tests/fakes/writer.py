"""A stand-in for the summarizer, where a test is not about what a digest says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.model import Article, CheckedPoint, Digest, Summarizer
from bot.core.summarize.summarizer import Made

if TYPE_CHECKING:
    from bot.core.errors import ModelError
    from bot.core.ports import Model
    from bot.core.progress import OnPart


class FakeWriter:
    """Implements `pipeline.Summarize`; numbers its digests.

    While `gate` is not set every digest hangs; `started` is set as soon as one has begun.
    With a `failure` the digest is the extract in the model's stead; the answer that failed took
    what `wasted` says.
    `on_parts` holds, of each digest, who is told its parts, None where nobody is.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Article, str]] = []
        self.by_model = 0
        self.on_parts: list[OnPart | None] = []
        self._drafts: list[tuple[OnPart, Digest]] = []
        self.failure: ModelError | None = None
        self.wasted: Summarizer | None = None
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(
        self,
        article: Article,
        *,
        language: str,
        model: Model | None,
        on_part: OnPart | None = None,
        **_: Any,
    ) -> Made:
        assert isinstance(article, Article)  # nothing else may ever reach a model
        self.asked.append((article, language))
        self.by_model += model is not None
        self.on_parts.append(on_part)
        digest = self._digest(article, language, model)
        if on_part:
            self._drafts.append((on_part, digest))
        self.started.set()
        await self.gate.wait()
        return Made(digest, self.failure, self.wasted if self.failure else None)

    def tell(self, one_line: str) -> None:
        """Tell a part of every digest so far whose parts are wanted."""
        for on_part, digest in self._drafts:
            on_part(replace(digest, one_line=one_line, key_points=()))

    def _digest(self, article: Article, language: str, model: Model | None) -> Digest:
        return Digest(
            url=article.url,
            canonical_url=None,
            title=article.title,
            author=article.author,
            source=article.source,
            published=article.published,
            language=article.language if language == "auto" else language,
            one_line=f"{len(self.asked)}. {article.title}",
            key_points=(CheckedPoint("", article.title, (article.title,)),),
            risks=(),
            topics=(),
            summarizer=Summarizer("model", model.name, "p", 1000, 100, 0.001)
            if model and not self.failure
            else Summarizer("extract"),
        )
