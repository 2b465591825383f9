"""Whatever is done in whatever order, the store on disk and the fake say the same."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.adapters.store import open_store
from bot.core.model import Article, CheckedPoint, Digest, Refusal, RefusalCode, Summarizer
from bot.core.ports import DigestRow, Kept, Work
from tests.fakes.rows import NOW
from tests.fakes.store import FakeStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import Store

T = TypeVar("T")

KEYS = ("a", "水")
RECIPES = (("p1", "m1"), ("", ""))

few = st.sampled_from
texts = st.text(st.characters(codec=None), max_size=12)
maybe = st.none() | texts
keys = few(KEYS)
times = st.integers(NOW, NOW + 60)
dates = st.none() | st.dates()
topics = st.lists(texts, max_size=2).map(tuple)
articles = st.builds(
    Article, maybe, texts, texts, texts, few(["zh", "en"]), maybe, maybe, dates, topics
)
points = st.lists(
    st.builds(CheckedPoint, texts, texts, st.lists(texts, max_size=2).map(tuple)), max_size=2
).map(tuple)
counts = st.none() | st.integers(0, 10**9)
summarizers = st.builds(
    Summarizer,
    few(["model", "extract"]),
    maybe,
    maybe,
    counts,
    counts,
    st.none() | st.floats(0, 100),
    counts,
)
digests = st.builds(
    Digest,
    *(maybe, maybe, texts, maybe, maybe, dates, texts),
    *(texts, points, points, topics, summarizers),
)
rows = st.builds(DigestRow, digests, few(["zh", "en"]), few(["h1", "h2"]))
refusals = st.builds(Refusal, few(RefusalCode), texts)
works = st.builds(
    lambda key, by, language: Work(key, by[0], by[1], language),
    keys,
    few(RECIPES),
    few(["zh", "en"]),
)


def kept(values: st.SearchStrategy[T]) -> st.SearchStrategy[Kept[T]]:
    return st.builds(Kept, values, times, times)


class Stores(RuleBasedStateMachine):
    """Both at once; every answer is compared."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self._path = Path(self._folder.name) / "linkdigest.db"
        self._fake = FakeStore()
        self._real = self._runner.run(open_store(self._path))

    def teardown(self) -> None:
        self._runner.run(self._real.close())
        self._runner.close()
        self._folder.cleanup()

    def _both(self, ask: Callable[[Store], Awaitable[object]]) -> None:
        async def compare() -> None:
            assert await ask(self._real) == await ask(self._fake)

        self._runner.run(compare())

    @rule()
    def restart(self) -> None:
        self._runner.run(self._real.close())
        self._real = self._runner.run(open_store(self._path))

    @rule(work=works, digest=kept(rows))
    def keep_digest(self, work: Work, digest: Kept[DigestRow]) -> None:
        self._both(lambda store: store.keep_digest(work, digest))

    @rule(key=keys, article=kept(articles))
    def keep_article(self, key: str, article: Kept[Article]) -> None:
        self._both(lambda store: store.keep_article(key, article))

    @rule(key=keys, refusal=kept(refusals))
    def keep_refusal(self, key: str, refusal: Kept[Refusal]) -> None:
        self._both(lambda store: store.keep_refusal(key, refusal))

    @rule(name=keys, owner=few(["one", "two"]), now=times)
    def claim(self, name: str, owner: str, now: int) -> None:
        self._both(lambda store: store.claim(name, owner, now=now, seconds=15))

    @rule(name=keys, owner=few(["one", "two"]), now=times)
    def renew(self, name: str, owner: str, now: int) -> None:
        self._both(lambda store: store.renew(name, owner, now=now, seconds=15))

    @rule(name=keys, owner=few(["one", "two"]))
    def release(self, name: str, owner: str) -> None:
        self._both(lambda store: store.release(name, owner))

    @rule(now=times)
    def prune(self, now: int) -> None:
        self._both(lambda store: store.prune(now, 1000))

    @invariant()
    def the_same_is_known(self) -> None:
        async def known(store: Store) -> list[object]:
            return [
                (await store.article(key), await store.refusal(key), await store.digests(key, *by))
                for key in KEYS
                for by in RECIPES
            ]

        self._both(known)


Stores.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestStores = Stores.TestCase
