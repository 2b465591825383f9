"""A web site on loopback that answers as it was told: well, badly, or not at all."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Awaitable, Callable
    from typing import Self

    Script = bytes | Callable[[StreamWriter], Awaitable[None]]


def answer(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; `content_type="text/plain"` becomes a header. HTML unless told otherwise."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"content_type": "text/html; charset=utf-8", "content_length": str(len(data))}
    fields.update(headers)
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def redirect(location: str, status: str = "302 Found") -> bytes:
    """An answer that sends the reader on."""
    return answer(status=status, content_type="", location=location)


async def reset(writer: StreamWriter) -> None:
    """Hang up as a crashed program does: with a reset, not a farewell."""
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def leave(writer: StreamWriter) -> None:
    """Hang up politely, without a word."""
    writer.close()


async def hang(writer: StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


def drip(head: bytes, piece: bytes, pause: float) -> Callable[[StreamWriter], Awaitable[None]]:
    """Send `head`, then `piece` after `piece` without end, `pause` seconds apart."""

    async def script(writer: StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


class Site:
    """Answers paths with scripts, in turn where a path has several, the last one for good.

    `requests` holds what was asked: the request line and the headers, as sent. `greeting` is said
    before anything was asked, as no web server does.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, greeting: bytes = b"") -> None:
        self.requests: list[str] = []
        self.port = 0
        self._tls = tls
        self._greeting = greeting
        self._scripts: dict[str, list[Script]] = {}
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    def on(self, path: str, *scripts: Script) -> str:
        """Say how to answer `path`; gives its address."""
        self._scripts[path] = list(scripts)
        return self.url(path)

    def precede(self, path: str, *scripts: Script) -> None:
        """Answer `path` so first, before all that was said of it."""
        self._scripts[path][:0] = scripts

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(self._greeting)
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.requests.append(request)
        scripts = self._scripts.get(request.split(" ")[1], [answer(status="404 Not Found")])
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        if callable(script):
            await script(writer)
        else:
            writer.write(script)
            await writer.drain()
