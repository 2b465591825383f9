"""What an interaction tells the bot: the command with its options, and where it was called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from simcord import interactions as builders
from simcord.backend import serializers

from tests.fakes.discord.availability import find_command

if TYPE_CHECKING:
    from tests.fakes.discord.values import Channel, Person
    from tests.fakes.discord.world import World

SLASH, MENU = 1, 3
FILE = 11
"""The type of an option."""

ABROAD = discord.Permissions(embed_links=True, attach_files=True, external_emojis=True)
"""What the bot may do where it is no member."""


def slash_data(
    world: World,
    channel: Channel,
    person: Person,
    name: str,
    options: dict[str, Any],
    *,
    partial: bool,
) -> dict[str, Any]:
    """A command with its options, nested as its groups are; a file is its name and what it holds.

    Raises:
        LookupError: it is not offered there.
        SetupError: it takes no such options.
    """
    first, *path = name.split()
    command = find_command(world, first, SLASH, channel, person)
    leaf, nesting = builders.walk_to_subcommand(command, path)
    given = builders.check_options(name, leaf, options, partial=partial)
    types = {option["name"]: option["type"] for option in leaf.get("options") or []}
    resolved: dict[str, dict[str, Any]] = {}
    for key in [key for key in given if types[key] == FILE]:
        file, data = given.pop(key)
        if not partial:  # a file that is still being chosen is not told of
            stored = builders.store_interaction_attachment
            given[key] = stored(world, channel.id, file, data, resolved)
    built = [{"name": key, "type": types[key], "value": given[key]} for key in given]
    nested = builders.nest_options(command, nesting, built)
    told = {"id": command["id"], "name": command["name"], "type": SLASH, "options": nested}
    return told | ({"resolved": resolved} if resolved else {})


def tell_place(world: World, channel: Channel, payload: dict[str, Any], person: Person) -> None:
    """Where the command was called, and for whom the app is installed there."""
    stored = world.get_channel(channel.id)
    is_foreign = world.is_foreign(stored)
    owners = {"1": str(person.id)} if is_foreign else {"0": str(channel.server_id or 0)}
    payload["authorizing_integration_owners"] = owners
    if channel.server_id is None:
        payload["context"] = 2 if is_foreign else 1
        payload["channel"] = dict(serializers.channel_payload(world, stored))
        payload["app_permissions"] = str(ABROAD.value)
        return
    guild = world.guilds[channel.server_id]
    payload["guild_locale"] = guild.preferred_locale
    payload["guild"] = {"id": str(guild.id), "locale": guild.preferred_locale, "features": []}
    if is_foreign:
        payload["app_permissions"] = str(ABROAD.value)
