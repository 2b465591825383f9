"""Finds a message of ours whose sending nobody answered: it carries the number of its delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.discord.building import mark
from bot.adapters.discord.faults import made
from bot.core.delivery.ids import made_at
from bot.core.errors import ChatClosedError, PostUnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from bot.adapters.discord.bot import DiscordBot

MOST: Final = 500
"""Messages that are looked through from the moment on that it was asked for."""

_SKEW: Final = timedelta(minutes=2)
"""By so much our clock may be ahead of Discord's."""


async def find(
    bot: DiscordBot, channel: discord.abc.Messageable, delivery: str
) -> discord.Message | None:
    """The message of `delivery` in the channel; None: it surely never arrived.

    Raises:
        PostUnknownError: we may not read what was said there, or too much was said since.
        PostUnsentError: Discord does not answer.
    """
    since = datetime.fromtimestamp(made_at(delivery), UTC) - _SKEW
    looked = 0

    async def look() -> discord.Message | None:
        nonlocal looked
        async for message in channel.history(limit=MOST, after=since, oldest_first=True):
            looked += 1
            if message.author.id == bot.id and is_of(message, delivery):
                return message
        return None

    try:
        found = await made(look, sent=False)
    except ChatClosedError as fault:
        raise PostUnknownError(f"what was said cannot be read: {fault}", is_final=True) from None
    if found is None and looked >= MOST:
        raise PostUnknownError("more was said since than is looked through", is_final=True)
    return found


def is_of(message: discord.Message, delivery: str) -> bool:
    """Whether `message` is the one of `delivery`."""
    return _carries([each.to_dict() for each in message.components], mark(delivery), delivery)


def _carries(components: Iterable[Any], number: int, delivery: str) -> bool:
    return any(
        component.get("id") == number
        or delivery in str(component.get("custom_id", "")).split(":")
        or _carries(component.get("components") or (), number, delivery)
        for component in components
    )
