from __future__ import annotations

import asyncio
import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.body import read_body
from bot.adapters.web.http1 import Answer
from bot.adapters.web.policy import FetchPolicy
from bot.adapters.web.target import aim
from bot.core.errors import FetchError

POLICY = FetchPolicy(wire_bytes=20_000, decoded_bytes=50_000)

_LINES = st.sampled_from(
    (
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 404 \r\n",
        b"HTTP/1.1 103 Hint\r\n\r\n",
        b"HTTP/1.1 101 Switch\r\n\r\n",
        b"HTTP/2.0 200\n",
        b"Content-Type: text/html\r\n",
        b"Content-Type: application/octet-stream\r\n",
        b"Content-Type: \xff/\xfe\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: " + b"9" * 5000 + b"\r\n",
        b"Content-Length: \xb2\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: \xe9\r\n",
        b"Connection: upgrade\r\n",
        b" folded\r\n",
        b"X\0: a\r\n",
        b"\r\n",
        b"5\r\nhello\r\n",
        b"FFFFFFFFFFFFFFFFFFFF\r\n",
        b"0\r\n\r\n",
        gzip.compress(b"hello", mtime=0),
        gzip.compress(bytes(10**6), mtime=0),
        b"<p>hello</p>",
    )
)


@given(st.lists(st.one_of(_LINES, st.binary(max_size=20)), max_size=12))
def test_whatever_a_site_sends_is_a_body_or_an_error_of_ours(lines: list[bytes]) -> None:
    async def read() -> int:
        stream = asyncio.StreamReader()
        stream.feed_data(b"".join([b"HTTP/1.1 200 OK\r\n", *lines]))
        stream.feed_eof()
        answer = Answer(aim("http://example.com/", POLICY), stream, POLICY)
        head = await answer.head()
        return len(await read_body(answer, head, POLICY))

    with suppress(FetchError, ConnectionError):
        assert asyncio.run(read()) <= POLICY.decoded_bytes


def test_a_length_beyond_all_numbers_is_an_error_of_ours() -> None:
    async def head() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n")
        await Answer(aim("http://example.com/", POLICY), stream, POLICY).head()

    with pytest.raises(FetchError):
        asyncio.run(head())
