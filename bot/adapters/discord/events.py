"""What the library tells of Discord, handed on: its clients, and who hears them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final, Protocol

import discord

from bot.adapters.discord.faults import words

LONGEST_WAIT: Final = 30.0
"""Seconds that the library waits for a limit to pass; what would take longer, it refuses."""


class Hears(Protocol):
    """What happens on Discord, told as the library tells it. Must return at once."""

    def began(self, client: discord.Client) -> None:
        """A client is about to log in: what it needs of us is to be put upon it."""

    def connected(self, client: discord.Client) -> None:
        """We hear everything now."""

    def message(self, message: discord.Message) -> None:
        """Somebody wrote."""

    def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed, or Discord has put a preview below it."""

    def deleted(self, channel: int, server: int | None, messages: set[int]) -> None:
        """Messages are gone."""

    def reacted(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody put a reaction on a message."""

    def interaction(self, interaction: discord.Interaction) -> None:
        """Somebody used a command or pressed a button."""

    def joined(self, guild: discord.Guild) -> None:
        """We were brought into a server."""

    def left(self, guild: discord.Guild) -> None:
        """We were sent away from one."""


class Connection(Protocol):
    """Whose client it is."""

    @property
    def hears(self) -> Hears | None:
        """Who is to be told, nobody once it has ended."""

    def tell_connection(self, *, is_there: bool) -> None:
        """The gateway is there, or gone."""


class _Gate(asyncio.Event):
    """What holds all calls back while we are over the limit of them all.

    The call that shut it is to open it again, and never does if it is broken off amid its wait:
    then nothing would be said any more. So it opens by itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set()

    def clear(self) -> None:
        super().clear()
        asyncio.get_running_loop().call_later(LONGEST_WAIT, self.set)


class _Events(discord.Client):
    """Tells what happens."""

    def __init__(self, bot: Connection, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._bot = bot

    async def setup_hook(self) -> None:
        self.http._global_over = _Gate()  # noqa: SLF001 - nothing else reaches it

    async def on_ready(self) -> None:
        self._bot.tell_connection(is_there=True)
        if hears := self._bot.hears:
            hears.connected(self)

    async def on_resumed(self) -> None:
        self._bot.tell_connection(is_there=True)

    async def on_disconnect(self) -> None:
        self._bot.tell_connection(is_there=False)

    async def on_message(self, message: discord.Message) -> None:
        if hears := self._bot.hears:
            hears.message(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if hears := self._bot.hears:
            hears.edited(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        if hears := self._bot.hears:
            hears.deleted(payload.channel_id, payload.guild_id, {payload.message_id})

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        if hears := self._bot.hears:
            hears.deleted(payload.channel_id, payload.guild_id, payload.message_ids)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        if hears := self._bot.hears:
            hears.reacted(payload)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if hears := self._bot.hears:
            hears.interaction(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if hears := self._bot.hears:
            hears.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if hears := self._bot.hears:
            hears.left(guild)


class _Whole(_Events):
    """All of it over one connection."""


class _Sharded(_Events, discord.AutoShardedClient):
    """So many shards, or some of them."""


def client_for(bot: Connection, *, in_shards: bool, **options: Any) -> discord.Client:
    """A client that tells `bot` what happens; `options` are the library's."""
    return (_Sharded if in_shards else _Whole)(bot, **options)


def calm(record: logging.LogRecord) -> bool:
    """The library tells a lost connection as an error with its whole stack; it is none of ours."""
    if str(record.msg).startswith(("Attempting a reconnect", "Failed to connect for shard")):
        error = record.exc_info[1] if record.exc_info else None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        record.msg = f"{record.msg} (%s)"
        told = words(error) if isinstance(error, Exception) else ""
        record.args = (*_tuple(record.args), told)
    return True


def _tuple(args: object) -> tuple[object, ...]:
    return args if isinstance(args, tuple) else ()
