"""The answer to an interaction: a message that stands there, "thinking", until it is made.

It has no id yet. What names it outlives a restart: the row keeps it until the answer is posted.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.adapters.discord.building import as_new
from bot.adapters.discord.traces import is_of
from bot.core.recent import keep_newest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.discord.bot import DiscordBot
    from bot.core.ports import Clock


class _Original:
    """The reply itself. No str: of that the library would percent-encode the sign."""

    def __str__(self) -> str:
        return "@original"


ORIGINAL: Final = _Original()
LIVES: Final = 14.5 * 60
"""Seconds for which a reply can be reached by its token; Discord says 15 minutes."""

FOLLOW_UPS: Final = 3
"""Further answers to one interaction: who is answered aside cannot be answered elsewhere."""

MOST: Final = 1000
"""Replies remembered by the message that they became, the oldest are forgotten first."""

_SIGN: Final = "@"
_SKEW: Final = 5.0
"""Seconds by which our clock may be ahead of Discord's."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to an interaction, or one of its follow-ups: `number` 0 is the reply itself."""

    interaction: int
    token: str = field(repr=False)
    number: int = 0

    def __str__(self) -> str:
        return f"{_SIGN}{self.interaction}.{self.number}.{self.token}"

    def age(self, now: float) -> float:
        """Seconds since the interaction, at `now` (epoch seconds)."""
        return now - discord.utils.snowflake_time(self.interaction).timestamp()


class Replies:
    """Says what interactions wait for.

    Discord lets the first follow-up take the place of a reply that still waits, whatever it was
    meant to be. So the first answer takes that place on purpose, and further ones follow it.
    """

    def __init__(self, bot: DiscordBot, clock: Clock) -> None:
        self._bot = bot
        self._began = clock.now()
        self._became: dict[str, int | _Original] = {}
        self._taken: dict[int, None] = {}

    async def say(
        self, reply: Reply, what: Mapping[str, Any], delivery: str, *, aside: bool
    ) -> discord.WebhookMessage:
        """Let the reply hold `what`, or a follow-up to it; made again it changes that one.

        `delivery` is whose message it is.

        Raises:
            HTTPException and others: as the library raises them.
        """
        webhook, name = self._webhook(reply), str(reply)
        if name not in self._became and await self._is_free(reply, delivery):
            self._take(reply, ORIGINAL)
        if target := self._became.get(name):
            edited: discord.WebhookMessage = await webhook.edit_message(target, **what)
            return edited
        new = as_new(what)
        said: discord.WebhookMessage = await webhook.send(wait=True, ephemeral=aside, **new)
        self._take(reply, said.id)
        return said

    async def whisper(self, reply: Reply, what: Mapping[str, Any]) -> discord.WebhookMessage:
        """Say it to who asked alone, and take away the reply that everybody was to see.

        While that one waits, a follow-up would take its place, and be for everybody as it is. So it
        is answered for a moment.

        Raises:
            HTTPException and others: as the library raises them.
        """
        webhook = self._webhook(reply)
        await webhook.edit_message(ORIGINAL, **what)
        said: discord.WebhookMessage = await webhook.send(wait=True, ephemeral=True, **what)
        self._take(reply, said.id)
        with suppress(discord.NotFound):
            await webhook.delete_message(ORIGINAL)
        return said

    async def delete(self, reply: Reply) -> None:
        """Take it away.

        Raises:
            HTTPException and others: as the library raises them.
        """
        target = self._became.get(str(reply), ORIGINAL if reply.number == 0 else None)
        if target is not None:
            await self._webhook(reply).delete_message(target)

    async def _is_free(self, reply: Reply, delivery: str) -> bool:
        """Whether the interaction's own reply is this delivery's, or waits for any answer."""
        if reply.interaction in self._taken:
            return False
        if reply.number == 0 and reply.age(self._began) < -_SKEW:
            return True
        # An earlier run of ours may have answered it.
        original = await self._webhook(reply).fetch_message(ORIGINAL)
        return bool(original.flags.loading) or is_of(original, delivery)

    def _take(self, reply: Reply, target: int | _Original) -> None:
        self._became[str(reply)] = target
        self._taken[reply.interaction] = None
        keep_newest(self._became, MOST)
        keep_newest(self._taken, MOST)

    def _webhook(self, reply: Reply) -> Any:
        client = self._bot.client
        return discord.Webhook.from_state(
            {"id": client.application_id or self._bot.id, "type": 3, "token": reply.token},
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
