"""Discord: messages, interactions and reactions in, until it is told to end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.adapters.discord import updates
from bot.adapters.discord.faults import HANDLED, words
from bot.adapters.discord.inbox import Inbox
from bot.adapters.discord.menus import build_tree, publish
from bot.adapters.discord.poster import open_channel
from bot.adapters.discord.queries import Queries
from bot.core.chats import Person
from bot.core.delivery.persist import surely
from bot.core.errors import StoreError
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.discord.bot import DiscordBot
    from bot.adapters.discord.members import Members
    from bot.core.background import Background
    from bot.core.chats import Incoming
    from bot.core.front import Front
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

CONNECTED: Final = 60.0
"""Seconds for which a connection that was lost still counts as one."""

PUBLISH_AGAIN: Final = (10.0, 60.0, 300.0, 1800.0)
"""Seconds between the tries to publish the commands."""

PAPER_SECONDS: Final = 20.0

LAST_WORDS: Final = 1.0
"""Seconds in which what was heard before the end is written down."""

_MENU: Final = "discord menu"


class Discord:
    """Receives. What it hears it hands to the core; implements `bot.Hears`.

    `on_connect` is awaited when we hear everything for the first time.
    """

    def __init__(
        self,
        bot: DiscordBot,
        front: Front,
        members: Members,
        clock: Clock,
        background: Background,
    ) -> None:
        self._bot = bot
        self._front = front
        self._members = members
        self._clock = clock
        self._background = background
        self._inbox = Inbox(clock)
        self._queries = Queries(front, members, clock)
        self._stop = asyncio.Event()
        self._on_connect: Callable[[], Awaitable[None]] | None = None
        self._tree: discord.app_commands.CommandTree[Any] | None = None

    async def run(self, on_connect: Callable[[], Awaitable[None]]) -> None:
        """Connect and hear until `stop`.

        Raises:
            PlatformError: Discord turned us away for good.
        """
        self._on_connect = on_connect
        hearing = asyncio.create_task(self._bot.run(self))
        handling = asyncio.create_task(self._inbox.run())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({hearing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                hearing.result()
            await self._inbox.emptied(LAST_WORDS)
        finally:
            handling.cancel()
            stopping.cancel()
            hearing.cancel()  # the connection to speak through stays until the bot is closed
            await asyncio.gather(handling, stopping, hearing, return_exceptions=True)

    @property
    def is_connected(self) -> bool:
        """Whether we hear Discord, or have not for less than a minute."""
        lost = self._bot.lost_for
        return lost is not None and lost < CONNECTED

    def stop(self) -> None:
        """Hear nothing more."""
        self._stop.set()

    def began(self, client: discord.Client) -> None:
        """A client is about to log in: it gets our commands."""
        if self._tree is None or self._tree.client is not client:
            self._tree = build_tree(client, self._ask)

    def connected(self, client: discord.Client) -> None:
        """We hear everything now."""
        self._background.spawn(self._arrive(client))

    def message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        if message.author.bot or self._stop.is_set():
            return
        self._members.note(message.author)
        arrived = updates.incoming(message, self._bot.id)
        if arrived and (paper := updates.pasted(message)):
            self._background.spawn(self._read(arrived, paper))
        elif arrived:
            self._inbox.put(partial(self._front.receive, self._source, arrived))

    async def _read(self, arrived: Incoming, paper: discord.Attachment) -> None:
        """A text so long that Discord has made a file of it; without it the message is as it is."""
        try:
            async with asyncio.timeout(PAPER_SECONDS):
                text = (await paper.read()).decode("utf-8", "replace")
        except (*HANDLED, RuntimeError) as error:
            log.info("a pasted text could not be read: %s", words(error))
        else:
            said = arrived.written
            arrived = replace(arrived, written=replace(said, text=f"{said.text}\n{text}".strip()))
        self._inbox.put(partial(self._front.receive, self._source, arrived))

    def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed; a preview that Discord puts below one is no change of its author's."""
        message = payload.message
        if message.author.bot or message.edited_at is None or self._stop.is_set():
            return
        if arrived := updates.incoming(message, self._bot.id, edited=True):
            self._inbox.put(partial(self._front.receive, self._source, arrived))

    def deleted(self, channel: int, server: int | None, messages: set[int]) -> None:
        """Messages are gone."""
        where = self._bot.client.get_channel(channel)
        chat = updates.channel_chat(where, channel, server)  # type: ignore[arg-type]
        if chat is None and isinstance(where, discord.DMChannel) and where.recipient:
            chat = updates.private_chat(where.recipient.id)
        for message in messages if chat else ():
            assert chat  # noqa: S101 - mypy does not see it
            self._inbox.put(partial(self._front.removed, chat, str(message)))

    def reacted(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody put a reaction on a message: one of them asks for a digest."""
        is_bot = payload.user_id == self._bot.id or (payload.member and payload.member.bot)
        if str(payload.emoji) != updates.TRIGGER or is_bot:
            return
        where = self._bot.client.get_channel(payload.channel_id)
        chat = updates.channel_chat(where, payload.channel_id, payload.guild_id)  # type: ignore[arg-type]
        if chat:
            person = Person(str(payload.user_id))
            self._inbox.put(partial(self._front.react, chat, str(payload.message_id), person))

    def interaction(self, interaction: discord.Interaction) -> None:
        """Somebody pressed a button; commands the library brings by itself."""
        if interaction.type is discord.InteractionType.component:
            self._background.spawn(self._queries.press(interaction))

    def joined(self, guild: discord.Guild) -> None:
        """We were brought into a server: it is told once how we work, if we may say so there."""
        if open_channel(guild) is None:
            return
        when = int(joined.timestamp()) if (joined := guild.me.joined_at) else 0
        person = Person(None, str(guild.preferred_locale))
        chat = updates.server_chat(guild.id)
        update = f"join {guild.id} {when}"
        self._inbox.put(partial(self._front.joined, self._source, update, chat, person))

    def left(self, guild: discord.Guild) -> None:
        """We were sent away."""
        self._inbox.put(partial(self._front.left, updates.server_chat(guild.id)))

    async def _ask(
        self, asked: discord.Interaction[Any], verb: str, *args: Any, **how: Any
    ) -> None:
        """A command: a task of ours, so that the program does not end amid it."""
        await self._background.spawn(self._queries.ask(asked, verb, *args, **how))

    @property
    def _source(self) -> str:
        return f"discord:{self._bot.id}"

    async def _arrive(self, client: discord.Client) -> None:
        """Take up what is owed, greet who brought us in meanwhile, publish the commands."""
        if self._on_connect:
            act, self._on_connect = self._on_connect, None
            await surely(self._clock, "what is owed waits", act)
        for guild in client.guilds:
            # Of a server that is down nothing is known, not even ourselves.
            joined = None if guild.unavailable else guild.me.joined_at
            if joined and self._clock.now() - joined.timestamp() < DAY:
                self.joined(guild)
        await self._publish()

    async def _publish(self) -> None:
        """Put the commands where people see them, if they are not there yet; again if it fails."""
        for pause in (*PUBLISH_AGAIN, None):
            if self._stop.is_set() or await self._published() or pause is None:
                return
            await self._clock.sleep(pause)

    async def _published(self) -> bool:
        """Do it once; whether they are there now."""
        assert self._tree  # noqa: S101 - a client has begun
        try:
            known = await self._front.ledger.fact(_MENU)
            published = await publish(self._tree, known)
            if published and published != known:
                await self._front.ledger.keep_fact(_MENU, published)
        except StoreError as fault:
            log.warning("commands are not noted: %s", fault)
            return False
        return published is not None
