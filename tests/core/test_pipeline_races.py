"""Who leaves, who stays, who comes later: askers and processes that share a piece of work."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.errors import ModelDownError
from bot.core.model import Digest
from bot.core.retention import HOUR
from tests.fakes.world import ENGLISH, LINK, World, settle


@pytest.fixture
async def world() -> World:
    return World()


async def test_a_follower_who_leaves_takes_nothing_from_the_others(world: World) -> None:
    world.writer.gate.clear()
    leader, follower, other = (asyncio.create_task(world.digest()) for _ in range(3))
    await world.writer.started.wait()
    follower.cancel()
    await settle()
    world.writer.gate.set()
    assert (await leader).one_line == (await other).one_line
    assert world.work == (1, 1)


@pytest.mark.parametrize("stage", ["fetcher", "writer"])
async def test_a_leader_who_leaves_hands_the_work_over(world: World, stage: str) -> None:
    place = getattr(world, stage)
    place.gate.clear()
    leader, follower = (asyncio.create_task(world.digest()) for _ in range(2))
    await place.started.wait()
    await settle()
    leader.cancel()
    await settle()
    place.gate.set()
    assert (await follower).title == "The river rose"
    assert world.work == (1, 1)


@pytest.mark.parametrize("stage", ["fetcher", "writer"])
async def test_when_all_have_left_the_work_ends_and_its_lease_is_given_back(
    world: World, stage: str
) -> None:
    place = getattr(world, stage)
    place.gate.clear()
    asking = [asyncio.create_task(world.digest()) for _ in range(2)]
    await place.started.wait()
    await settle()
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert world.store._leases == {}
    assert len(asyncio.all_tasks()) == 1
    place.gate.set()
    await world.digest()


async def test_another_process_waits_and_takes_what_the_first_one_makes(world: World) -> None:
    other = world.another_pipeline()
    world.writer.gate.clear()
    first = asyncio.create_task(world.digest())
    await world.writer.started.wait()
    second = asyncio.create_task(other.digest_link(LINK))
    for _ in range(5):
        await settle()
        world.clock.advance(1)
    assert not second.done()
    world.writer.gate.set()
    await first
    await settle()
    world.clock.advance(1)
    outcome = (await second).outcome
    assert isinstance(outcome, Digest)
    assert outcome.cached
    assert world.work == (1, 1)


async def test_another_process_takes_the_extract_too_that_stands_in_for_the_model(
    world: World,
) -> None:
    world.writer.failure = ModelDownError("503")
    world.writer.gate.clear()
    first = asyncio.create_task(world.digest(fresh=True))
    await world.writer.started.wait()
    second = asyncio.create_task(world.another_pipeline().digest_link(LINK, fresh=True))
    await settle()
    world.writer.gate.set()
    await first
    await settle()
    world.clock.advance(1)
    await second
    assert len(world.writer.asked) == 1


async def test_a_fresh_ask_takes_what_another_process_is_just_fetching(world: World) -> None:
    await world.digest()
    world.serve(ENGLISH + "The bridge is closed.")
    other = world.another_pipeline()
    world.fetcher.gate.clear()
    world.fetcher.started.clear()
    first = asyncio.create_task(world.digest(fresh=True))
    await world.fetcher.started.wait()
    second = asyncio.create_task(other.digest_link(LINK, fresh=True))
    await settle()
    world.clock.advance(1)
    world.fetcher.gate.set()
    await first
    for _ in range(3):
        await settle()
        world.clock.advance(1)
    assert isinstance((await second).outcome, Digest)
    assert world.work == (2, 2)


async def test_a_dead_process_is_replaced_when_its_lease_has_run_out(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.store.claim(f"read {LINK.key}", "dead", now=world.clock.now(), seconds=15)
    asking = asyncio.create_task(world.digest())
    for _ in range(14):
        await settle()
        world.clock.advance(1)
    await settle()
    assert world.work == (0, 0)
    world.clock.advance(1)
    assert not (await asking).cached
    assert "taken over" in caplog.text


async def test_long_work_keeps_its_lease(world: World) -> None:
    other = world.another_pipeline()
    world.writer.gate.clear()
    asking = asyncio.create_task(world.digest())
    await world.writer.started.wait()
    following = asyncio.create_task(other.digest_link(LINK))
    for _ in range(60):
        await settle()
        world.clock.advance(1)
    world.writer.gate.set()
    await asking
    await settle()
    world.clock.advance(1)
    await following
    assert world.work == (1, 1)


async def test_a_lease_lost_meanwhile_costs_work_and_no_answer(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.writer.gate.clear()
    asking = asyncio.create_task(world.digest())
    await world.writer.started.wait()
    world.store._leases.clear()
    world.clock.advance(5)
    await settle()
    assert "lease lost" in caplog.text
    world.writer.gate.set()
    assert isinstance(await asking, Digest)


async def test_a_result_that_came_between_look_and_claim_is_taken(world: World) -> None:
    claim = world.store.claim

    async def late(name: str, owner: str, **times: int) -> Any:
        if name.startswith("digest"):
            world.store.claim = claim  # type: ignore[method-assign]
            await world.another_pipeline().digest_link(LINK)
        return await claim(name, owner, **times)

    world.store.claim = late  # type: ignore[method-assign]
    assert (await world.digest()).cached
    assert world.work == (1, 1)


async def test_a_clock_set_back_blocks_nobody(world: World) -> None:
    await world.store.claim(f"read {LINK.key}", "dead", now=world.clock.now(), seconds=15)
    world.clock.set(-HOUR)
    await world.digest()
