"""One HTTP/1.1 request and its answer, bounded in every direction."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import h11

from bot.adapters.web.connect import connect
from bot.core.errors import FetchFailedError, TooBigError

if TYPE_CHECKING:
    from asyncio import StreamReader
    from collections.abc import AsyncIterator

    from bot.adapters.web.connect import Network
    from bot.adapters.web.policy import FetchPolicy
    from bot.adapters.web.target import Target
    from bot.adapters.web.wanted import Wanted

READ: Final = 4 * 2**10
"""Bytes taken at once: few enough that no read, however framed or packed, holds the loop."""

PIECES: Final = 100_000
"""Chunks of one body: nobody who means well sends a page in single bytes."""

HINTS: Final = 8
"""Interim answers (100 Continue, 103 Early Hints) before the real one."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer; names in lower case."""

    status: int
    headers: tuple[tuple[str, bytes], ...]

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every value of a header, as it came."""
        return tuple(value for key, value in self.headers if key == name)

    def text(self, name: str) -> str:
        """The first value of a header, "" where there is none."""
        return next((value.decode("latin-1") for value in self.all(name)), "")


class Answer:
    """The answer to one request: its head, and its body as long as anybody wants it."""

    def __init__(self, target: Target, reader: StreamReader, policy: FetchPolicy) -> None:
        """Wrap the stream of a connection on which the request was sent."""
        self.target = target
        self.protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=policy.head_bytes)
        self._reader = reader
        self._policy = policy
        self._taken = 0

    async def head(self) -> Head:
        """The final status and headers.

        Raises:
            ConnectionError: the site hung up before it said a word.
            FetchFailedError: not HTTP, or too many headers.
        """
        for _ in range(HINTS):
            event = await self._next()
            if isinstance(event, h11.Response):
                return self._checked(event)
        raise self._failed("no proper answer")

    def _checked(self, response: h11.Response) -> Head:
        if len(response.headers) > self._policy.headers:
            raise self._failed("too many headers")
        headers = tuple((name.decode("ascii"), value) for name, value in response.headers)
        head = Head(response.status_code, headers)
        declared = head.text("content-length")
        if declared.isdecimal() and int(declared) > self._policy.wire_bytes:
            raise self._too_big()
        return head

    async def body(self) -> AsyncIterator[bytes]:
        """The pieces of the body, still in their content coding.

        Raises:
            TooBigError: more than the policy's bytes on the wire.
            FetchFailedError: cut off, reset, or broken framing.
        """
        for _ in range(PIECES):
            event = await self._next()
            if not isinstance(event, h11.Data):
                return
            yield bytes(event.data)
        raise self._too_big()

    async def _next(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        try:
            while (event := self.protocol.next_event()) is h11.NEED_DATA:
                self.protocol.receive_data(await self._read())
        except h11.RemoteProtocolError as error:
            raise self._failed("the answer breaks off or is not HTTP") from error
        return event

    async def _read(self) -> bytes:
        await asyncio.sleep(0)  # what is here already is read without a pause: let others go on
        try:
            data = await self._reader.read(READ)
        except OSError as error:
            if not self._taken:
                raise ConnectionResetError(self.target.host) from error
            raise self._failed("connection lost") from error
        if not data and not self._taken:
            raise ConnectionResetError(self.target.host)
        self._taken += len(data)
        if self._taken > self._policy.wire_bytes:
            raise self._too_big()
        return data

    def _failed(self, what: str) -> FetchFailedError:
        return FetchFailedError(f"{self.target.host}: {what}")

    def _too_big(self) -> TooBigError:
        return TooBigError(f"{self.target.host}: more than {self._policy.wire_bytes} bytes")


@asynccontextmanager
async def ask(
    target: Target, network: Network, policy: FetchPolicy, wanted: Wanted
) -> AsyncIterator[Answer]:
    """GET `target` on a connection of its own, which is gone when the block ends.

    Raises:
        FetchError: see `connect` and `Answer`.
    """
    reader, writer = await connect(target, network)
    try:
        answer = Answer(target, reader, policy)
        headers = _headers(target, policy, wanted)
        request = h11.Request(method="GET", target=target.path, headers=headers)
        writer.write(answer.protocol.send(request) or b"")
        answer.protocol.send(h11.EndOfMessage())
        yield answer
    finally:
        writer.transport.abort()  # no farewell: the other side may never answer it


def _headers(target: Target, policy: FetchPolicy, wanted: Wanted) -> list[tuple[str, str]]:
    return [
        ("Host", target.authority),
        ("User-Agent", policy.agent_for(target.name)),
        ("Accept", wanted.accept),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
        *wanted.conditions(target),
    ]
