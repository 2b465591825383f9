"""The library's client: our intents, our token shown to nobody, our own way to begin again."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.faults import words
from bot.adapters.discord.pace import Pace
from bot.core.errors import PlatformError

if TYPE_CHECKING:
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between two tries to log in; the last one repeats."""

LONGEST_WAIT: Final = 30.0
"""Seconds that the library waits for a limit to pass; what would take longer, it refuses."""

TURNED_AWAY: Final = (
    "Discord refused the bot token: copy it anew from the Developer Portal › Bot into"
    " DISCORD_BOT_TOKEN"
)
NO_SIGHT: Final = (
    "command-only mode: the Message Content intent is off, so dropped links are invisible. Switch"
    " it on in the Discord Developer Portal › your application › Bot › Message Content Intent,"
    " and start again"
)
_BAD_TOKEN: Final = 4004
_BAD_SHARDS: Final = (4010, 4011)
_HANDLED: Final = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.DiscordException)


class Hears(Protocol):
    """What happens on Discord, told as the library tells it. Must return at once."""

    def began(self, client: discord.Client) -> None:
        """A client is about to log in: what it needs of us is to be put upon it."""

    def connected(self, client: discord.Client) -> None:
        """We hear everything now."""

    def message(self, message: discord.Message) -> None:
        """Somebody wrote."""

    def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed, or Discord has put a preview below it."""

    def deleted(self, channel: int, server: int | None, messages: set[int]) -> None:
        """Messages are gone."""

    def reacted(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody put a reaction on a message."""

    def interaction(self, interaction: discord.Interaction) -> None:
        """Somebody used a command or pressed a button."""

    def joined(self, guild: discord.Guild) -> None:
        """We were brought into a server."""

    def left(self, guild: discord.Guild) -> None:
        """We were sent away from one."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Which of how many shards this process serves; `count` None: it serves all there is."""

    count: int | None = None
    ids: tuple[int, ...] = ()


class DiscordBot:
    """A connection to Discord that begins again where that helps. `client` is the one in force.

    `api_url` ("http://host/api/v10") and `gateway_url` stand in for Discord's own; the library
    keeps both for the whole process.
    """

    def __init__(
        self,
        token: str,
        clock: Clock,
        *,
        shards: Shards | None = None,
        api_url: str | None = None,
        gateway_url: str | None = None,
    ) -> None:
        if api_url:
            Route.BASE = api_url
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
        logging.getLogger("discord.client").addFilter(_calm)
        logging.getLogger("discord.shard").addFilter(_calm)
        self._token = token
        self._clock = clock
        self._shards = shards or Shards()
        self._hears: Hears | None = None
        self._sees_content = True
        self._is_ended = False
        self._lost_at: float | None = None
        self._pace = Pace(clock)
        self.client = self._new_client()

    def __repr__(self) -> str:
        return f"<DiscordBot {self.client.user}>"

    @property
    def id(self) -> int:
        """Our own id, once we have logged in; before that 0."""
        return self.client.user.id if self.client.user else 0

    @property
    def sees_content(self) -> bool:
        """Whether Discord lets us read what is not meant for us."""
        return self._sees_content

    @property
    def lost_for(self) -> float | None:
        """Seconds since the connection was lost, 0 while it stands, None before there was one."""
        if not self.client.is_ready():
            return None
        return 0.0 if self._lost_at is None else self._clock.monotonic() - self._lost_at

    async def run(self, hears: Hears) -> None:
        """Log in, and listen until `close`.

        Raises:
            PlatformError: Discord turned us away for good.
        """
        self._hears = hears
        tries = 0
        while not self._is_ended:
            hears.began(self.client)
            try:
                await self.client.login(self._token)
                await self.client.connect()
            except discord.LoginFailure:
                reason = TURNED_AWAY
            except discord.PrivilegedIntentsRequired:
                self._sees_content = False
                log.warning(NO_SIGHT)
                await self._renew()
                continue
            except discord.ConnectionClosed as error:
                reason = _meaning(error)
            except (*_HANDLED, AttributeError) as error:
                # AttributeError: what the library trips over when its very first connection fails.
                log.warning("Discord cannot be reached yet: %s", words(error))
                tries = 0 if self.client.is_ready() else tries
                await self._clock.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
                await self._renew()
                continue
            else:
                continue
            # Outside of the handlers: nothing of the library's error may go on.
            if not self._is_ended:
                raise PlatformError(reason)

    async def close(self) -> None:
        """Hear and say nothing more."""
        self._is_ended = True
        await self._drop()

    def tell_connection(self, *, is_there: bool) -> None:
        """The gateway is there, or gone."""
        self._lost_at = None if is_there else self._lost_at or self._clock.monotonic()

    async def _drop(self) -> None:
        with suppress(*_HANDLED, AttributeError):  # shards that never were
            await self.client.close()

    async def _renew(self) -> None:
        await self._drop()
        if not self._is_ended:
            self.client = self._new_client()

    def _new_client(self) -> discord.Client:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True,
            message_content=self._sees_content,
        )  # fmt: skip
        kind = _Sharded if self._shards.count else _Whole
        return kind(
            self,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
            http_trace=self._pace.trace(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            shard_count=self._shards.count,
            shard_ids=list(self._shards.ids) or None,
        )

    @property
    def hears(self) -> Hears | None:
        """Who is to be told, nobody once we have ended."""
        return None if self._is_ended else self._hears


class _Gate(asyncio.Event):
    """What holds all calls back while we are over the limit of them all.

    The call that shut it is to open it again, and never does if it is broken off amid its wait:
    then nothing would be said any more. So it opens by itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set()

    def clear(self) -> None:
        super().clear()
        asyncio.get_running_loop().call_later(LONGEST_WAIT, self.set)


class _Events(discord.Client):
    """Tells what happens."""

    def __init__(self, bot: DiscordBot, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._bot = bot

    async def setup_hook(self) -> None:
        self.http._global_over = _Gate()  # noqa: SLF001 - nothing else reaches it

    async def on_ready(self) -> None:
        self._bot.tell_connection(is_there=True)
        if hears := self._bot.hears:
            hears.connected(self)

    async def on_resumed(self) -> None:
        self._bot.tell_connection(is_there=True)

    async def on_disconnect(self) -> None:
        self._bot.tell_connection(is_there=False)

    async def on_message(self, message: discord.Message) -> None:
        if hears := self._bot.hears:
            hears.message(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if hears := self._bot.hears:
            hears.edited(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        if hears := self._bot.hears:
            hears.deleted(payload.channel_id, payload.guild_id, {payload.message_id})

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        if hears := self._bot.hears:
            hears.deleted(payload.channel_id, payload.guild_id, payload.message_ids)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        if hears := self._bot.hears:
            hears.reacted(payload)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if hears := self._bot.hears:
            hears.interaction(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if hears := self._bot.hears:
            hears.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if hears := self._bot.hears:
            hears.left(guild)


class _Whole(_Events):
    """All of it over one connection."""


class _Sharded(_Events, discord.AutoShardedClient):
    """So many shards, or some of them."""


def _meaning(error: discord.ConnectionClosed) -> str:
    if error.code == _BAD_TOKEN:
        return TURNED_AWAY
    if error.code in _BAD_SHARDS:
        return (
            "Discord refuses these shards: see that LINKDIGEST_DISCORD_SHARD_IDS and"
            " LINKDIGEST_DISCORD_SHARD_COUNT are right for this many servers"
        )
    return f"Discord closed the connection for good (code {error.code})"


def _calm(record: logging.LogRecord) -> bool:
    """The library tells a lost connection as an error with its whole stack; it is none of ours."""
    if str(record.msg).startswith(("Attempting a reconnect", "Failed to connect for shard")):
        error = record.exc_info[1] if record.exc_info else None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        record.msg = f"{record.msg} (%s)"
        told = words(error) if isinstance(error, Exception) else ""
        record.args = (*_tuple(record.args), told)
    return True


def _tuple(args: object) -> tuple[object, ...]:
    return args if isinstance(args, tuple) else ()
