"""An OpenAI-compatible server on loopback that plays what a test tells it to, faults included."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

Body = bytes | dict[str, Any]
STREAM = {"content-type": "text/event-stream", "transfer-encoding": "chunked"}
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def rung(self) -> str:
        return str(self.body.get("response_format", {}).get("type", "plain"))

    @property
    def text(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass(frozen=True, slots=True)
class Play:
    """One answer. `keep` bytes of the body are sent, then the line is cut; None sends all.

    `drip` sends a space every so many seconds for ever; `hang` never answers at all.
    With `pieces` the answer is a stream: each is sent by itself, an event among them is waited
    for; `keep` then cuts the line behind the last one, `drip` repeats the last one for ever.
    """

    status: int = 200
    body: Body | Callable[[Asked], Body] = b""
    headers: dict[str, str] = field(default_factory=dict)
    keep: int | None = None
    drip: float | None = None
    hang: bool = False
    pieces: tuple[bytes | asyncio.Event, ...] = ()


def says(content: Any, finish: str | None = "stop", **message: Any) -> Play:
    """A chat completion with this content: text, or a value that is sent as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    return Play(body={"choices": [{**choice, "finish_reason": finish}], "usage": usage})


def event(delta: dict[str, Any] | None, finish: str | None = None, **more: Any) -> bytes:
    """A server-sent event with a piece of a chat completion, or with `more` alone."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return b"data: " + json.dumps({"choices": choices, **more}).encode() + b"\n\n"


def streams(
    content: Any, finish: str | None = "stop", *, size: int = 20, counted: bool = True, **last: Any
) -> Play:
    """The same as `says` in pieces of `size` characters, the tokens in the last one."""
    text = content if isinstance(content, str) else json.dumps(content)
    starts = range(0, len(text), size)
    pieces = [event({"content": text[start : start + size]}) for start in starts]
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    return Play(
        headers=STREAM,
        pieces=(
            event({"role": "assistant", "content": ""}),
            *pieces,
            event(last, finish),
            *([event(None, usage=usage)] if counted else []),
            DONE,
        ),
    )


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Play:
    """An error in OpenAI's form; `retry_after="7"` becomes the header Retry-After."""
    error = {"message": message, "code": code, "type": None, "param": None}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Play(status, {"error": error}, named)


class ModelServer:
    """Answers each request with the next of `plays`, the last one for ever."""

    def __init__(self, *plays: Play) -> None:
        self._plays = list(plays)
        self.asked: list[Asked] = []
        self.lines = 0  # connections so far
        self.hung_up = asyncio.Event()  # the client gave up an answer that did not come
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *failed: object) -> None:
        # Python 3.11 leaks a connection whose acceptance a closing server overtakes.
        asyncio.get_running_loop().remove_reader(self._server.sockets[0])
        for _ in range(5):
            await asyncio.sleep(0)
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def rungs(self) -> list[str]:
        return [asked.rung for asked in self.asked]

    def next_play(self, asked: Asked) -> Play:
        """What to answer `asked` with."""
        return self._plays.pop(0) if len(self._plays) > 1 else self._plays[0]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talks.add(task)
        self.lines += 1
        try:
            # Python 3.11 logs a stream's task that ends cancelled.
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                while await self._turn(reader, writer):
                    pass
        finally:
            self._talks.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is to end."""
        asked = await _read(reader)
        self.asked.append(asked)
        play = self.next_play(asked)
        if play.hang:
            await reader.read()
            self.hung_up.set()
            return False
        if play.pieces:
            return await self._stream(play, writer)
        body = play.body(asked) if callable(play.body) else play.body
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        length = 10**9 if play.drip else len(data)
        headers = {"content-type": "application/json", "content-length": length, **play.headers}
        lines = [f"HTTP/1.1 {play.status} X", *(f"{key}: {headers[key]}" for key in headers)]
        writer.write("\r\n".join([*lines, "", ""]).encode() + data[: play.keep])
        await writer.drain()
        return await self._drip(play, b" ", writer) and play.keep is None

    async def _stream(self, play: Play, writer: asyncio.StreamWriter) -> bool:
        lines = [f"HTTP/1.1 {play.status} X", *(f"{key}: {play.headers[key]}" for key in STREAM)]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        chunk = b""
        for piece in play.pieces:
            if isinstance(piece, asyncio.Event):
                await piece.wait()
                continue
            chunk = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
        if not await self._drip(play, chunk, writer) or play.keep is not None:
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _drip(self, play: Play, drop: bytes, writer: asyncio.StreamWriter) -> bool:
        """Send `drop` again and again; False when the client hangs up on that."""
        try:
            while play.drip:
                await asyncio.sleep(play.drip)
                writer.write(drop)
                await writer.drain()
        except OSError:
            self.hung_up.set()
            return False
        return True


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(head[0].split()[1], headers, json.loads(body))
