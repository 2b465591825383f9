"""Faults come when they are ordered, as often as they are ordered, and leave what they should."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientError
from discord import HTTPException

from tests.fakes.discord.troubles import matches

if TYPE_CHECKING:
    from tests.fakes.discord.conftest import Bot
    from tests.fakes.discord.server import DiscordServer

MESSAGES = "/channels/*/messages"


async def test_a_request_fails_as_often_as_told(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    place = bot.get_partial_messageable(channel.id)
    discord.fail("POST", MESSAGES, 403, code=50013, times=1)
    with pytest.raises(HTTPException, match="50013"):
        await place.send("x")
    await place.send("x")
    assert [call.status for call in discord.calls_of("POST", MESSAGES)] == [403, 200]
    assert discord.violations == []


async def test_it_can_be_done_and_fail_all_the_same(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    discord.fail("POST", MESSAGES, 503, after_effect=True)
    with pytest.raises(HTTPException, match="503"):
        await bot.get_partial_messageable(channel.id).send("x")
    assert len(discord.ours(channel)) == 1


async def test_it_can_be_told_to_wait(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    discord.fail("POST", MESSAGES, 429, retry_after=0.2)
    begin = time.monotonic()
    await bot.get_partial_messageable(channel.id).send("x")
    assert time.monotonic() - begin > 0.2
    assert len(discord.ours(channel)) == 1


@pytest.mark.parametrize("after_effect", [False, True])
async def test_the_line_can_be_cut(discord: DiscordServer, bot: Bot, after_effect: bool) -> None:
    channel = discord.channel(discord.server())
    discord.cut("POST", MESSAGES, after_effect=after_effect, times=2)
    with pytest.raises(ClientError):
        await bot.get_partial_messageable(channel.id).send("x")
    await discord.until(lambda: discord.calls_of("POST", MESSAGES))
    assert {call.status for call in discord.calls_of("POST", MESSAGES)} == {0}
    assert bool(discord.ours(channel)) == after_effect


async def test_a_slow_request_takes_effect_all_the_same(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    discord.stall("POST", MESSAGES, 0.3)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.get_partial_messageable(channel.id).send("x"), 0.1)
    assert discord.ours(channel) == []
    await discord.until(lambda: discord.ours(channel))


def test_patterns_stand_for_parts_of_a_path() -> None:
    assert matches("/channels/*/messages", "/channels/1/messages")
    assert not matches("/channels/*/messages", "/channels/1/messages/2")
    assert not matches("/channels/*", "/channels/1/messages")
    assert matches("/webhooks/**", "/webhooks/1/token/messages/@original")
