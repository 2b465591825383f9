"""A pipeline with a fake of everything around it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.core.model import Digest, Link, Refusal
from bot.core.pipeline import Pipeline
from bot.core.summarize.prompt import load_prompts
from tests.fakes.clock import FakeClock
from tests.fakes.extractor import FakeExtractor
from tests.fakes.fetcher import FakeFetcher
from tests.fakes.model import FakeModel
from tests.fakes.store import FakeStore
from tests.fakes.writer import FakeWriter

ENGLISH = "The river rose\n" + "Water stood in the lower streets of the town this morning. " * 8
CHINESE = "河水上涨\n" + "今天早上，老城的街道上积水很深，居民只好改走山路。" * 8
LINK = Link("https://example.com/river?utm_source=x", "https://example.com/river")
MODEL = FakeModel("")


class World:
    """A pipeline and all that stands around it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.fetcher = FakeFetcher({LINK.url: ENGLISH})
        self.extractor = FakeExtractor()
        self.writer = FakeWriter()
        self.store = FakeStore()
        self.pipeline = self.another_pipeline()

    def another_pipeline(
        self, *, model: FakeModel | None = MODEL, store: FakeStore | str | None = "same"
    ) -> Pipeline:
        """A second process, as it were; by default on the same store."""
        return Pipeline(
            fetcher=self.fetcher,
            extractor=self.extractor,
            model=model,
            prompts=load_prompts(),
            store=self.store if isinstance(store, str) else store,
            clock=self.clock,
            summarize=self.writer,
        )

    def serve(self, body: str | Exception) -> None:
        self.fetcher.pages[LINK.url] = body

    @property
    def work(self) -> tuple[int, int]:
        """Fetches and summaries so far."""
        return len(self.fetcher.fetched), len(self.writer.asked)

    async def digest(self, **how: Any) -> Digest:
        outcome = (await self.pipeline.digest_link(LINK, **how)).outcome
        assert isinstance(outcome, Digest)
        return outcome

    async def refusal(self, **how: Any) -> Refusal:
        outcome = (await self.pipeline.digest_link(LINK, **how)).outcome
        assert isinstance(outcome, Refusal)
        return outcome


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)
