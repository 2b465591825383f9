"""The library's client: our intents, our token shown to nobody, our own way to begin again."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.events import LONGEST_WAIT, calm, client_for
from bot.adapters.discord.faults import HANDLED, words
from bot.adapters.discord.pace import Pace
from bot.core.errors import PlatformError

if TYPE_CHECKING:
    from bot.adapters.discord.events import Hears
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between two tries to log in; the last one repeats."""

TURNED_AWAY: Final = (
    "Discord refused the bot token: copy it anew from the Developer Portal › Bot into"
    " DISCORD_BOT_TOKEN"
)
NO_SIGHT: Final = (
    "command-only mode: the Message Content intent is off, so dropped links are invisible. Switch"
    " it on in the Discord Developer Portal › your application › Bot › Message Content Intent,"
    " and start again"
)
FILES: Final = "https://cdn.discordapp.com"
_BAD_TOKEN: Final = 4004
_BAD_SHARDS: Final = (4010, 4011)


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
        point_at(api_url, gateway_url)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
        logging.getLogger("discord.client").addFilter(calm)
        logging.getLogger("discord.shard").addFilter(calm)
        self._token = token
        self._clock = clock
        self._shards = shards or Shards()
        self._hears: Hears | None = None
        self._sees_content = True
        self._is_ended = False
        self._lost_at: float | None = None
        self._tries = 0
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

    def has_file(self, url: str) -> bool:
        """Whether `url` leads to a file that Discord keeps, or what stands in for it."""
        keepers = {yarl.URL(address).origin() for address in (FILES, Route.BASE)}
        try:
            return yarl.URL(url).origin() in keepers
        except ValueError:
            return False

    async def run(self, hears: Hears) -> None:
        """Log in, and listen until `close`.

        Raises:
            PlatformError: Discord turned us away for good.
        """
        self._hears = hears
        while not self._is_ended:
            hears.began(self.client)
            if reason := await self._held():
                raise PlatformError(reason)
            await self._renew()

    async def _held(self) -> str:
        """Connect, and stay so; why Discord turned us away for good, "" if it has not.

        Nothing of the library's errors goes on.
        """
        reason = ""
        try:
            await self.client.login(self._token)
            await self.client.connect()
        except discord.LoginFailure:
            reason = TURNED_AWAY
        except discord.PrivilegedIntentsRequired:
            self._sees_content = False
            log.warning(NO_SIGHT)
        except discord.ConnectionClosed as error:
            reason = _meaning(error)
        except (*HANDLED, AttributeError) as error:
            # AttributeError: what the library trips over when its very first connection fails.
            log.warning("Discord cannot be reached yet: %s", words(error))
            await self._pause()
        except Exception:  # whatever the library trips over in what Discord tells it
            log.exception("the library fell over, another client takes its place")
            await self._pause()
        else:
            await self._pause()  # it has closed itself, whatever for
        return "" if self._is_ended else reason

    async def _pause(self) -> None:
        """Wait, longer each time that it does not even connect."""
        if self._is_ended:
            return
        self._tries = 0 if self.client.is_ready() else self._tries
        await self._clock.sleep(PAUSES[min(self._tries, len(PAUSES) - 1)])
        self._tries += 1

    async def close(self) -> None:
        """Hear and say nothing more."""
        self._is_ended = True
        await self._drop()

    def tell_connection(self, *, is_there: bool) -> None:
        """The gateway is there, or gone."""
        self._lost_at = None if is_there else self._lost_at or self._clock.monotonic()

    async def _drop(self) -> None:
        with suppress(*HANDLED, AttributeError):  # shards that never were
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
        return client_for(
            self,
            in_shards=bool(self._shards.count),
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


def point_at(api_url: str | None, gateway_url: str | None) -> None:
    """Let the library speak with these in place of Discord; None leaves it as it is."""
    if api_url:
        Route.BASE = api_url
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def _meaning(error: discord.ConnectionClosed) -> str:
    if error.code == _BAD_TOKEN:
        return TURNED_AWAY
    if error.code in _BAD_SHARDS:
        return (
            "Discord refuses these shards: see that LINKDIGEST_DISCORD_SHARD_IDS and"
            " LINKDIGEST_DISCORD_SHARD_COUNT are right for this many servers"
        )
    return f"Discord closed the connection for good (code {error.code})"
