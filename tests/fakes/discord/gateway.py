"""The gateway: bots say who they are, and are told what happens."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import web
from simcord.backend import serializers
from simcord.intents import missing_privileged_intents

from tests.fakes.discord.line import Line
from tests.fakes.discord.sessions import Session
from tests.fakes.discord.visibility import shard_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.discord.world import World

CONTENT_FLAG = 1 << 19
"""`gateway_message_content_limited`: the switch in the portal is on."""


class Gateway:
    """All sessions and lines; `note` is told of faults of the bot."""

    def __init__(self, world: World, token: str, note: Callable[[str], None]) -> None:
        self.world = world
        self.token = token
        self.note = note
        self.url = ""
        self.heartbeat = 41.25
        """Seconds between two signs of life."""
        self.is_token_refused = False
        self.elsewhere = ""
        """Where interactions are posted to in place of the gateway."""
        self.granted = {"message_content"}
        """The privileged intents that are switched on in the portal."""
        self.sessions: dict[str, Session] = {}
        self.lines: set[Line] = set()
        self.identified: list[tuple[int, int]] = []
        """The shard of each IDENTIFY that was taken."""
        self.resumed = 0
        self._names = count(1)

    @property
    def application(self) -> dict[str, Any]:
        flags = CONTENT_FLAG if "message_content" in self.granted else 0
        app: dict[str, Any] = {"id": str(self.world.application_id), "flags": flags}
        return app | ({"interactions_endpoint_url": self.elsewhere} if self.elsewhere else {})

    def tell(self, event: str, payload: dict[str, Any]) -> None:
        """Tell every session of an event."""
        for session in self.sessions.values():
            session.tell(event, payload)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        line = Line(self, request, socket)
        self.lines.add(line)
        try:
            await line.serve()
        finally:
            self.lines.discard(line)
        return socket

    def identify(self, asked: dict[str, Any], line: Line) -> int | None:
        """Begin a session on the line, or give the code that closes it."""
        if self.is_token_refused or asked.get("token") != self.token:
            return 4004
        shard, shards = asked.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return 4010
        intents = discord.Intents._from_value(asked["intents"])
        granted = discord.Intents(**dict.fromkeys(self.granted, True))
        if missing := missing_privileged_intents(intents, granted):
            if missing != ["message_content"]:
                self.note(f"IDENTIFY asks for the privileged intents {missing}")
            return 4014
        session = Session(self.world, f"session-{next(self._names)}", intents, (shard, shards))
        self.sessions[session.name] = line.session = session
        session.line = line.queue
        self.identified.append((shard, shards))
        self._welcome(session)
        return None

    def _welcome(self, session: Session) -> None:
        world = self.world
        shard, shards = session.shard
        guilds = [guild for guild in world.guilds.values() if world.has_bot(guild.id)]
        guilds = [guild for guild in guilds if shard_of(guild.id, shards) == shard]
        session.push(
            "READY",
            {
                "v": 10,
                "user": dict(serializers.user_payload(world.bot_user)),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.name,
                "resume_gateway_url": self.url,
                "shard": [shard, shards],
                "application": self.application,
            },
        )
        for guild in guilds:
            session.tell("GUILD_CREATE", dict(serializers.guild_create_payload(world, guild)))

    def resume(self, asked: dict[str, Any], line: Line) -> int | None:
        """Go on with a session on another line, or give the code that closes it."""
        if self.is_token_refused or asked.get("token") != self.token:
            return 4004
        session = self.sessions.get(asked.get("session_id", ""))
        if session is None:
            line.queue.put_nowait({"op": 9, "d": False})
            return None
        last = asked.get("seq") or 0
        if last > session.last:
            return 4007
        line.session = session
        self.resumed += 1
        session.resume(line.queue, last)
        return None

    def members(self, asked: dict[str, Any], session: Session) -> None:
        """Answer a request for members."""
        guild = self.world.guilds[int(asked["guild_id"])]
        wanted = asked.get("user_ids")
        ids = {int(one) for one in (wanted if isinstance(wanted, list) else [wanted]) if one}
        if not ids and not session.intents.members:
            self.note("asks for all members of a server without the intent")
        found = [one for one in guild.members.values() if not ids or one.user_id in ids]
        told = [dict(serializers.member_payload(self.world, guild, one)) for one in found]
        chunk = {"guild_id": str(guild.id), "members": told, "chunk_index": 0, "chunk_count": 1}
        session.push("GUILD_MEMBERS_CHUNK", chunk | {"nonce": asked.get("nonce")})

    async def close(self) -> None:
        await asyncio.gather(*(line.close(1001) for line in list(self.lines)))
