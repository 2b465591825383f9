"""Single flight: one work for all who ask meanwhile, cancelled when nobody is left."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.flight import Flights


class Work:
    """Something that takes until `done` is set, and counts how often it was begun and given up."""

    def __init__(self) -> None:
        self.begun = 0
        self.given_up = 0
        self.done = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        try:
            await self.done.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # tidying up takes its time
            self.given_up += 1
            raise
        return number


@pytest.fixture
async def work() -> Work:
    return Work()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_all_who_ask_meanwhile_share_one_result(work: Work) -> None:
    flights = Flights()
    asking = [asyncio.create_task(flights.join("k", work)) for _ in range(10)]
    await settle()
    work.done.set()
    assert await asyncio.gather(*asking) == [1] * 10


async def test_who_asks_later_begins_anew(work: Work) -> None:
    flights = Flights()
    work.done.set()
    assert [await flights.join("k", work), await flights.join("k", work)] == [1, 2]


async def test_other_keys_are_other_work(work: Work) -> None:
    flights = Flights()
    work.done.set()
    assert sorted(await asyncio.gather(*(flights.join(key, work) for key in "ab"))) == [1, 2]


async def test_an_error_is_everybodys(work: Work) -> None:
    async def fail() -> int:
        await work()
        raise LookupError("nothing there")

    flights = Flights()
    asking = [asyncio.create_task(flights.join("k", fail)) for _ in range(3)]
    await settle()
    work.done.set()
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["nothing there"] * 3


async def test_the_first_who_asked_may_leave(work: Work) -> None:
    flights = Flights()
    first, second = (asyncio.create_task(flights.join("k", work)) for _ in range(2))
    await settle()
    first.cancel()
    await settle()
    work.done.set()
    assert await second == 1


async def test_the_last_who_leaves_ends_the_work_and_waits_for_its_end(work: Work) -> None:
    flights = Flights()
    asking = [asyncio.create_task(flights.join("k", work)) for _ in range(3)]
    await settle()
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert (work.begun, work.given_up) == (1, 1)


async def test_who_asks_while_abandoned_work_ends_begins_anew(work: Work) -> None:
    flights = Flights()
    first = asyncio.create_task(flights.join("k", work))
    await settle()
    first.cancel()
    await asyncio.sleep(0)
    work.done.set()
    assert await flights.join("k", work) == 2
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_an_error_that_nobody_waits_for_is_not_reported_as_lost(work: Work) -> None:
    async def fail() -> int:
        try:
            return await work()
        finally:
            raise LookupError("on the way out")

    first = asyncio.create_task(Flights().join("k", fail))
    await settle()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
