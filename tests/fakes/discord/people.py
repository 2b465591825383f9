"""Making people, and what they are in servers and to one another."""

from __future__ import annotations

import discord
from simcord.enums import ChannelType

from tests.fakes.discord.places import Places
from tests.fakes.discord.values import Channel, Person, Server


class People(Places):
    """Everybody is made fresh for each test."""

    def person(
        self,
        locale: str = "en-US",
        *,
        manage_server: Server | None = None,
        manage_messages: Server | None = None,
        is_bot: bool = False,
    ) -> Person:
        """Somebody new; they join a server as soon as they do something there."""
        number = next(self._numbers)
        user = self.world.make_user(f"reader_{number}", bot=is_bot, global_name=f"Reader {number}")
        person = Person(user.id, user.name, locale)
        self.promote(person, manage_server, "manage_guild")
        self.promote(person, manage_messages, "manage_messages")
        return person

    def promote(self, person: Person, server: Server | None, *permissions: str) -> None:
        """Give a person permissions in a server."""
        if server is None:
            return
        self.join(person, server.id)
        granted = discord.Permissions(**dict.fromkeys(permissions, True)).value
        role = self.world.create_role(server.id, "Staff", permissions=granted)
        self.world.guilds[server.id].members[person.id].role_ids.append(role.id)

    def join(self, person: Person, server_id: int | None) -> None:
        """Let a person be a member."""
        if server_id is not None and person.id not in self.world.guilds[server_id].members:
            self.world.add_member(server_id, person.id)

    def dm(self, person: Person) -> Channel:
        """The private chat of a person with the bot."""
        return Channel(self.world.get_dm_channel(person.id).id)

    def private(self, one: Person, other: Person) -> Channel:
        """A private chat of two people, which the bot takes no part in."""
        channel = self.world.create_channel(None, None, type=ChannelType.DM)
        channel.recipient_ids = [other.id, one.id]
        return Channel(channel.id)

    def close_to_bot(self, person: Person) -> None:
        """Let a person take no private messages from the bot."""
        self.world.closed_to_bot.add(person.id)
