from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.adapters.discord.bot import DiscordBot
from bot.adapters.discord.platform import Discord
from bot.adapters.discord.poster import DiscordPoster
from bot.core.background import Background
from tests.adapters.discord.front import FakeFront
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord
    from simcord import ChannelHandle, Env, GuildHandle, HttpLogEntry, MemberActor

    from bot.core.front import Front

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.secret-part-of-a-token-of-a-bot"
BEGAN = 1_767_225_600
"""When the stand-in's clock begins: 2026-01-01."""


class Host:
    """The adapter as the program puts it together, without its connection."""

    def __init__(self, clock: NappingClock) -> None:
        self.clock = clock
        self.front = FakeFront()
        self.background = Background()
        self.bot = DiscordBot(TOKEN, clock)
        self.poster = DiscordPoster(self.bot, clock)
        self.connects = 0
        self.platform = self.anew()
        self.bot.client.setup_hook = self.logged_in  # type: ignore[method-assign]

    def anew(self) -> Discord:
        """The platform as after a start."""
        front = cast("Front", self.front)
        platform = Discord(self.bot, front, self.poster.members, self.clock, self.background)
        platform._on_connect = self._connected
        self.bot._hears = platform
        return platform

    async def logged_in(self) -> None:
        """The stand-in puts its own transport into the client before, and the commands want it."""
        await type(self.bot.client).setup_hook(self.bot.client)
        self.platform.began(self.bot.client)

    async def _connected(self) -> None:
        self.connects += 1

    async def heard(self) -> None:
        """Until everything that was told has been handed over."""
        for _ in range(30):
            await asyncio.sleep(0)


class Place:
    """A server with a channel, somebody in it, and what we have asked of Discord since."""

    def __init__(self, env: Env, host: Host) -> None:
        self.env = env
        self.host = host
        self.front = host.front
        self.poster = host.poster
        self.client: discord.Client = host.bot.client
        self.guild: GuildHandle = env.create_guild("Readers")
        self.channel: ChannelHandle = self.guild.create_text_channel("links")
        self.bob: MemberActor = self.guild.add_member(env.create_user("bob"))

    @property
    def us(self) -> int:
        return self.host.bot.id

    @property
    def source(self) -> str:
        return f"discord:{self.us}"

    def asked(self, method: str, *parts: str) -> list[HttpLogEntry]:
        """Requests of that method whose path holds all of `parts`, "messages" not "reactions"."""
        return [
            entry
            for entry in self.env.http_requests
            if entry.method == method and all(part in entry.path for part in parts)
        ]

    def bodies(self) -> list[dict[str, Any]]:
        """All that was sent to be read by people, whichever way."""
        bodies = []
        for entry in self.env.http_requests:
            body = entry.json.get("data", entry.json) if isinstance(entry.json, dict) else None
            if body and {"content", "components", "embeds"} & set(body):
                bodies.append(body)
        return bodies


@pytest.fixture
def clock() -> NappingClock:
    return NappingClock(BEGAN)


@pytest.fixture
def host(clock: NappingClock) -> Host:
    return Host(clock)


@pytest.fixture
def simcord_bot(host: Host) -> discord.Client:
    return host.bot.client


@pytest.fixture
async def place(simcord_env: Env, host: Host) -> AsyncIterator[Place]:
    handling = asyncio.create_task(host.platform._inbox.run())
    place = Place(simcord_env, host)
    await simcord_env.settle()
    await host.heard()
    yield place
    handling.cancel()
    await asyncio.gather(handling, return_exceptions=True)
    await host.background.finish(0)
    for body in place.bodies():  # whatever a test does: nothing that we send may call anybody
        assert body["allowed_mentions"]["parse"] == []
        assert not {"users", "roles"} & set(body["allowed_mentions"])
        assert not body["allowed_mentions"].get("replied_user")
