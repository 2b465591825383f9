"""A process of its own in which many ask for one link at once, on a database that others share.

    python -m tests.adapters.store.crowd DATABASE COUNTS ASKERS SECONDS SKEW

Every fetch adds an f to COUNTS, every summary an s; a summary takes SECONDS. The wall clock is
SKEW seconds ahead. Prints `working` when a summary has begun, and at last how many were answered.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_store
from bot.core.model import Digest, Link, Page
from bot.core.pipeline import Pipeline
from bot.core.summarize.prompt import load_prompts
from tests.fakes.extractor import FakeExtractor
from tests.fakes.model import FakeModel
from tests.fakes.writer import FakeWriter

if TYPE_CHECKING:
    from bot.core.model import Article
    from bot.core.summarize.summarizer import Made

TEXT = "The river rose\n" + "Water stood in the lower streets of the town this morning. " * 8


class AheadClock(SystemClock):
    def __init__(self, skew: int) -> None:
        self._skew = skew

    def now(self) -> int:
        return super().now() + self._skew


class Counted:
    """Fetcher and summarizer that leave a letter behind for each call."""

    def __init__(self, counts: Path, seconds: float) -> None:
        self._counts = counts
        self._seconds = seconds
        self._write = FakeWriter()

    def _count(self, letter: str) -> None:
        with self._counts.open("a") as file:
            file.write(letter)

    async def fetch(self, url: str) -> Page:
        self._count("f")
        await asyncio.sleep(0.05)
        return Page(url, TEXT.encode())

    async def __call__(self, article: Article, **how: Any) -> Made:
        self._count("s")
        print("working", flush=True)  # noqa: T201
        await asyncio.sleep(self._seconds)
        return await self._write(article, **how)


async def main(database: str, counts: str, askers: str, seconds: str, skew: str) -> None:
    counted = Counted(Path(counts), float(seconds))
    async with await open_store(Path(database)) as store:
        pipeline = Pipeline(
            fetcher=counted,
            extractor=FakeExtractor(),
            model=FakeModel(""),
            prompts=load_prompts(),
            store=store,
            clock=AheadClock(int(skew)),
            summarize=counted,
        )
        results = await asyncio.gather(
            *(
                pipeline.digest_link(
                    Link(f"https://example.com/river?asker={number}", "https://example.com/river")
                )
                for number in range(int(askers))
            )
        )
    lines = {r.outcome.one_line for r in results if isinstance(r.outcome, Digest)}
    print("answered", len(results), *lines, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
