"""Several processes on one file: one works, all are answered, and who dies is replaced."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_store
from bot.core.leases import LEASE_SECONDS
from tests.fakes.rows import ARTICLE, kept

if TYPE_CHECKING:
    from asyncio.subprocess import Process

ROOT = Path(__file__).parents[3]


class Crowd:
    """Starts `tests.adapters.store.crowd`, all on one database and one file of counts."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "linkdigest.db"
        self._counts = folder / "counts"

    async def start(self, askers: int, seconds: float = 0.2, skew: int = 0) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.adapters.store.crowd", self.database, self._counts),
            *map(str, (askers, seconds, skew)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )

    @property
    def counts(self) -> tuple[int, int]:
        """Fetches and summaries, of all processes."""
        done = self._counts.read_text()
        return done.count("f"), done.count("s")


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    return Crowd(tmp_path)


async def at_work(process: Process) -> None:
    assert process.stdout
    assert await process.stdout.readline() == b"working\n"


async def last_line(process: Process) -> str:
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode().splitlines()[-1]


async def test_two_processes_make_one_digest_for_all_who_ask(crowd: Crowd) -> None:
    both = [await crowd.start(askers=25), await crowd.start(askers=25)]
    lines = await asyncio.gather(*map(last_line, both))
    assert lines == ["answered 25 1. The river rose"] * 2
    assert crowd.counts == (1, 1)


async def test_the_work_of_a_killed_process_goes_to_the_next_who_asks(crowd: Crowd) -> None:
    victim = await crowd.start(askers=5, seconds=60)
    await at_work(victim)
    victim.kill()
    await victim.wait()

    heir = await crowd.start(askers=5, skew=LEASE_SECONDS + 1)
    assert await last_line(heir) == "answered 5 1. The river rose"
    assert crowd.counts == (1, 2)  # the page was read and kept; only the summary was lost


async def test_a_follower_outlives_the_leader_that_it_waits_for(crowd: Crowd) -> None:
    victim = await crowd.start(askers=1, seconds=60)
    await at_work(victim)
    follower = await crowd.start(askers=5, skew=LEASE_SECONDS - 1)
    await asyncio.sleep(0.5)  # it stands in line by now; nothing depends on it
    victim.kill()
    await victim.wait()
    assert await last_line(follower) == "answered 5 1. The river rose"
    assert crowd.counts == (1, 2)


async def test_a_kill_at_any_moment_leaves_a_sound_file_and_whole_rows(crowd: Crowd) -> None:
    for round_ in range(6):
        victim = await crowd.start(askers=2, seconds=0.02, skew=round_ * 1000)
        await asyncio.sleep(0.12 + 0.06 * round_)
        if victim.returncode is None:
            victim.kill()
        await victim.wait()
    async with await open_store(crowd.database, check_seconds=10) as store:
        await store.keep_article("k", kept(ARTICLE))
        assert await store.article("k") == kept(ARTICLE)
    last = await crowd.start(askers=1, skew=10_000)
    assert await last_line(last) == "answered 1 1. The river rose"


async def test_processes_that_begin_one_file_together_all_get_it(tmp_path: Path) -> None:
    path = tmp_path / "linkdigest.db"
    stores = await asyncio.gather(*(open_store(path) for _ in range(8)))
    async with AsyncExitStack() as opened:
        for store in stores:
            await opened.enter_async_context(store)
        for number, store in enumerate(stores):
            await store.keep_article(f"k{number}", kept(ARTICLE))
        assert [await store.article("k7") for store in stores] == [kept(ARTICLE)] * 8
