"""Which events a session is told of, and how much of them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from simcord import intents as gates
from simcord.backend.access import channel_accessible

if TYPE_CHECKING:
    import discord

    from tests.fakes.discord.world import World

OUTSIDE = ("INTERACTION_CREATE", "GUILD_DELETE")
"""These come from servers too that the bot is no member of."""
OF_CHANNELS = ("MESSAGE_", "TYPING_", "CHANNEL_PINS_")


def guild_of(event: str, payload: dict[str, Any]) -> int | None:
    """The server that an event is about."""
    if event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"):
        return int(payload["id"])
    guild = payload.get("guild_id")
    return None if guild is None else int(guild)


def shard_of(guild_id: int | None, shards: int) -> int:
    """Private chats are of the first shard."""
    return 0 if guild_id is None else (guild_id >> 22) % shards


def project(
    world: World, intents: discord.Intents, event: str, payload: dict[str, Any]
) -> dict[str, Any] | None:
    """The event as the bot is told of it, None if it is not."""
    guild_id = guild_of(event, payload)
    if guild_id is not None and event not in OUTSIDE and not world.has_bot(guild_id):
        return None
    if event.startswith(OF_CHANNELS) and not _sees(world, int(payload["channel_id"])):
        return None
    gate = gates.required_intent(event, payload)
    if gate and not getattr(intents, gate):
        return None
    told = deepcopy(payload)
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not intents.message_content:
        gates.censor_message(told, world.bot_user.id, backend=world)
    if event == "GUILD_CREATE":
        gates.prune_guild_create(told, intents, world.bot_user.id)
    return told


def _sees(world: World, channel_id: int) -> bool:
    channel = world.channels.get(channel_id)
    if channel is None or world.is_foreign(channel):
        return False
    return channel_accessible(world, channel_id, world.bot_user.id)
