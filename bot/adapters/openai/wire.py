"""The openai package's client, bounded. Loading this module takes a second: only when asked."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import httpx2
from openai import APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError, Timeout

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

_LONGEST_ANSWER = 2 * 1024 * 1024  # bytes; a digest has about four thousand
_LONGEST_STREAM = 8 * 1024 * 1024  # bytes; each token may come in an envelope of four hundred
_LONGEST_PACKED = 64 * 1024  # bytes that are still to be unpacked, as we ask nobody to pack
_CONNECT_SECONDS = 10.0
_GOODBYE_SECONDS = 0.1  # for the end of the line after the end of the answer


class Wire:
    """Posts chat completions; it neither waits nor tries again."""

    def __init__(self, base_url: str, api_key: str | None, deadline: float) -> None:
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",  # an address that wants no key ignores it
            max_retries=0,
            timeout=Timeout(deadline, connect=_CONNECT_SECONDS),
            default_headers={"Accept-Encoding": "identity"},
            http_client=DefaultAsyncHttpxClient(event_hooks={"response": [_bound]}),
        )
        self._whole = self._client.chat.completions.with_raw_response
        self._in_pieces = self._client.chat.completions.with_streaming_response

    async def post(
        self, body: Mapping[str, Any], on_bytes: Callable[[bytes], bool] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Post `body`; return status, headers and the body of whatever answer came, cut to bounds.

        `on_bytes` gets that body in pieces, as they come, unless it is an error's; it returns
        whether the answer is complete by now, whatever else would come.

        Raises:
            ConnectionError: no whole answer came.
            ValueError: this request cannot be sent. Neither has a text, which might hold a secret.
        """
        with _nothing_told():
            try:
                if on_bytes:
                    return await self._heard(body, on_bytes)
                answer = await self._whole.create(**body)
            except APIStatusError as error:
                response = error.response
                return response.status_code, response.headers, response.content
            return answer.status_code, answer.headers, answer.content

    async def _heard(
        self, body: Mapping[str, Any], on_bytes: Callable[[bytes], bool]
    ) -> tuple[int, Mapping[str, str], bytes]:
        content = bytearray()
        async with (
            self._in_pieces.create(**body) as answer,
            aclosing(answer.http_response.aiter_bytes()) as pieces,
        ):
            async for piece in pieces:
                content += piece
                if on_bytes(piece):
                    await _taken_leave(pieces)
                    break
        return answer.status_code, answer.headers, bytes(content)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.close()


@contextmanager
def _nothing_told() -> Iterator[None]:
    """Let nothing out of what the client's errors say."""
    try:
        yield
    except (OpenAIError, httpx2.HTTPError):
        raise ConnectionError from None
    except (ValueError, OverflowError, ExceptionGroup):  # a key in Chinese, port 99999
        raise ValueError from None


async def _taken_leave(pieces: AsyncIterator[bytes]) -> None:
    """Read to the end of the line, so that it can be used again; not if that takes long."""
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            async for _ in pieces:
                pass


async def _bound(response: httpx2.Response) -> None:
    stream = cast("httpx2.AsyncByteStream", response.stream)
    response.stream = _Bounded(stream, _most_bytes(response.headers))


def _most_bytes(headers: httpx2.Headers) -> int:
    if headers.get("content-encoding", "identity") != "identity":
        return _LONGEST_PACKED
    in_pieces = headers.get("content-type", "").startswith("text/event-stream")
    return _LONGEST_STREAM if in_pieces else _LONGEST_ANSWER


class _Bounded(httpx2.AsyncByteStream):
    """A stream that ends at `limit` bytes, whatever more would come."""

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._limit
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()
