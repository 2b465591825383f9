"""What people on Discord wait for, and what both platforms cost at rest, with the real program.

`rows` is for a process of its own, as those of Telegram: Discord's stand-in runs in it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.flow import loop_lag, resident
from tests.bench.street import BY_MODEL
from tests.bench.table import Row, at_least, at_most, percentile
from tests.chats.city import Twins

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.values import Channel

BURST: Final = 50
ROUNDS: Final = 3
CHANNELS, EACH = 30, 10
REST: Final = 3.0  # seconds: what comes after the last post
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
            "LINKDIGEST_CHAT_PER_HOUR": "0",
            "LINKDIGEST_USER_PER_10MIN": "0",
            "LINKDIGEST_LOG_LEVEL": "INFO",
        }


def rows(site: str) -> list[Row]:
    """All figures of Discord."""
    return asyncio.run(_rows(site))


async def _rows(site: str) -> list[Row]:
    async with _opened(site) as twins:
        await asyncio.sleep(IDLE)
        found = [_at_rest(twins)]
        found += await _commands(twins, site)
        return found + await _floods(twins, site)


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


async def _commands(twins: _Twins, site: str) -> list[Row]:
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


async def _floods(twins: _Twins, site: str) -> list[Row]:
    """Links in many channels at once, twice: what the first flood brings into memory stays."""
    channels = [twins.discord.channel(twins.discord.server()) for _ in range(CHANNELS)]
    pid = twins.program.running.pid
    before = twins.discord.throttled
    first = await _flood(twins, channels, f"http://{site}/page/5")
    held, _ = resident(pid)
    second = await _flood(twins, channels, f"http://{site}/page/6")
    after, _ = resident(pid)
    name = f"{CHANNELS * EACH} links from {CHANNELS} channels at once"
    took = f" ({first.seconds:.1f} s, then {second.seconds:.1f} s)"
    grown, memory = 100 * (after / held - 1), f" ({held:.1f} to {after:.1f} MB)"
    most = CHANNELS * EACH
    return [
        at_least(f"{name}, answered", min(first.answered, second.answered), most, ""),
        at_least(f"{name}, in order", min(first.in_order, second.in_order), CHANNELS, ""),
        at_most(f"{name}, throttled by Discord", twins.discord.throttled - before, 0, ""),
        at_most(f"{name}, time", max(first.seconds, second.seconds), 25, "s", took),
        at_most(f"{name}, memory after as many again", grown, 5, "%", memory),
    ]


@dataclass(frozen=True, slots=True)
class _Flood:
    """What became of it: digests, channels that kept their order, and how long it took."""

    answered: int
    in_order: int
    seconds: float


async def _flood(twins: _Twins, channels: list[Channel], page: str) -> _Flood:
    discord = twins.discord
    people = [discord.person() for _ in channels]
    said: dict[Channel, list[int]] = {channel: [] for channel in channels}
    began = time.monotonic()
    for number in range(EACH):
        for each, (channel, person) in enumerate(zip(channels, people, strict=True)):
            link = await discord.say(channel, person, f"{page}{100 * number + each:04}")
            said[channel].append(link.id)

    def answers(channel: Channel) -> list[int]:
        links = set(said[channel])
        replies = [post.reply_to or 0 for post in discord.ours(channel)]
        return [link for link in replies if link in links]

    with suppress(AssertionError):  # the figures tell what is missing
        await discord.until(lambda: all(len(answers(c)) >= EACH for c in channels), PATIENCE)
    seconds = time.monotonic() - began
    await asyncio.sleep(REST)
    return _Flood(
        sum(len(answers(channel)) for channel in channels),
        sum(answers(channel) == said[channel] for channel in channels),
        seconds,
    )


def _is_answered(asked: Asked) -> bool:
    return bool(asked.answer and any(words in asked.answer.text for words in BY_MODEL))
