from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.adapters.discord import inbox
from bot.adapters.discord.inbox import Inbox
from bot.core.delivery.persist import STORE_PAUSE
from bot.core.errors import StoreError
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import pytest


class Line:
    """Notes what is done, after so many faults each."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def work(self, number: int, *faults: Exception) -> Callable[[], Coroutine[Any, Any, None]]:
        left = list(faults)

        async def act() -> None:
            if left:
                raise left.pop(0)
            self.done.append(number)

        return act


async def run(inbox: Inbox) -> None:
    handling = asyncio.create_task(inbox.run())
    for _ in range(60):
        await asyncio.sleep(0)
    handling.cancel()
    await asyncio.gather(handling, return_exceptions=True)


async def test_what_comes_is_done_in_its_order() -> None:
    box, line = Inbox(NappingClock()), Line()
    for number in range(5):
        box.put(line.work(number))
    await run(box)
    assert line.done == [0, 1, 2, 3, 4]


async def test_what_the_store_does_not_take_is_given_to_it_again_before_all_else() -> None:
    clock = NappingClock()
    box, line = Inbox(clock), Line()
    box.put(line.work(0, StoreError("full"), StoreError("full")))
    box.put(line.work(1))
    await run(box)
    assert line.done == [0, 1]
    assert clock.taken == [STORE_PAUSE] * 2


async def test_a_fault_in_one_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    box, line = Inbox(NappingClock()), Line()
    for number, faults in enumerate([(ValueError("odd"),), (), (KeyError(),), ()]):
        box.put(line.work(number, *faults))
    await run(box)
    assert line.done == [1, 3]
    assert caplog.text.count("unforeseen fault") == 2


async def test_only_so_much_waits_and_it_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert inbox.MOST == 10_000
    monkeypatch.setattr(inbox, "MOST", 3)
    box, line = Inbox(NappingClock()), Line()
    for number in range(9):
        box.put(line.work(number))
    assert len(caplog.records) == 1
    await run(box)
    assert line.done == [0, 1, 2]
    for number in range(9, 18):
        box.put(line.work(number))
    assert len(caplog.records) == 2
    await run(box)
    assert line.done == [0, 1, 2, 9, 10, 11]


async def test_what_came_before_the_end_is_still_done() -> None:
    box, line = Inbox(NappingClock()), Line()
    for number in range(500):
        box.put(line.work(number))
    handling = asyncio.create_task(box.run())
    await box.emptied(5)
    assert line.done == list(range(500))
    hung = asyncio.Event()

    async def hang() -> None:
        await hung.wait()

    box.put(hang)
    began = asyncio.get_running_loop().time()
    await box.emptied(0.05)
    assert asyncio.get_running_loop().time() - began < 1
    handling.cancel()
    await asyncio.gather(handling, return_exceptions=True)
