"""One connection of the gateway."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType

if TYPE_CHECKING:
    from aiohttp import web

    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.sessions import Session

BEAT, IDENTIFY, RESUME, MEMBERS = 1, 2, 6, 8
KNOWN = (BEAT, IDENTIFY, 3, 4, RESUME, MEMBERS)
GOODBYE = (1000, 1001)
"""Who closes so wants no session any more."""


class Line:
    """It greets, listens, and passes on what its session is told."""

    def __init__(
        self, gateway: Gateway, request: web.Request, socket: web.WebSocketResponse
    ) -> None:
        self.queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.session: Session | None = None
        self._gateway = gateway
        self._request = request
        self._socket = socket
        self._beats: asyncio.Queue[None] = asyncio.Queue()
        self._keeps_session = False

    async def serve(self) -> None:
        beat = self._gateway.heartbeat
        self.queue.put_nowait({"op": 10, "d": {"heartbeat_interval": int(beat * 1000)}})
        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch())]
        try:
            async for frame in self._socket:
                if frame.type == WSMsgType.TEXT:
                    await self._hear(json.loads(frame.data))
        finally:
            for task in tasks:
                task.cancel()
            self._leave()

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                entry = await self.queue.get()
                await self._socket.send_str(json.dumps(entry, default=str))

    async def _watch(self) -> None:
        """Close the line of a bot that gives no sign of life."""
        patience = self._gateway.heartbeat * 1.5 + 0.5
        with suppress(TimeoutError):
            while True:
                await asyncio.wait_for(self._beats.get(), patience)
        self._gateway.note("no heartbeat in time")
        await self.close(4009)

    async def _hear(self, told: dict[str, Any]) -> None:
        code = self._take(told.get("op"), told.get("d"))
        if code is not None:
            await self.close(code, keep=code not in (4004, 4010, 4014))

    def _take(self, op: int | None, asked: Any) -> int | None:
        """Do what is asked, or give the code that closes the line."""
        if op == BEAT:
            self._beats.put_nowait(None)
            # Answered at once, discord.py takes it for an answer to the one before.
            asyncio.get_running_loop().call_later(0.05, self.queue.put_nowait, {"op": 11})
        elif op == IDENTIFY:
            return 4005 if self.session else self._gateway.identify(asked, self)
        elif op == RESUME:
            return 4005 if self.session else self._gateway.resume(asked, self)
        elif op not in KNOWN:
            self._gateway.note(f"the gateway knows no opcode {op}")
            return 4001
        elif self.session is None:
            return 4003
        elif op == MEMBERS:
            self._gateway.members(asked, self.session)
        return None

    def _leave(self) -> None:
        session = self.session
        if session is None or session.line is not self.queue:
            return
        session.line = None
        if self._socket.close_code in GOODBYE and not self._keeps_session:
            self._gateway.sessions.pop(session.name, None)

    async def close(self, code: int, *, keep: bool = True) -> None:
        """Close the line in order; the session can be resumed if it is kept."""
        self._keeps_session = keep
        if self.session and not keep:
            self._gateway.sessions.pop(self.session.name, None)
        await self._socket.close(code=code)

    def cut(self) -> None:
        """Cut the line; nobody says goodbye."""
        self._keeps_session = True
        if self._request.transport is not None:
            self._request.transport.abort()
