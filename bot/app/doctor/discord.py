"""Discord: who we are there, what we get to see, what we may do in the channels we know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.app.doctor.check import Check, asked, fail, ok, rights, side_by_side, turned_away, warn
from bot.core.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.discord.probe import DiscordProbe, Me
    from bot.app.doctor.surroundings import Surroundings
    from bot.core.ledger import ChatRow

NAME: Final = "discord"
REACH: Final = "see that this machine reaches discord.com, or what DISCORD_API_URL names"
INTENT_ON: Final = (
    "Developer Portal › your application › Bot › Message Content Intent (commands work without)"
)
FEW: Final = 20
"""Sessions left for today below which there is a warning: each start takes one."""


async def look_at_discord(around: Surroundings) -> AsyncIterator[Check]:
    """Who we are, what we see, whether the gateway has room, what we may do."""
    from bot.adapters.discord.probe import open_probe  # noqa: PLC0415 - a second

    settings = around.settings
    if settings.discord_bot_token is None:
        return
    token = settings.discord_bot_token.reveal()
    async with open_probe(token, api_url=settings.discord_api_url) as probe:
        try:
            me = await probe.me()
        except PlatformError as fault:
            yield turned_away(NAME, fault, REACH)
            return
        yield ok(NAME, me.name)
        if me.elsewhere:
            fix = "Developer Portal › your application › General › empty Interactions Endpoint URL"
            yield fail(NAME, "commands and buttons go to an address of a web server, not here", fix)
        yield content(me, wants_drops=settings.mode in {"auto", "react"})
        channels = [chat for chat in around.groups("discord") if chat.within]
        looks = [_gateway(probe)]
        looks += [_rights(channels, probe)] if channels else []
        async for check in side_by_side(looks):
            yield check
        around.note(NAME, probe.skew)


def content(me: Me, *, wants_drops: bool) -> Check:
    """Whether links reach us that nobody sends to us."""
    if me.sees_content:
        return ok(NAME, "Message Content intent on: it sees the links that are dropped in channels")
    told = "Message Content intent off: it sees commands, mentions and direct messages only"
    return warn(NAME, told, INTENT_ON) if wants_drops else ok(NAME, told)


async def _gateway(probe: DiscordProbe) -> Check:
    gateway = await probe.gateway()
    told = f"gateway {gateway.url}, {gateway.left} of {gateway.total} starts left today"
    if gateway.left < FEW:
        return warn(NAME, told, "look in the log why it starts so often; wait a day")
    return ok(NAME, told)


async def _rights(channels: list[ChatRow], probe: DiscordProbe) -> Check:
    async def lack(chat: ChatRow) -> str:
        return await probe.lacks(chat.id, chat.within[-1])

    return rights(NAME, len(channels), await asked(channels, lack))
