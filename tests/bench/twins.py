"""What people on Discord wait for, and what both platforms cost at rest, with the real program.

`rows` is for a process of its own, as those of Telegram: Discord's stand-in runs in it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.flow import loop_lag, resident
from tests.bench.street import BY_MODEL
from tests.bench.table import Row, at_least, at_most, percentile
from tests.chats.city import Twins

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.discord.asked import Asked

BURST: Final = 50
ROUNDS: Final = 3
IDLE: Final = 5.0  # seconds from the start until nothing more is loaded
PATIENCE: Final = 60.0


class _Twins(Twins):
    """Both platforms, with the bench's own site and model."""

    bench_site = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {
            "OPENAI_BASE_URL": f"http://{self.bench_site}/model/200/v1",
            "OPENAI_MODEL": "bench",
            "LINKDIGEST_FETCH_ALLOW": self.bench_site,
            "LINKDIGEST_USD_PER_DAY": "0",
            "LINKDIGEST_LOG_LEVEL": "INFO",
        }


def rows(site: str) -> list[Row]:
    """All figures of Discord."""
    return asyncio.run(_rows(site))


async def _rows(site: str) -> list[Row]:
    async with _opened(site) as twins:
        await asyncio.sleep(IDLE)
        found = [_at_rest(twins)]
        return found + await _bursts(twins, site)


@asynccontextmanager
async def _opened(site: str) -> AsyncIterator[_Twins]:
    _Twins.bench_site = site
    with tempfile.TemporaryDirectory() as folder:
        async with _Twins(Path(folder)) as twins:
            await twins.open()
            await twins.discord.until(lambda: twins.discord.commands, 20)
            await twins.until(lambda: twins.telegram.feed.polls, 20)
            yield twins
            if await twins.program.stop() or (faults := twins.faults()):
                raise RuntimeError(f"not as it should be: {faults}")


def _at_rest(twins: _Twins) -> Row:
    main, whole = resident(twins.program.running.pid)
    note = f" ({whole:.0f} MB with its reader of pages)"
    return at_most("both platforms idle in one process, resident", main, 150, "MB", note)


async def _bursts(twins: _Twins, site: str) -> list[Row]:
    """Fifty people use a command in the same moment, each in a channel of their own."""
    discord = twins.discord
    channels = [discord.channel(discord.server()) for _ in range(BURST)]
    bob = discord.person()
    asked: list[Asked] = []
    await discord.slash(channels[0], bob, "help")
    async with loop_lag() as lags:
        for each in range(ROUNDS):
            for number, channel in enumerate(channels):
                url = f"http://{site}/page/{40_000 + 100 * each + number}"
                asked.append(await discord.slash(channel, bob, "digest", url=url))
            with suppress(AssertionError):
                await discord.until(lambda: all(map(_is_answered, asked)), PATIENCE)
    waits = [1000 * (one.latency if one.latency is not None else float("inf")) for one in asked]
    own = f" (the server itself late by {percentile(lags, 0.99):.1f} ms, p99)"
    name = f"{BURST} commands at once"
    return [
        at_most(f"{name}, acknowledged, median", statistics.median(waits), 300, "ms"),
        at_most(f"{name}, acknowledged, last", max(waits), 300, "ms", own),
        at_least(f"{name}, answered", sum(map(_is_answered, asked)), BURST * ROUNDS, ""),
    ]


def _is_answered(asked: Asked) -> bool:
    return bool(asked.answer and any(words in asked.answer.text for words in BY_MODEL))
