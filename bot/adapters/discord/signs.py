"""Signs of life that may fail: reactions and typing."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import discord

from bot.adapters.discord.faults import ABSENT, HANDLED, words
from bot.core.bucket import TICK, Bucket
from bot.core.chats import ChatKind
from bot.core.errors import LinkdigestError
from bot.core.ports import Mark
from bot.core.recent import keep_newest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.discord.bot import DiscordBot
    from bot.core.chats import Chat
    from bot.core.ports import Clock

    Messageable = discord.abc.Messageable
    Channel = Callable[[Chat], Awaitable[discord.PartialMessageable | discord.DMChannel]]

log = logging.getLogger(__name__)

EMOJI: Final = {Mark.SEEN: "👀", Mark.FAILED: "🤷", Mark.LIMITED: "😴"}
SECONDS: Final = 30.0
BURST, RATE = 20, 15.0  # a share of all requests: the answers need the rest
PATIENCE: Final = 3.0
"""Seconds that a 👀 may wait: later it tells nothing that the answer does not."""

MOST_BARE: Final = 10_000
_FAULTS: Final = (*HANDLED, *ABSENT, LinkdigestError)


class Signs:
    """What is shown besides messages; nothing here raises."""

    def __init__(self, bot: DiscordBot, channel: Channel, clock: Clock) -> None:
        self._bot = bot
        self._channel = channel
        self._clock = clock
        self._bucket = Bucket(BURST, RATE)
        self._bare: dict[str, None] = {}  # messages that got no 👀, the oldest first

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        """React with what `mark` means, None: take it back.

        False: it may not be as wanted, and trying again may help.
        """
        if chat.kind.is_one_message or not message.isdecimal():
            return True
        now = self._clock.monotonic()
        if mark is Mark.SEEN and self._bucket.wait(now) > PATIENCE:
            self._leave_bare(message)
            return True
        if mark is None and message in self._bare:
            return True
        if (wait := self._bucket.take(now)) > TICK:
            await self._clock.sleep(wait)
        try:
            async with asyncio.timeout(SECONDS):
                await self._put(chat, message, mark)
        except (discord.Forbidden, discord.NotFound) as error:
            # What Discord has refused it refuses again.
            log.debug("no reaction: %s", words(error))
            if mark is Mark.SEEN:
                await self.show_typing(chat)
        except _FAULTS as error:
            log.debug("no reaction: %s", type(error).__name__)
            return False
        return True

    async def _put(self, chat: Chat, name: str, mark: Mark | None) -> None:
        message = (await self._channel(chat)).get_partial_message(int(name))
        if mark is not Mark.SEEN and name not in self._bare and self._bot.client.user:
            with suppress(discord.NotFound):  # it was never put there, or the message is gone
                await message.remove_reaction(EMOJI[Mark.SEEN], self._bot.client.user)
        if mark:
            await message.add_reaction(EMOJI[mark])

    def _leave_bare(self, message: str) -> None:
        self._bare[message] = None
        keep_newest(self._bare, MOST_BARE)

    async def show_typing(self, chat: Chat) -> None:
        """Show for ten seconds that we write."""
        if chat.kind.is_one_message or (chat.kind is ChatKind.GROUP and not chat.within):
            return
        try:
            async with asyncio.timeout(SECONDS):
                await (await self._channel(chat)).typing()
        except _FAULTS as error:
            log.debug("typing is not shown: %s", type(error).__name__)
