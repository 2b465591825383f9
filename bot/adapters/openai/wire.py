"""The openai package's client, bounded. Loading this module takes a second: only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx2
from openai import APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError, Timeout

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_LONGEST_ANSWER = 2 * 1024 * 1024  # bytes; a digest has about four thousand
_LONGEST_PACKED = 64 * 1024  # bytes that are still to be unpacked, as we ask nobody to pack
_CONNECT_SECONDS = 10.0


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
        self._completions = self._client.chat.completions.with_raw_response

    async def post(self, body: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        """Post `body`; return status, headers and the body of whatever answer came, cut to bounds.

        Raises:
            ConnectionError: no whole answer came.
            ValueError: this request cannot be sent. Neither has a text, which might hold a secret.
        """
        try:
            answer = await self._completions.create(**body)
        except APIStatusError as error:
            response = error.response
            return response.status_code, response.headers, response.content
        except OpenAIError:
            raise ConnectionError from None
        except (ValueError, OverflowError, ExceptionGroup):  # a key in Chinese, port 99999
            raise ValueError from None
        return answer.status_code, answer.headers, answer.content

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.close()


async def _bound(response: httpx2.Response) -> None:
    packed = response.headers.get("content-encoding", "identity") != "identity"
    stream = cast("httpx2.AsyncByteStream", response.stream)
    response.stream = _Bounded(stream, _LONGEST_PACKED if packed else _LONGEST_ANSWER)


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
