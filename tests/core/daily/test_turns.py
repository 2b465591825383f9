from __future__ import annotations

import asyncio

from bot.core.daily.turns import REMEMBERED, HostTurns
from tests.fakes.clock import FakeClock
from tests.fakes.naps import NappingClock


async def test_hosts_that_nobody_asks_any_more_are_forgotten() -> None:
    clock = NappingClock()
    turns = HostTurns(clock, at_once=2, pause=1.0)
    for number in range(3 * REMEMBERED):
        async with turns.at(f"{number}.example"):
            clock.advance(1)
    assert len(turns._hosts) <= REMEMBERED


async def test_a_host_that_has_to_be_left_alone_is_not_forgotten() -> None:
    clock = NappingClock()
    turns = HostTurns(clock, at_once=2, pause=9.0)
    for host in ("busy.example", *(f"{number}.example" for number in range(REMEMBERED + 5))):
        async with turns.at(host):
            pass
    async with turns.at("busy.example"):
        assert clock.taken == [9.0]


async def test_who_waits_for_a_host_takes_no_turn_from_others() -> None:
    clock = FakeClock()
    turns = HostTurns(clock, at_once=2, pause=60.0)

    async def visit(host: str) -> str:
        async with turns.at(host):
            return host

    await visit("slow.example")
    waiting = [asyncio.create_task(visit("slow.example")) for _ in range(5)]
    await asyncio.sleep(0)
    assert await visit("other.example") == "other.example"
    for _ in waiting:
        clock.advance(60)
        await asyncio.sleep(0.001)
    assert all(visitor.done() for visitor in waiting)


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    turns = HostTurns(NappingClock(), at_once=1, pause=0)
    async with turns.at("a.example"):
        leaving = asyncio.create_task(turns.at("a.example").__aenter__())
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    async with turns.at("a.example"):
        assert turns._hosts["a.example"].users == 1
