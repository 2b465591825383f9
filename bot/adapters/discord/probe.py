"""Questions to Discord that change nothing there, without a session at its gateway."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import aiohttp
import discord
from discord.http import Route

from bot.adapters.discord.bot import TURNED_AWAY, point_at
from bot.adapters.discord.faults import HANDLED, words
from bot.core.errors import PlatformError
from bot.core.skew import nearest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

T = TypeVar("T")

AT_ONCE: Final = 8
"""Channels asked about side by side: three questions each, far below Discord's 50 a second."""

NEEDED: Final = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
}
_IN_THREADS: Final = {"send_messages_in_threads": "Send Messages in Threads"}


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Discord has it.

    `sees_content`: the intent is on. `elsewhere`: where commands go instead of to us, "" if to us.
    `owner` and `owner_name`: whose the application is, of a team its first.
    """

    name: str
    application: int
    sees_content: bool
    elsewhere: str
    owner: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where it is, and how many sessions may still be begun today, of how many."""

    url: str
    left: int
    total: int


class DiscordProbe:
    """Asks. `skew`: seconds that our clock is ahead of Discord's, None before an answer told.

    Every method may raise PlatformError.
    """

    def __init__(self, token: str) -> None:
        told = aiohttp.TraceConfig()
        told.on_request_end.append(self._heard)
        self.skew: float | None = None
        self._token = token
        self.client = discord.Client(intents=discord.Intents.none(), http_trace=told)
        self._servers: dict[int, asyncio.Task[tuple[discord.Guild, discord.Member]]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def me(self) -> Me:
        """Who we are; to be asked first."""
        await _made(self.client.login(self._token))
        user, app = self.client.user, self.client.application
        if user is None or app is None:
            raise PlatformError("Discord: it does not tell who we are")
        flags = app.flags
        sees = flags.gateway_message_content or flags.gateway_message_content_limited
        owner = app.team.owner if app.team and app.team.owner else app.owner
        return Me(
            name=str(user),
            application=app.id,
            sees_content=sees,
            elsewhere=app.interactions_endpoint_url or "",
            owner=str(owner.id),
            owner_name=str(owner),
        )

    async def gateway(self) -> Gateway:
        """Where a session would begin."""
        told = await _made(self.client.http.request(Route("GET", "/gateway/bot")))
        limit = told["session_start_limit"]
        return Gateway(told["url"], int(limit["remaining"]), int(limit["total"]))

    async def lacks(self, channel: str, server: str) -> str:
        """What we lack in a channel or thread, "" where nothing."""
        try:
            async with self._turns:
                return await self._lacks(int(channel), int(server))
        except HANDLED as error:
            return words(error)

    async def _lacks(self, channel: int, server: int) -> str:
        guild, member = await self._member(server)
        place = await guild.fetch_channel(channel)
        if isinstance(place, discord.Thread):
            rights = (await self._parent(guild, place)).permissions_for(member)
            needed = {**NEEDED, **_IN_THREADS}
            del needed["send_messages"]
        else:
            rights, needed = place.permissions_for(member), NEEDED
        return ", ".join(name for key, name in needed.items() if not getattr(rights, key))

    async def _member(self, server: int) -> tuple[discord.Guild, discord.Member]:
        """A server and ourselves in it, asked for once however many channels want it."""
        if server not in self._servers:
            self._servers[server] = asyncio.create_task(self._fetched(server))
        return await asyncio.shield(self._servers[server])

    async def _fetched(self, server: int) -> tuple[discord.Guild, discord.Member]:
        guild = await self.client.fetch_guild(server, with_counts=False)
        user = self.client.user
        return guild, await guild.fetch_member(user.id if user else 0)

    async def close(self) -> None:
        """Ask nothing more."""
        for task in self._servers.values():
            task.cancel()
        await asyncio.gather(*self._servers.values(), return_exceptions=True)
        await self.client.close()

    async def _parent(self, guild: discord.Guild, thread: discord.Thread) -> Any:
        return await guild.fetch_channel(thread.parent_id)

    async def _heard(self, _: Any, __: Any, told: aiohttp.TraceRequestEndParams) -> None:
        if date := told.response.headers.get("date"):
            self.skew = nearest(self.skew, date)


@asynccontextmanager
async def open_probe(token: str, *, api_url: str | None) -> AsyncIterator[DiscordProbe]:
    """A probe, closed at the end."""
    point_at(api_url, None)
    probe = DiscordProbe(token)
    try:
        yield probe
    finally:
        await probe.close()


async def _made(call: Awaitable[T]) -> T:
    """Its outcome, nothing of the library's errors.

    Raises:
        PlatformError: Discord refused, or was not reached.
    """
    try:
        return await call
    except discord.LoginFailure:
        told = TURNED_AWAY
    except HANDLED as error:
        told = f"Discord: {words(error)}"
    raise PlatformError(told)
