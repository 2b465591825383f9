"""The arrow, joined: from an address to an article, and on to a digest."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_store
from bot.adapters.worker import Workers
from bot.core.meter import NOBODY
from bot.core.pipeline import Pipeline
from bot.core.summarize.prompt import load_prompts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from bot.adapters.openai import OpenAIModel
    from bot.adapters.store.sql import SqlStore
    from bot.adapters.web import WebFetcher
    from bot.core.daily.feed import FeedPage, Validators
    from bot.core.meter import Meter
    from bot.core.model import Page
    from bot.settings import Settings

    Warm = Callable[[], Coroutine[Any, Any, None]]

SERVING = "serve"
"""What the leases of the one serving program are held under."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The first half of the arrow: from an address to an article, or to a feed."""

    fetcher: WarmingFetcher
    extractor: Workers


@dataclass(frozen=True, slots=True)
class App:
    """The whole arrow, joined; `reader` is the half of it that feeds need, too.

    `model_up`: whether the model is not left alone just now, None where none is set. `model_fault`:
    why who runs the bot has to see to it, "" while nobody has to.
    """

    pipeline: Pipeline
    store: SqlStore
    reader: Reader
    model_up: Callable[[], bool] | None = None
    model_fault: Callable[[], str] = str


@asynccontextmanager
async def open_reader(
    settings: Settings, *warm: Warm, workers: int | None = None
) -> AsyncIterator[Reader]:
    """Fetcher and page readers, closed at the end; `warm` begins with the first fetch."""
    async with (
        Workers(workers or settings.workers) as extractor,
        WarmingFetcher(settings, extractor.warm, *warm) as fetcher,
    ):
        yield Reader(fetcher, extractor)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    workers: int | None = None,
    stays: bool = False,
    meter: Meter = NOBODY,
) -> AsyncIterator[App]:
    """All parts, joined as `settings` say, closed at the end.

    `stays`: for a program that serves, not for one command: what it works on is held under a name.

    Raises:
        PromptError, SettingsError, StoreError: a file that is needed is not as it should be.
    """
    prompts = load_prompts(settings.prompts)
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database)
        stack.push_async_callback(store.close)
        warm: list[Warm] = []
        model = open_model(settings)
        if model:
            stack.push_async_callback(model.aclose)
            warm.append(model.warm)
        reader = await stack.enter_async_context(open_reader(settings, *warm, workers=workers))
        yield App(
            Pipeline(
                fetcher=reader.fetcher,
                extractor=reader.extractor,
                model=model,
                prompts=prompts,
                store=store,
                clock=SystemClock(),
                max_chars=settings.max_chars,
                holder=SERVING if stays else "",
                keeping=settings.keeping,
                meter=meter,
            ),
            store,
            reader,
            (lambda: model.is_available) if model else None,
            (lambda: model.fault) if model else str,
        )


def open_model(settings: Settings) -> OpenAIModel | None:
    """The model that is set, to be closed by who opens it; None where none is."""
    if not settings.has_model or settings.openai_model is None:
        return None
    from bot.adapters.openai import OpenAIModel, load_prices  # noqa: PLC0415 - see WarmingFetcher

    return OpenAIModel(
        model=settings.openai_model,
        api_key=settings.openai_api_key.reveal() if settings.openai_api_key else None,
        base_url=settings.openai_base_url,
        temperature=settings.temperature,
        deadline=settings.model_timeout,
        concurrency=settings.concurrency,
        prices=load_prices(settings.prices),
    )


class WarmingFetcher:
    """Fetches, and meanwhile lets those load their libraries whom the page will need next.

    The web client too is loaded with the first fetch: a digest that is known needs none of them.
    """

    def __init__(self, settings: Settings, *warm: Warm) -> None:
        self._settings = settings
        self._warm = warm
        self._warming: list[asyncio.Task[None]] = []
        self._web: WebFetcher | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._warming:
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)

    async def fetch(self, url: str) -> Page:
        """Fetch a page; see `WebFetcher`."""
        if not self._warming:
            self._warming = [asyncio.create_task(warm()) for warm in self._warm]
        return await self._client().fetch(url)

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        """Fetch a feed; see `WebFetcher`."""
        return await self._client().fetch_feed(url, known)

    def _client(self) -> WebFetcher:
        if self._web is None:
            self._web = open_web(self._settings)
        return self._web


def open_web(settings: Settings) -> WebFetcher:
    """The guarded fetcher as it is set."""
    from bot.adapters.web import FetchPolicy, WebFetcher  # noqa: PLC0415 - see WarmingFetcher

    allow = frozenset(settings.fetch_allow)
    if settings.user_agent:
        return WebFetcher(FetchPolicy(allow=allow, user_agent=settings.user_agent))
    return WebFetcher(FetchPolicy(allow=allow))
