"""What goes wrong at the platforms meanwhile: refusals, lost answers, cut lines, lost sessions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import Awaitable, Callable

    from tests.chats.city import Twins

EVERY: Final = 4.0
"""Seconds between two of them, on the average."""

SEND: Final = "/channels/*/messages"


async def trouble(town: Twins, dice: random.Random, struck: Counter[str]) -> None:
    """Order one trouble after the other, for ever."""
    telegram, discord = town.telegram, town.discord
    troubles: dict[str, Callable[[], object]] = {
        "Telegram: 500": lambda: telegram.fault("sendMessage", status=500),
        "Telegram: 502 after it was posted": lambda: telegram.fault(
            "sendMessage", status=502, after=True
        ),
        "Telegram: 429": lambda: telegram.fault("sendMessage", retry_after=3),
        "Telegram: line cut": lambda: telegram.fault("sendMessage", drop=True),
        "Telegram: line cut after it was posted": lambda: telegram.fault(
            "sendMessage", drop=True, after=True
        ),
        "Telegram: poll fails": lambda: telegram.fault("getUpdates", status=502),
        "Telegram: reaction fails": lambda: telegram.fault("setMessageReaction", status=500),
        "Discord: 500": lambda: discord.fail("POST", SEND, 500),
        "Discord: 503 after it was posted": lambda: discord.fail(
            "POST", SEND, 503, after_effect=True
        ),
        "Discord: 429": lambda: discord.fail("POST", SEND, 429, retry_after=2.0),
        "Discord: line cut": lambda: discord.cut("POST", SEND),
        "Discord: line cut after it was posted": lambda: discord.cut(
            "POST", SEND, after_effect=True
        ),
        "Discord: an edit fails": lambda: discord.fail("PATCH", "/webhooks/*/*/messages/*", 500),
    }
    lines: dict[str, Callable[[], Awaitable[None]]] = {
        "Discord: gateway dropped": discord.drop,
        "Discord: told to reconnect": discord.reconnect,
    }
    while True:
        await asyncio.sleep(dice.uniform(0.5, 1.5) * EVERY)
        name = dice.choice([*troubles, *lines])
        struck[name] += 1
        if name in lines:
            await lines[name]()
        else:
            troubles[name]()
