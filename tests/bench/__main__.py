"""`make bench`: every figure that is promised, as measured on this machine."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bot.__main__ import SWITCH_SECONDS
from bot.app import App, open_app
from bot.settings import load
from tests.bench import chats, cold, daily, feeds, flow, lookup, stories, twins
from tests.bench.servers import servers
from tests.bench.table import Row, print_table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def app(address: str, *, model_ms: int = 0, workers: int = 1) -> AsyncIterator[App]:
    """The real program, its database empty, its site and model on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "LINKDIGEST_FETCH_ALLOW": address,
            "OPENAI_BASE_URL": f"http://{address}/model/{model_ms}/v1",
            "OPENAI_MODEL": "bench",
        }
        async with open_app(load(environment, None), workers=workers) as parts:
            yield parts


async def figures() -> list[Row]:
    """All rows of the table, one measurement after the other."""
    rows: list[Row] = []
    with servers() as address:
        async with app(address) as parts:
            rows += await flow.added_time(parts, address)
            rows += flow.memory()
            rows += await flow.whole_text(address)
        async with app(address, model_ms=1000) as parts:
            rows += await flow.throughput(parts, address)
        async with app(address, model_ms=200) as parts:
            rows += await flow.asked_fifty_times(parts, address)
        rows += cold.command_line(address)
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            loop = asyncio.get_running_loop()
            rows += await loop.run_in_executor(apart, chats.rows, address)
            rows += await loop.run_in_executor(apart, twins.rows, address)
            rows += await loop.run_in_executor(apart, daily.rows, address)
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        rows += await asyncio.get_running_loop().run_in_executor(apart, feeds.rows)
    rows += await lookup.growing_store()
    rows += flow.extract_speed()
    rows += stories.rows()
    return rows


def machine() -> str:
    """What the figures were measured on."""
    cpuinfo = Path("/proc/cpuinfo")
    models = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
    model = models[0].split(": ", 1)[1] if models else platform.processor()
    load_now = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, load {load_now:.1f}"


if __name__ == "__main__":
    sys.setswitchinterval(SWITCH_SECONDS)
    before = machine()
    print_table(asyncio.run(figures()), before)
