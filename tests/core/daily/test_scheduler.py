"""The scheduler over a clock that somebody sets, processes that die, zones that change."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.background import Background
from bot.core.daily.schedule import ALL_DAYS, Hour
from bot.core.daily.scheduler import CATCH_UP, LEAD, Scheduler
from bot.core.daily.subscription import Day, Stage, taken
from tests.core.daily.test_schedule import ZONES
from tests.fakes.press import NOON, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.daily.subscription import Agenda

DAY, HOUR, MINUTE = 86_400, 3600, 60


async def test_a_post_comes_at_its_hour_and_only_once() -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    for _ in range(200):
        await world.look()
        world.clock.advance(30)
    assert world.press.posted == [("a", date(2026, 1, 5), NOON + HOUR)]


async def test_what_is_lacking_is_prepared_before_the_hour_and_once() -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    while not world.press.prepared:
        world.clock.advance(20)
        await world.look()
    assert world.clock.now() == NOON + HOUR - LEAD
    while not world.press.posted:
        world.clock.advance(20)
        await world.look()
    assert world.press.prepared == [("a", NOON + HOUR)]


@pytest.mark.parametrize(("away", "posted"), [(5 * HOUR, 1), (CATCH_UP + HOUR, 0)])
async def test_what_was_due_while_we_were_away_is_caught_up_within_six_hours(
    away: int, posted: int
) -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    await world.look()
    world.clock.advance(HOUR + away)
    world.start()
    await world.look()
    assert len(world.press.posted) == posted
    world.clock.advance(DAY - away)
    await world.look()
    assert len(world.press.posted) == posted + 1


async def test_f34_what_is_missed_is_told_to_who_reads_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    await world.look()
    world.clock.advance(HOUR + CATCH_UP + HOUR)
    world.start()
    for _ in range(3):
        await world.look()
    (told,) = (record for record in caplog.records if "missed" in record.message)
    assert told.levelname == "WARNING"
    assert (vars(told)["chat"], vars(told)["day"]) == ("a", "2026-01-05")


async def test_of_days_that_were_missed_each_has_its_row_and_the_last_is_caught_up() -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    world.clock.advance(4 * DAY + 2 * HOUR)
    await world.look()
    stages = [world.agenda.rows["a", date(2026, 1, 5 + n)].stage for n in range(5)]
    assert stages == [Stage.MISSED] * 4 + [Stage.MADE]


async def test_a_platform_that_is_away_at_the_hour_gets_its_post_once_it_is_back() -> None:
    world = World()
    world.up = False
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    world.clock.advance(2 * HOUR)
    await world.look()
    assert world.press.posted == []
    world.up = True
    world.clock.advance(20)
    await world.look()
    assert len(world.press.posted) == 1


async def test_a_process_that_died_with_a_claim_leaves_it_to_the_next() -> None:
    world = World()
    world.press.dies = "before"
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    world.clock.advance(HOUR)
    await world.look()
    assert world.press.posted == []
    world.press.dies = ""
    world.start()
    await world.look()
    assert world.dates == [date(2026, 1, 5)]


@pytest.mark.parametrize("jump", [-HOUR, -3 * HOUR, -DAY, -2 * DAY])
async def test_a_clock_that_is_set_back_brings_no_date_twice(jump: int) -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    for step in range(4 * 24 * 4):
        await world.look()
        if step == 24 * 4 + 6:  # just after the second post
            world.clock.set(jump)
        world.clock.advance(HOUR // 4)
    assert len(world.dates) == len(set(world.dates))
    first, last = min(world.dates), max(world.dates)
    assert len(world.dates) == (last - first).days + 1


async def test_a_clock_that_was_a_day_ahead_for_a_while_costs_no_date_its_post() -> None:
    world = World()
    await world.subscribe("a", Hour(20 * 60, "UTC"))
    await world.look()
    world.clock.set(DAY)
    await world.look()
    world.clock.advance(HOUR)
    await world.look()
    world.clock.set(-DAY)
    for _ in range(3 * 24 * 4):
        await world.look()
        world.clock.advance(HOUR // 4)
    assert sorted(world.dates) == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)]


async def test_another_hour_on_the_same_day_brings_no_second_post() -> None:
    world = World()
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    world.clock.advance(2 * HOUR)
    await world.look()
    await world.subscribe("a", Hour(18 * 60, "UTC"))
    for _ in range(40):
        world.clock.advance(HOUR // 2)
        await world.look()
    assert world.dates == [date(2026, 1, 5)]


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_zone_and_hour_are_set_meanwhile_no_local_day_has_two(data: st.DataObject) -> None:
    async def live() -> None:
        world = World()
        hours = st.builds(Hour, st.integers(0, 1439), st.sampled_from(ZONES), st.just(ALL_DAYS))
        await world.subscribe("a", data.draw(hours))
        zones = []
        for _ in range(12):
            if data.draw(st.booleans()):
                await world.subscribe("a", data.draw(hours))
            zone = world.agenda.kept["a"].hour.zone
            before = len(world.press.posted)
            world.clock.advance(data.draw(st.integers(HOUR // 2, 12 * HOUR)))
            await world.look()
            zones += [zone] * (len(world.press.posted) - before)
        assert len(world.dates) == len(set(world.dates))
        due = [world.agenda.rows["a", day].due_at for day in world.dates]
        for (one, two), zone in zip(pairwise(due), zones[1:], strict=True):
            tz = ZoneInfo(zone)
            assert datetime.fromtimestamp(one, tz).date() != datetime.fromtimestamp(two, tz).date()

    asyncio.run(live())


@pytest.mark.timeout(300)
async def test_a_thousand_chats_have_one_row_and_one_post_for_each_of_400_days(
    record_property: Callable[[str, object], None],
) -> None:
    """In a process of its own: what traces this one would make it take as long as the years do."""
    years = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.core.daily.years"),
        cwd=Path(__file__).parents[3],
        stdout=asyncio.subprocess.PIPE,
    )
    told = json.loads((await years.communicate())[0])
    assert years.returncode == 0
    assert told["due"] > 398_000
    assert told["at_most"] == 1
    assert told["no_post"] == told["no_row"] == 0
    record_property("told", f"1,000 chats over 400 days: {told}")


async def test_two_processes_over_one_database_make_each_post_once() -> None:
    world = World()
    for n in range(50):
        await world.subscribe(f"c{n}", Hour(13 * 60, ZONES[n * 7]))
    other = Scheduler(
        cast("Agenda", world.agenda), world.press, world.clock, Background(), lambda _: True
    )
    for _ in range(30 * 24):
        await asyncio.gather(world.scheduler.look(), other.look())
        await world.look()
        world.clock.advance(HOUR)
    posts: Any = Counter((chat, day) for chat, day, _ in world.press.posted)
    assert max(posts.values()) == 1
    assert len(posts) >= 50 * 29


async def test_when_the_program_ends_nothing_more_is_begun() -> None:
    world = World()
    for n in range(60):
        await world.subscribe(f"c{n}", Hour(13 * 60, "UTC"))
    world.clock.advance(HOUR)
    world.press.hangs = True
    await world.scheduler.look()
    await asyncio.sleep(0)
    await world.background.finish(0)
    assert len(world.background) == 0
    assert world.press.posted == []
    world.press.hangs = False
    world.start()
    await world.look()
    await world.look()
    assert len(world.press.posted) == 60


async def test_a_subscription_that_is_off_is_left_alone() -> None:
    world = World()
    each = await world.subscribe("a", Hour(13 * 60, "UTC"))
    await world.agenda.subscribe(replace(each, is_on=False))
    world.clock.advance(2 * DAY)
    await world.look()
    assert world.press.posted == []


def test_what_was_missed_takes_no_date() -> None:
    day = date(2026, 1, 5)
    missed = Day("telegram", "a", day, NOON, Stage.MISSED)
    assert taken([missed], "UTC") == set()
    made = missed._replace(stage=Stage.MADE)
    assert taken([made], "Asia/Shanghai") == {day}
    late = made._replace(due_at=NOON + 8 * HOUR)
    assert taken([late], "Asia/Shanghai") == {day, day + timedelta(days=1)}
