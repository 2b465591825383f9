"""The arrow as a whole: each stage once, and only what must be done is done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.errors import BlockedHostError, FetchFailedError, ModelDownError, StoreError
from bot.core.model import (
    Article,
    CheckedPoint,
    Digest,
    Link,
    Page,
    Refusal,
    RefusalCode,
    Summarizer,
)
from bot.core.pipeline import Pipeline, Result, Stage
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import Made
from tests.fakes.clock import FakeClock
from tests.fakes.extractor import FakeExtractor
from tests.fakes.fetcher import FakeFetcher
from tests.fakes.model import FakeModel
from tests.fakes.store import FakeStore

if TYPE_CHECKING:
    from bot.core.ports import Store

ENGLISH = "The river rose\n" + "Water stood in the lower streets of the town this morning. " * 8
CHINESE = "河水上涨\n" + "今天早上，老城的街道上积水很深，居民只好改走山路。" * 8
LINK = Link("https://example.com/river?utm_source=x", "https://example.com/river")


class Writer:
    """A stand-in for the summarizer: counts, hangs at its gate, fails where it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.failure: ModelDownError | None = None
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, article: Article, *, language: str, model: Any, **_: Any) -> Made:
        assert isinstance(article, Article)
        self.asked.append((article.title, language))
        self.started.set()
        await self.gate.wait()
        by_model = model is not None and self.failure is None
        by = Summarizer("model", model.name, "p1", 1000, 100, 0.001) if by_model else None
        digest = Digest(
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
            summarizer=by or Summarizer("extract"),
        )
        return Made(digest, self.failure)


@dataclass
class World:
    """A pipeline and all that stands around it."""

    clock: FakeClock = field(default_factory=FakeClock)
    fetcher: FakeFetcher = field(default_factory=lambda: FakeFetcher({LINK.url: ENGLISH}))
    extractor: FakeExtractor = field(default_factory=FakeExtractor)
    writer: Writer = field(default_factory=Writer)
    store: FakeStore = field(default_factory=FakeStore)

    def pipeline(self, *, store: bool = True, model: FakeModel | None = FakeModel("")) -> Pipeline:  # noqa: B008
        return Pipeline(
            fetcher=self.fetcher,
            extractor=self.extractor,
            model=model,
            prompts=load_prompts(),
            store=self.store if store else None,
            clock=self.clock,
            summarize=self.writer,
        )


@pytest.fixture
async def world() -> World:
    return World()


def digest_of(result: Result) -> Digest:
    assert isinstance(result.outcome, Digest)
    return result.outcome


async def test_a_link_becomes_a_digest_under_the_address_that_was_asked_for(world: World) -> None:
    digest = digest_of(await world.pipeline().digest_link(LINK))
    assert (digest.url, digest.canonical_url) == (LINK.url, LINK.key)
    assert digest.title == "The river rose"
    assert not digest.cached


async def test_a_repeat_costs_nothing(world: World) -> None:
    pipeline = world.pipeline()
    first = digest_of(await pipeline.digest_link(LINK))
    again = digest_of(await pipeline.digest_link(LINK))
    assert again.cached
    assert again.one_line == first.one_line
    assert (len(world.fetcher.fetched), len(world.writer.asked)) == (1, 1)


async def test_fifty_who_ask_at_once_share_one_fetch_and_one_model_call(world: World) -> None:
    pipeline = world.pipeline()
    results = await asyncio.gather(*(pipeline.digest_link(LINK) for _ in range(50)))
    assert len({digest_of(result).one_line for result in results}) == 1
    assert (len(world.fetcher.fetched), len(world.writer.asked)) == (1, 1)
