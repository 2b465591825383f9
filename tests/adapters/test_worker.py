import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.adapters.worker import Limits, Workers
from bot.core.model import Article, Page, Refusal, RefusalCode
from tests.fakes.processes import process_of

SENTENCE = "<p>The harbour town of Skarvik heats its homes with water from the fjord.</p>"
GOOD = Page("https://example.com/a", f"<html><body>{SENTENCE * 9}</body></html>".encode())


async def test_a_page_is_read_in_another_process(workers: Workers) -> None:
    outcome = await workers.extract(GOOD)
    assert isinstance(outcome, Article)
    assert "Skarvik" in outcome.text
    assert process_of(workers) != os.getpid()


async def test_pages_share_one_process(workers: Workers) -> None:
    await workers.warm()
    first = process_of(workers)
    await asyncio.gather(*(workers.extract(GOOD) for _ in range(5)))
    assert process_of(workers) == first


async def test_a_page_that_hangs_is_refused_and_the_next_one_read(workers: Workers) -> None:
    await workers.warm()
    os.kill(process_of(workers), signal.SIGSTOP)
    hung, read = await asyncio.gather(workers.extract(GOOD), workers.extract(GOOD))
    assert hung == Refusal(RefusalCode.TOO_BIG, "worker: more than 2 s")
    assert isinstance(read, Article)


async def test_a_worker_killed_between_two_pages_is_replaced_unseen(workers: Workers) -> None:
    await workers.warm()
    os.kill(process_of(workers), signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert isinstance(await workers.extract(GOOD), Article)


async def test_a_worker_killed_within_a_page_refuses_that_page_alone(workers: Workers) -> None:
    await workers.warm()
    process = process_of(workers)
    os.kill(process, signal.SIGSTOP)
    reading = asyncio.create_task(workers.extract(GOOD))
    await asyncio.sleep(0.1)
    os.kill(process, signal.SIGKILL)
    refusal = await reading
    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.TOO_BIG
    assert isinstance(await workers.extract(GOOD), Article)


async def test_a_page_beyond_the_memory_bound_is_refused_and_the_next_one_read() -> None:
    huge = Page(None, b"<html><body>" + SENTENCE.encode() * 250_000)
    async with Workers(limits=Limits(memory=24 << 20)) as workers:
        refusal = await workers.extract(huge)
        assert isinstance(refusal, Refusal)
        assert refusal.code is RefusalCode.TOO_BIG
        assert isinstance(await workers.extract(GOOD), Article)


async def test_a_cancelled_reading_leaves_no_worker_in_the_middle_of_a_page(
    workers: Workers,
) -> None:
    await workers.warm()
    os.kill(process_of(workers), signal.SIGSTOP)
    reading = asyncio.create_task(workers.extract(GOOD))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert isinstance(await workers.extract(GOOD), Article)


async def test_a_worker_inherits_no_secret(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-to-be-seen")
    await workers.warm()
    environ = Path(f"/proc/{process_of(workers)}/environ")
    assert b"sk-never" not in await asyncio.to_thread(environ.read_bytes)


async def test_closing_ends_every_process() -> None:
    pool = Workers(size=2)
    await asyncio.gather(pool.extract(GOOD), pool.extract(GOOD))
    processes = [worker._process.pid for worker in pool._idle]
    await pool.close()
    await pool.close()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
