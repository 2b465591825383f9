"""What the running program adds to the time of site and model, and what it takes of the machine."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.extract import extract
from bot.core.links import parse
from bot.core.model import Article, Digest, Page
from bot.core.summarize.extractive import extract_summary
from bot.core.summarize.passages import passages
from tests.bench.pages import article, page
from tests.bench.table import Row, at_least, at_most, percentile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.app import App

PAGES = 50
BURST = 200
AT_ONCE = 20


@dataclass
class Elsewhere:
    """Wraps a port and sums the time that is spent behind it: the site's and the model's own."""

    port: Any
    seconds: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        """A model has one."""
        return str(self.port.name)

    async def _timed(self, call: Any) -> Any:
        began = time.perf_counter()
        try:
            return await call
        finally:
            self.seconds.append(time.perf_counter() - began)

    async def fetch(self, url: str) -> Any:
        """As the fetcher does."""
        return await self._timed(self.port.fetch(url))

    async def ask(self, request: Any) -> Any:
        """As the model does."""
        return await self._timed(self.port.ask(request))


async def digest(app: App, address: str, number: int) -> Digest:
    """Digest page `number`; anything but a model's digest is a fault of the bench."""
    result = await app.pipeline.digest_link(parse(f"http://{address}/page/{number}"))
    if not isinstance(result.outcome, Digest) or result.outcome.summarizer.kind != "model":
        raise RuntimeError(f"page {number}: {result.outcome}")
    return result.outcome


async def added_time(app: App, address: str) -> list[Row]:
    """Link to digest, warm, beyond the time of fetch and model."""
    pipeline: Any = app.pipeline
    site = pipeline._fetcher = Elsewhere(pipeline._fetcher)
    model = pipeline._model = Elsewhere(pipeline._model)
    for number in range(1000, 1004):
        await digest(app, address, number)
    added = []
    for number in range(PAGES):
        site.seconds.clear()
        model.seconds.clear()
        began = time.perf_counter()
        await digest(app, address, number)
        whole = time.perf_counter() - began
        added.append(1000 * (whole - sum(site.seconds) - sum(model.seconds)))
    return [
        at_most("added to fetch and model, median", statistics.median(added), 60, "ms"),
        at_most("added to fetch and model, p90", percentile(added, 0.9), 120, "ms"),
    ]


def memory() -> list[Row]:
    """Resident memory now: the main process with all its libraries in use, and its workers."""
    main, whole = resident(os.getpid())
    return [
        at_most("resident, main process", main, 130, "MB"),
        at_most("resident, all processes", whole, 220, "MB"),
    ]


def resident(pid: int) -> tuple[float, float]:
    """MB that a process holds, and those that it holds together with its readers of pages."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    workers = [_resident(child) for child in children if b"worker" in _command(child)]
    main = _resident(str(pid))
    return main, main + sum(workers)


async def whole_text(address: str) -> list[Row]:
    """The share of the articles' characters that reached the model."""
    seen = await asyncio.to_thread(counts, address)
    numbers = [*range(1000, 1004), *range(PAGES)]
    written = sum(len(s) for n in numbers for paragraph in article(n) for s in paragraph)
    return [
        at_least("characters that reach the model", 100 * seen["characters"] / written, 100, "%")
    ]


async def throughput(app: App, address: str) -> list[Row]:
    """200 links at once, 20 with the model, which takes a second: against the ideal of 10 s."""
    await digest(app, address, 5000)
    gate = asyncio.Semaphore(2 * AT_ONCE)  # as `digest --batch` does it

    async def one(number: int) -> None:
        async with gate:
            await digest(app, address, number)

    async with loop_lag() as lags:
        began = time.perf_counter()
        await asyncio.gather(*(one(2000 + number) for number in range(BURST)))
        took = time.perf_counter() - began
    return [
        at_least("200 links, share of the ideal rate", BURST / AT_ONCE / took, 0.9, ""),
        at_most("event loop blocked meanwhile, p99", percentile(lags, 0.99), 50, "ms"),
        at_most("event loop blocked meanwhile, max", max(lags), 50, "ms"),
    ]


async def asked_fifty_times(app: App, address: str) -> list[Row]:
    """One link, fifty askers at the same moment."""
    before = await asyncio.to_thread(counts, address)
    await asyncio.gather(*(digest(app, address, 9000) for _ in range(50)))
    after = await asyncio.to_thread(counts, address)
    fetches, calls = (after[name] - before[name] for name in ("pages", "calls"))
    return [
        at_most("one link asked 50 times, fetches", fetches, 1, ""),
        at_most("one link asked 50 times, model calls", calls, 1, ""),
    ]


def extract_speed() -> list[Row]:
    """CPU of the two pure stages on the bench's pages, inside this process."""
    pages = [Page(None, page(number), "text/html") for number in range(PAGES)]
    extracting = [_cpu_ms(partial(extract, shown)) for shown in pages]
    articles = [read for read in map(extract, pages) if isinstance(read, Article)]
    choosing = [_cpu_ms(partial(_extract_of, read)) for read in articles]
    return [
        at_most("page to article, CPU, median", statistics.median(extracting), 100, "ms"),
        at_most("article to extract, CPU, median", statistics.median(choosing), 30, "ms"),
    ]


@asynccontextmanager
async def loop_lag() -> AsyncIterator[list[float]]:
    """How many ms later than due the loop comes round to a task that wants to run every 5 ms."""
    lags: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(1000 * (time.perf_counter() - began - 0.005))

    ticking = asyncio.create_task(tick())
    try:
        yield lags
    finally:
        ticking.cancel()


def counts(address: str) -> dict[str, int]:
    """What site and model were asked so far."""
    found: dict[str, int] = _told(f"http://{address}/counts")
    return {"pages": 0, "calls": 0, "characters": 0, **found}


def answered_at(address: str) -> dict[int, float]:
    """When the model sent its answer to each article, in monotonic seconds."""
    found: dict[str, float] = _told(f"http://{address}/answers")
    return {int(number): at for number, at in found.items()}


def _told(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def _extract_of(article: Article) -> object:
    return extract_summary(article, passages(article))


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _resident(pid: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _command(pid: str) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
