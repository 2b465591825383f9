"""Lines break, sessions go on, and every event goes where it should."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from discord import (
    AutoShardedClient,
    ConnectionClosed,
    HTTPException,
    Intents,
    LoginFailure,
    PrivilegedIntentsRequired,
)

from tests.fakes.discord.conftest import Bot, running

if TYPE_CHECKING:
    from discord import Message

    from tests.fakes.discord.server import DiscordServer


async def test_what_was_missed_is_told_after_a_drop(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    await discord.say(channel, alice, "one")
    await discord.until(lambda: bot.heard)
    await discord.drop()
    await discord.say(channel, alice, "two")
    await discord.until(lambda: bot.events("resumed"))
    await discord.reconnect()
    await discord.until(lambda: len(bot.events("resumed")) == 2)
    await discord.say(channel, alice, "three")
    await discord.until(lambda: len(bot.heard) == 3)
    assert [message.content for message in bot.heard] == ["one", "two", "three"]
    assert len(discord.gateway.identified) == 1


async def test_a_session_can_be_ended(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    await discord.invalidate(resumable=True)
    await discord.until(lambda: bot.events("resumed"))
    await discord.invalidate()
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.say(channel, alice, "two")
    await discord.until(lambda: bot.heard)
    await bot.close()
    await discord.until(lambda: not discord.is_connected)
    assert discord.violations == []


async def test_the_service_can_be_unreachable(
    discord: DiscordServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.05)
    channel, alice = discord.channel(discord.server()), discord.person()
    async with discord.unreachable():
        await discord.until(lambda: not discord.is_connected)
        with pytest.raises(OSError, match="Cannot connect"):
            await bot.get_partial_messageable(channel.id).send("x")
        await discord.say(channel, alice, "missed")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].channel.send("here")


async def test_intents_must_be_granted(discord: DiscordServer) -> None:
    discord.refuse_intents()
    with pytest.raises(PrivilegedIntentsRequired):
        async with running(Bot(), discord.token):
            pass
    bot = Bot(content=False)
    async with running(bot, discord.token):
        assert not bot.application_flags.gateway_message_content_limited
    assert discord.violations == []


async def test_other_privileged_intents_are_a_fault(discord: DiscordServer) -> None:
    bot = Bot()
    bot._connection._intents = Intents.all()
    with pytest.raises(PrivilegedIntentsRequired):
        async with running(bot, discord.token):
            pass
    assert "members" in discord.violations[0]


async def test_a_token_can_be_taken_back(discord: DiscordServer) -> None:
    bot = Bot()
    async with running(bot, discord.token):
        discord.refuse_token()
        with pytest.raises(HTTPException):
            await bot.fetch_user(discord.person().id)
        task = asyncio.create_task(bot.ws.poll_event())
        task.cancel()
    with pytest.raises(LoginFailure):
        async with running(Bot(), discord.token):
            pass
    assert discord.violations == []


async def test_the_line_can_be_closed_with_a_code(discord: DiscordServer) -> None:
    bot = Bot()
    task = asyncio.create_task(bot.start(discord.token))
    await discord.until(lambda: discord.is_connected)
    await discord.close_gateway(4004)
    with pytest.raises(ConnectionClosed, match="4004"):
        await task


async def test_each_shard_hears_of_its_own_servers(
    discord: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, str]] = []

    class Sharded(AutoShardedClient):
        async def before_identify_hook(self, *_: object, **__: object) -> None:
            pass

        async def on_message(self, message: Message) -> None:
            heard.append((message.guild.shard_id if message.guild else -1, message.content))

    intents = Intents.default()
    intents.message_content = True
    bot = Sharded(intents=intents, shard_count=2, guild_ready_timeout=0.1)
    servers = [discord.server(shard=(shard, 2)) for shard in (0, 1)]
    async with running(bot, discord.token):
        assert sorted(discord.gateway.identified) == [(0, 2), (1, 2)]
        told = [
            [int(entry["d"]["id"]) for entry in session._told if entry["t"] == "GUILD_CREATE"]
            for session in discord.gateway.sessions.values()
        ]
        assert sorted(told) == sorted([server.id] for server in servers)
        for server in servers:
            await discord.say(discord.channel(server), discord.person(), "x")
        await discord.direct(discord.person(), "y")
        await discord.until(lambda: len(heard) == 3)
    assert sorted(heard) == [(-1, "y"), (0, "x"), (1, "x")]


async def test_a_heart_must_beat(discord: DiscordServer) -> None:
    discord.gateway.heartbeat = 0.2
    bot = Bot()
    async with running(bot, discord.token):
        await asyncio.sleep(0.9)
        assert discord.violations == []
        bot.ws._keep_alive._stop_ev.set()  # type: ignore[union-attr]
        await discord.until(lambda: discord.violations)
    assert discord.violations[0] == "no heartbeat in time"
