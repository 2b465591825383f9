from __future__ import annotations

import asyncio

import pytest

from bot.adapters.telegram.budgets import Gate
from tests.adapters.telegram.winding import WindingClock, settle


async def test_a_slot_counts_from_the_end_of_its_use() -> None:
    clock = WindingClock()
    gate = Gate(1, 1.0, clock)
    begun: list[float] = []

    async def use() -> None:
        async with gate.slot(0):
            begun.append(clock.monotonic())
            await clock.sleep(5)

    await clock.run(use(), use())
    assert begun == [0, 6]


async def test_where_all_slots_are_in_use_the_first_that_ends_lets_the_next_in() -> None:
    clock = WindingClock()
    gate = Gate(1, 0.0, clock)
    held = asyncio.Event()
    inside: list[str] = []

    async def hold() -> None:
        async with gate.slot(0):
            await held.wait()

    async def use(name: str, rank: int) -> None:
        async with gate.slot(rank):
            inside.append(name)

    tasks = [asyncio.ensure_future(hold())]
    await settle()
    tasks += [asyncio.ensure_future(use("edit", 1)), asyncio.ensure_future(use("send", 0))]
    await settle()
    assert gate.room() == 0
    held.set()
    await clock.run(*(asyncio.wait_for(task, None) for task in tasks))
    assert inside == ["send", "edit"]
    assert gate.room() == 1


@pytest.mark.parametrize("ticks", range(6))
async def test_whoever_leaves_while_being_let_in_gives_the_slot_back(ticks: int) -> None:
    clock = WindingClock()
    gate = Gate(1, 0.0, clock)

    async def use() -> None:
        async with gate.slot(0):
            await asyncio.sleep(0)

    task = asyncio.ensure_future(use())
    for _ in range(ticks):
        await asyncio.sleep(0)
    task.cancel()
    await settle()
    await asyncio.wait_for(clock.run(use()), 1)
    assert gate.room() == 1
