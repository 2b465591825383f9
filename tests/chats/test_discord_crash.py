"""Killed on Discord at any moment, told to end: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.chats.ground import SEEN
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City
    from tests.chats.together import Builder
    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.messages import Message
    from tests.fakes.discord.values import Channel

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILLS = 6
SOONEST, LATEST = 0.3, 2.2
"""Seconds from the last thing said to the kill."""


async def a_round(city: City) -> tuple[list[Message], list[tuple[Channel, Asked]]]:
    """Two links in a channel, one in direct messages, and two commands, one seen by one alone."""
    one, other, bob = city.channel(), city.channel(), city.person()
    links = [
        await city.say(one, bob, city.article()),
        await city.discord.direct(bob, city.article()),
        await city.say(one, city.person(), city.article()),
    ]
    asked = [
        (other, await city.discord.slash(other, bob, "digest", url=city.article())),
        (other, await city.discord.slash(other, bob, "digest", url=city.article(), private=True)),
    ]
    return links, asked


def answers(city: City, link: Message) -> list[Message]:
    """Our messages that answer this one."""
    return [post for post in city.discord.ours(link.channel) if post.reply_to == link.id]


def heard(city: City, said: list[Message], called: list[tuple[Channel, Asked]]) -> bool:
    """Whether all of it has reached the program: only then is anything owed."""
    return all(city.discord.signs(link) for link in said) and all(
        one.responded for _, one in called
    )


async def test_killed_at_any_moment_what_was_heard_is_answered_exactly_once(
    founded: Builder,
) -> None:
    dice = random.Random(20261128)
    async with founded() as city:
        links: list[Message] = []
        asked: list[tuple[Channel, Asked]] = []
        for _ in range(KILLS):
            await city.until(lambda: city.discord.is_connected)
            said, called = await a_round(city)
            # Discord tells of a message once: what we had not heard of when we died is gone.
            await city.until(partial(heard, city, said, called))
            links += said
            asked += called
            await asyncio.sleep(dice.uniform(SOONEST, LATEST))
            await city.program.kill()
            await city.program.start()
        await city.until(lambda: all(answers(city, link) for link in links), 30)
        await city.until(lambda: all(one.answer and not one.is_thinking for _, one in asked), 30)
        await city.until(lambda: all(SEEN not in link.reactions for link in links), 20)
        for link in links:
            (digest,) = answers(city, link)
            assert "### Key points" in digest.text
        for channel, one in asked:
            assert one.answer
            assert "### Key points" in one.answer.text
            if not one.answer.is_ephemeral:
                assert city.discord.ours(channel) == [one.answer]
        assert await city.program.stop() == 0


@together
async def test_told_to_end_it_ends_soon_and_the_next_start_answers_what_is_owed(
    founded: Builder,
) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        url, come = city.slow_article()
        asked = await city.discord.slash(channel, bob, "digest", url=url)
        await city.until(lambda: city.fetched(url))
        started = asyncio.get_running_loop().time()
        assert await city.program.stop() == 0
        assert asyncio.get_running_loop().time() - started < 10
        assert asked.is_thinking
        come.set()
        await city.program.start()
        digest = await city.answer(asked)
        assert "### Key points" in digest.text
        assert city.discord.ours(channel) == [digest]


@together
async def test_what_is_asked_while_it_starts_is_answered_and_stays(founded: Builder) -> None:
    async with founded() as city:
        channel, bob, ann = city.channel(), city.person(), city.person()
        assert await city.program.stop() == 0
        url = city.article()
        city.discord.stall("PATCH", "/webhooks/*/*/messages/*", 3.0, times=2)
        city.discord.gateway.sessions.clear()
        await city.program.launch()
        await city.until(lambda: city.discord.gateway.sessions)
        await asyncio.sleep(0.3)
        asked = await city.discord.slash(channel, bob, "help")
        digest = await city.discord.slash(channel, ann, "digest", url=url)
        await city.until(lambda: city.program.says("running"), 15)
        await city.until(lambda: digest.answer and not digest.is_thinking, 15)
        assert (await city.answer(asked)).text.startswith("I'm **Digest**")
        await asyncio.sleep(2)
        assert city.discord.ours(channel) == [digest.answer]
