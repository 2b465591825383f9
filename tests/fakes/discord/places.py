"""Making servers and channels, and changing what the bot may do there."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import discord
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from tests.fakes.discord.orders import Orders
from tests.fakes.discord.values import Channel, Person, Server

if TYPE_CHECKING:
    from tests.fakes.discord.messages import Message

INVITED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    use_application_commands=True,
)
"""What a server grants the bot that invites it; everybody there has the same by default."""


class Places(Orders):
    """Everything is made fresh for each test; the bot is told of it as it would be."""

    _numbers = count(1)

    def server(
        self,
        *,
        system_channel: bool = False,
        has_bot: bool = True,
        locale: str = "en-US",
        shard: tuple[int, int] | None = None,
        permissions: discord.Permissions = INVITED,
    ) -> Server:
        """A new server; the bot is in it, or is not. `shard` is (which, of how many)."""
        world, name = self.world, f"Server {next(self._numbers)}"
        world.is_quiet = True
        on, of = shard or (None, 1)
        guild = world.create_guild(name, shard_id=on, shard_count=of, preferred_locale=locale)
        roles = [role for role in guild.roles.values() if role.managed]
        roles[0].permissions = permissions.value
        channel = None
        if system_channel:
            channel = Channel(world.create_channel(guild.id, "general").id, guild.id)
            guild.system_channel_id = channel.id
        if not has_bot:
            del guild.members[world.bot_user.id]
        world.is_quiet = False
        self._welcome_bot(guild.id)
        return Server(guild.id, name, locale, channel)

    def _welcome_bot(self, guild_id: int, *, is_new: bool = True) -> None:
        guild = self.world.guilds[guild_id]
        told = dict(serializers.guild_create_payload(self.world, guild))
        if is_new:
            del told["unavailable"]  # so a client knows a server that it was let into
        self.world.emit("GUILD_CREATE", told)

    def add_bot(self, server: Server) -> None:
        """Let the bot into a server that it is not in."""
        self.world.is_quiet = True
        self.world.add_member(server.id, self.world.bot_user.id)
        self.world.is_quiet = False
        self._welcome_bot(server.id)

    def remove_bot(self, server: Server) -> None:
        """Throw the bot out."""
        del self.world.guilds[server.id].members[self.world.bot_user.id]
        self.world.emit("GUILD_DELETE", {"id": str(server.id)})

    def outage(self, server: Server) -> None:
        """Let a server be unavailable; `recover` ends it."""
        self.world.emit("GUILD_DELETE", {"id": str(server.id), "unavailable": True})

    def recover(self, server: Server) -> None:
        self._welcome_bot(server.id, is_new=False)

    def channel(self, server: Server, name: str | None = None, *, news: bool = False) -> Channel:
        """A new text channel."""
        kind = ChannelType.NEWS if news else ChannelType.TEXT
        name = name or f"channel-{next(self._numbers)}"
        return Channel(self.world.create_channel(server.id, name, type=kind).id, server.id)

    def thread(
        self, channel: Channel, name: str = "Thread", *, by: Person | None = None
    ) -> Channel:
        """A new public thread that a person has begun."""
        world = self.world
        assert channel.server_id is not None
        owner = by.id if by else world.guilds[channel.server_id].owner_id
        thread = world.create_thread(channel.id, name, owner, broadcast=False)
        world.announce_thread_create(thread)
        return Channel(thread.id, channel.server_id)

    def thread_of(self, message: Message) -> Channel | None:
        """The thread that has begun at a message."""
        found = self.world.channels.get(message.id)
        return Channel(found.id, found.guild_id) if found else None

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Put a thread to sleep; if it is locked, only moderators wake it."""
        state = {"archived": True, "locked": locked}
        self.world.edit_channel(thread.id, {}, thread_metadata=state)

    def delete_channel(self, channel: Channel) -> None:
        self.world.delete_channel(channel.id)

    def deny(self, channel: Channel, *permissions: str) -> None:
        """Take permissions from the bot in a channel; none gives all back."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        bot = self.world.bot_user.id
        self.world.set_overwrite(channel.id, Overwrite(bot, OverwriteType.MEMBER, deny=denied))
