"""A digest's own thread, begun from our message: the person who posted the link hears nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord

from bot.adapters.discord.faults import THREAD_EXISTS, code_of, made
from bot.adapters.discord.traces import is_of
from bot.core.errors import LinkdigestError

if TYPE_CHECKING:
    from bot.adapters.discord.bot import DiscordBot

log = logging.getLogger(__name__)


class Threads:
    """Puts the whole digest into a thread of the message that holds its short form.

    Safe to do again: a message has one thread at most, which goes by the message's own id.
    """

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot

    async def fill(
        self, post: discord.PartialMessage, name: str, whole: dict[str, Any], delivery: str
    ) -> None:
        """Make the thread and write `whole` into it, or put it in place of what stands there.

        What fails is left: the digest itself is posted.
        """
        try:
            await made(lambda: self._fill(post, name, whole, delivery), sent=False)
        except LinkdigestError as fault:
            log.warning("a digest has no thread: %s", fault)

    async def _fill(
        self, post: discord.PartialMessage, name: str, whole: dict[str, Any], delivery: str
    ) -> None:
        thread = await self._thread(post, name)
        async for message in thread.history(limit=10, oldest_first=True):
            if message.author.id == self._bot.id and is_of(message, delivery):
                await message.edit(**whole)
                return
        await thread.send(**whole, silent=True, nonce=f"{delivery}-t")

    async def _thread(self, post: discord.PartialMessage, name: str) -> discord.abc.Messageable:
        try:
            return await post.create_thread(name=name)
        except discord.HTTPException as error:
            if code_of(error) != THREAD_EXISTS:
                raise
        kind = discord.ChannelType.public_thread
        return self._bot.client.get_partial_messageable(post.id, type=kind)
