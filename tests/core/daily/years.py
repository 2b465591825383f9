"""A thousand chats over 400 days, in every zone, through each change of their clocks.

Processes die, and somebody sets the clock. Prints what came of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import Counter
from datetime import UTC, datetime

from bot.core.daily.schedule import Hour, dues_between
from tests.core.daily.test_schedule import ZONES
from tests.fakes.press import World

DAY, HOUR, MINUTE = 86_400, 3600, 60


async def live() -> dict[str, int]:
    """How many dates were due, and what became of them."""
    chance = random.Random(400)
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    world = World(start)
    hours = [Hour(chance.randrange(1440), ZONES[n % len(ZONES)]) for n in range(1000)]
    for n, hour in enumerate(hours):
        await world.subscribe(f"c{n}", hour)
    ends = start + 400 * DAY
    ahead = 0  # seconds by which the clock is wrong just now
    while world.clock.now() < ends or ahead:
        await world.look()
        fate = chance.random()
        if ahead:
            world.clock.set(-ahead)
            ahead = 0
        elif fate < 0.01:
            ahead = chance.choice([-HOUR, HOUR, -10 * MINUTE])
            world.clock.set(ahead)
        elif fate < 0.05:
            world.start()  # killed and begun again
        elif fate < 0.08:
            world.press.dies = "before"  # what is claimed now is made by the next process
            world.clock.advance(5 * MINUTE)
            await world.look()
            world.press.dies = ""
            world.start()
        world.clock.advance(chance.choice([5, 20, 45, 90]) * MINUTE)
    posts = Counter((chat, day) for chat, day, _ in world.press.posted)
    due = {
        (f"c{n}", each.day)
        for n, hour in enumerate(hours)
        for each in dues_between(hour, start + 1, ends - DAY)
    }
    return {
        "due": len(due),
        "posts": len(posts),
        "at_most": max(posts.values()),
        "no_post": len(due - posts.keys()),
        "no_row": len(due - world.agenda.rows.keys()),
    }


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # of posts that were missed, by the thousand
    print(json.dumps(asyncio.run(live())))  # noqa: T201 - what it is for
