"""Thousands of feeds on loopback, in a process of their own, as they are in an ordinary hour.

    python -m tests.bench.feed_site CERTIFICATE

GET /N over TLS is feed N: of a hundred, one has a fault of its own, four send again what they have
sent before, five have something new, and all others say that nothing has changed.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator

ENTRIES: Final = 30
ETAG: Final = '"first"'
_WORDS: Final = (
    "<p>The harbour town heats its homes with water from the fjord, as it did before.</p>"
)


def body(number: int, newest: int = ENTRIES) -> bytes:
    """Feed `number`: its last thirty entries, each a whole article, up to `newest`."""
    items = "".join(
        f"<item><title>Entry {n}</title><link>https://n{number}.feeds.example/p/{n}</link>"
        f"<guid isPermaLink='false'>{number}-{n}</guid>"
        f"<content:encoded><![CDATA[{_WORDS * 40}]]></content:encoded></item>"
        for n in range(newest, newest - ENTRIES, -1)
    )
    return (
        "<?xml version='1.0'?><rss version='2.0'"
        " xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        f"<title>Feed {number}</title>{items}</channel></rss>"
    ).encode()


def answer(number: int) -> tuple[str, bytes]:
    """Status and body."""
    share = number % 100
    if share == 0:
        return "503 Service Unavailable", b""
    if share >= 10:
        return "304 Not Modified", b""
    return "200 OK", body(number, ENTRIES + (share >= 5))


@contextmanager
def feed_site(certificate: str) -> Iterator[int]:
    """Start it, give its port, and end it."""
    command = [sys.executable, "-m", "tests.bench.feed_site", certificate]
    with Popen(command, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    """One request."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        status, content = answer(int(head.split(b" ", 2)[1][1:]))
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\nETag: {ETAG}\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode()
        )
        writer.write(content)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(certificate: str) -> None:
    """Serve until ended; the port goes to standard output."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
