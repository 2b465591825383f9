"""Bending the service: lines that are cut, tokens and intents that are refused, outages."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.discord.asking import Asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Control(Asking):
    """All that happens to the lines between the bot and Discord."""

    runner: web.AppRunner
    port: int

    async def drop(self) -> None:
        """Cut the gateway's lines; the sessions can be resumed."""
        for line in list(self.gateway.lines):
            line.cut()

    async def reconnect(self) -> None:
        """Ask the bot to connect anew, and to resume (op 7)."""
        for line in list(self.gateway.lines):
            line.queue.put_nowait({"op": 7, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """End the sessions (op 9)."""
        lines = [session.line for session in self.gateway.sessions.values()]
        if not resumable:
            self.gateway.sessions.clear()
        for line in lines:
            if line is not None:
                line.put_nowait({"op": 9, "d": resumable})

    async def close_gateway(self, code: int = 4000) -> None:
        """Close the lines with a code."""
        for line in list(self.gateway.lines):
            await line.close(code)

    def refuse_intents(self) -> None:
        """Switch the Message Content intent off in the portal: who asks for it is closed (4014)."""
        self.gateway.granted.discard("message_content")

    def grant_intents(self) -> None:
        """Switch it on again."""
        self.gateway.granted.add("message_content")

    def refuse_token(self) -> None:
        """Let the token be one that was taken back."""
        self.gateway.is_token_refused = True

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Refuse every connection, and break off those that are open."""
        for site in list(self.runner.sites):
            await site.stop()
        await self.drop()
        assert self.runner.server
        for line in list(self.runner.server.connections):
            line.force_close()
        yield
        await web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True).start()
