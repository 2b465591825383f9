"""The server, and the client library that the project uses on it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import yarl
from discord import AllowedMentions, Client, Intents, app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord.server import DiscordServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord as library


class Bot(Client):
    """Remembers what it hears; commands are put into its `tree`."""

    def __init__(self, *, content: bool = True, **more: Any) -> None:
        intents = Intents.default()
        intents.message_content = content
        usual: dict[str, Any] = {
            "allowed_mentions": AllowedMentions.none(),
            "guild_ready_timeout": 0.02,
        }
        super().__init__(intents=intents, **usual | more)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[library.Message] = []
        self.told: list[tuple[str, Any]] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the pause of the library."""

    async def on_message(self, message: library.Message) -> None:
        if message.author != self.user:
            self.heard.append(message)

    async def on_resumed(self) -> None:
        self.told.append(("resumed", None))

    async def on_guild_join(self, guild: library.Guild) -> None:
        self.told.append(("join", guild))

    async def on_guild_remove(self, guild: library.Guild) -> None:
        self.told.append(("remove", guild))

    async def on_raw_message_edit(self, event: library.RawMessageUpdateEvent) -> None:
        self.told.append(("edit", event))

    async def on_raw_message_delete(self, event: library.RawMessageDeleteEvent) -> None:
        self.told.append(("delete", event))

    async def on_raw_bulk_message_delete(self, event: library.RawBulkMessageDeleteEvent) -> None:
        self.told.append(("deletes", event))

    async def on_raw_reaction_add(self, event: library.RawReactionActionEvent) -> None:
        self.told.append(("react", event))

    def events(self, kind: str) -> list[Any]:
        return [event for name, event in self.told if name == kind]


@asynccontextmanager
async def running(bot: Client, token: str) -> AsyncIterator[None]:
    """Run a client until the test is done with it."""
    task = asyncio.create_task(bot.start(token))
    ready = asyncio.create_task(bot.wait_until_ready())
    await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED, timeout=10)
    try:
        if task.done():
            ready.cancel()
            await task
        yield
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server


@pytest.fixture
async def bot(discord: DiscordServer) -> AsyncIterator[Bot]:
    client = Bot()
    async with running(client, discord.token):
        yield client
