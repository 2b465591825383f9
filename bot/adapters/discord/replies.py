"""The answer to an interaction: a message that stands there, "thinking", until it is made.

It has no id yet. What names it outlives a restart: the row keeps it until the answer is posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

if TYPE_CHECKING:
    from bot.adapters.discord.bot import DiscordBot

ORIGINAL: Final = "@original"
LIVES: Final = 14.5 * 60
"""Seconds for which a reply can be reached by its token; Discord says 15 minutes."""

FOLLOW_UPS: Final = 3
"""Further answers to one interaction: who is answered aside cannot be answered elsewhere."""

_SIGN: Final = "@"


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to an interaction, or one of its follow-ups: `number` 0 is the reply itself."""

    interaction: int
    token: str
    number: int = 0

    def __str__(self) -> str:
        return f"{_SIGN}{self.interaction}.{self.number}.{self.token}"

    def age(self, now: float) -> float:
        """Seconds since the interaction, at `now` (epoch seconds)."""
        return now - discord.utils.snowflake_time(self.interaction).timestamp()

    def webhook(self, bot: DiscordBot) -> discord.Webhook:
        """What the library reaches it by."""
        client = bot.client
        return discord.Webhook.from_state(
            {"id": client.application_id or bot.id, "type": 3, "token": self.token},
            client._connection,  # noqa: SLF001 - as the library's own follow-ups are made
        )


def read_reply(name: str) -> Reply | None:
    """The reply that a place names, None for a message's own id."""
    parts = name.removeprefix(_SIGN).split(".", 2)
    if not name.startswith(_SIGN) or len(parts) != 3:
        return None
    interaction, number, token = parts
    return Reply(int(interaction), token, int(number))


def places_of(interaction: discord.Interaction, *, follow_ups: int = 0) -> tuple[str, ...]:
    """The places that the answers to an interaction may take, in order."""
    numbers = range(follow_ups + 1)
    return tuple(str(Reply(interaction.id, interaction.token, number)) for number in numbers)
