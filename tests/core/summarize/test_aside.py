"""Work beside the event loop: one at a time, and the loop stays free."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.core.summarize.aside import aside


async def test_work_is_done_in_one_other_thread_one_after_the_other() -> None:
    threads: list[str] = []
    busy = threading.Lock()

    def work(number: int, *, twice: bool = False) -> int:
        assert busy.acquire(blocking=False)
        threads.append(threading.current_thread().name)
        time.sleep(0.001)
        busy.release()
        return number * 2 if twice else number

    results = await asyncio.gather(*(aside(work, number, twice=True) for number in range(10)))
    assert results == [2 * number for number in range(10)]
    assert len(set(threads)) == 1
    assert threads[0] != threading.current_thread().name


async def test_a_fault_of_the_work_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 1, 0)
