"""Who may change what, and what a channel lets us see."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import discord

from bot.adapters.discord.faults import made
from bot.core.chats import ChatKind
from bot.core.errors import LinkdigestError
from bot.core.recent import keep_newest

if TYPE_CHECKING:
    from bot.adapters.discord.bot import DiscordBot
    from bot.core.chats import Chat
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

KEPT: Final = 300.0
"""Seconds for which what Discord said of a member counts."""

MOST: Final = 10_000
"""Members remembered; the oldest go first."""


class Members:
    """Asks Discord about members, and remembers what it said for five minutes.

    Every message and interaction shows its author as a member: these are noted, so that Discord
    need seldom be asked.
    """

    def __init__(self, bot: DiscordBot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[discord.Member, float]] = {}

    def note(self, person: discord.Member | discord.User) -> None:
        """Discord has just shown this member."""
        if not isinstance(person, discord.Member) or person.guild.unavailable:
            return
        place = (person.guild.id, person.id)
        self._known.pop(place, None)
        self._known[place] = (person, self._clock.monotonic() + KEPT)
        keep_newest(self._known, MOST)

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` manages the server; False where nobody can say."""
        member = await self._member(chat, person)
        return bool(member and member.guild_permissions.manage_guild)

    async def may_moderate(self, chat: Chat, person: str) -> bool:
        """Whether `person` may delete what others wrote there; False where nobody can say."""
        member = await self._member(chat, person)
        if member is None:
            return False
        channel = member.guild.get_channel_or_thread(int(chat.id))
        try:
            rights = channel.permissions_for(member) if channel else member.guild_permissions
        except discord.ClientException:  # a thread whose channel is gone
            return False
        return rights.manage_messages

    def sees_everything(self, chat: Chat) -> bool:
        """Whether messages that are not for us reach us there."""
        if chat.kind.is_one_message:
            return False
        return chat.kind is ChatKind.PRIVATE or self._bot.sees_content

    def is_open(self, chat: Chat, target: Chat) -> bool:
        """Whether everybody who reads `target` may read `chat`; False where it cannot be told."""
        if chat.id == target.id:
            return True
        guild = self._bot.client.get_guild(int(chat.whole)) if chat.within else None
        channel = guild.get_channel_or_thread(int(chat.id)) if guild else None
        if isinstance(channel, discord.Thread):
            if channel.is_private():
                return False
            channel = channel.parent
        if guild is None or channel is None:
            return False
        is_around = str(channel.id) == target.id
        return is_around or channel.permissions_for(guild.default_role).view_channel

    async def _member(self, chat: Chat, person: str) -> discord.Member | None:
        if not chat.kind.has_admins or not person.isdecimal():
            return None
        server, who = int(chat.whole), int(person)
        known, until = self._known.get((server, who), (None, 0.0))
        if known and self._clock.monotonic() < until:
            return known
        guild = self._bot.client.get_guild(server)
        if guild is None:
            return None
        try:
            member = await made(lambda: guild.fetch_member(who), sent=False)
        except LinkdigestError as fault:
            log.debug("a member is not known: %s", fault)
            return None
        self.note(member)
        return member
