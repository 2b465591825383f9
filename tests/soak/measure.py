"""What the program takes: its memory, that of its readers of pages, the lateness of its loop."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, ClientTimeout
from prometheus_client.parser import text_string_to_metric_families

MEMORY_EVERY: Final = 1.0
ASK_EVERY: Final = 0.1
"""Seconds between two readings."""


@dataclass(slots=True)
class Measured:
    """Readings as (seconds since the beginning, value): MB of the program, MB of its readers,
    and milliseconds until it answered a request that needs nothing but its event loop."""

    main: list[tuple[float, float]] = field(default_factory=list)
    readers: list[tuple[float, float]] = field(default_factory=list)
    answers: list[tuple[float, float]] = field(default_factory=list)
    own_lag: list[float] = field(default_factory=list)
    """How many ms late the loop that asks was itself."""


async def watch_memory(pid: int, into: Measured, began: float) -> None:
    """Read the memory of the process and of those it has started, for ever."""
    while True:
        now = time.monotonic() - began
        into.main.append((now, resident(pid)))
        into.readers.append((now, sum(resident(child) for child in children(pid))))
        await asyncio.sleep(MEMORY_EVERY)


async def watch_loop(port: int, into: Measured, began: float) -> None:
    """Ask `/livez` again and again, for ever; what never comes counts as the time it was given."""
    async with ClientSession(timeout=ClientTimeout(total=5)) as web:
        while True:
            asked = time.perf_counter()
            try:
                async with web.get(f"http://127.0.0.1:{port}/livez") as answer:
                    await answer.read()
            except (OSError, TimeoutError):
                pass
            took = 1000 * (time.perf_counter() - asked)
            into.answers.append((time.monotonic() - began, took))
            asked = time.perf_counter()
            await asyncio.sleep(ASK_EVERY)
            into.own_lag.append(1000 * (time.perf_counter() - asked - ASK_EVERY))


async def lag_within(port: int, share: float) -> float:
    """Milliseconds that the program's loop was late at most in such a share of its turns.

    By its own figures: the upper end of a class of its histogram.
    """
    async with ClientSession() as web, web.get(f"http://127.0.0.1:{port}/metrics") as answer:
        text = await answer.text()
    classes = [
        (float(sample.labels["le"]), sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "event_loop_lag_seconds_bucket"
    ]
    turns = max(counted for _, counted in classes)
    return 1000 * min(late for late, counted in classes if counted >= share * turns)


def resident(pid: int) -> float:
    """MB that a process holds in memory; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0.0


def children(pid: int) -> list[int]:
    """The processes that it has started."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def about(readings: list[tuple[float, float]], start: float, end: float) -> float:
    """The median of what was read between two moments; of all where nothing was."""
    within = [value for at, value in readings if start <= at <= end]
    return statistics.median(within or [value for _, value in readings])
