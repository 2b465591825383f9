"""A news site and a model on loopback, in a process of their own.

GET  /page/N                        article N
POST /model/MS/v1/chat/completions  a true digest of the passages in the prompt, after MS ms
GET  /counts                        {"pages", "calls", "characters"}: what was asked so far
GET  /answers                       {"N": when the model sent its answer to article N, monotonic}
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, Any

from tests.bench.pages import number_in, page
from tests.fakes.honest import PASSAGE, honest_digest

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator

COUNTS: Counter[str] = Counter()
ANSWERS: dict[int, float] = {}
"""The clock is the same in all processes of a machine."""


@contextmanager
def servers() -> Iterator[str]:
    """Start both, give their address, and end them."""
    command = [sys.executable, "-m", "tests.bench.servers"]
    with Popen(command, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def prompt_of(request: dict[str, Any]) -> str:
    """All that the model is told."""
    return "\n".join(message["content"] for message in request["messages"])


def completion(prompt: str) -> bytes:
    """The answer of an OpenAI-compatible address."""
    COUNTS["calls"] += 1
    # Sentences alone: the heading is a passage too, but none of the text.
    COUNTS["characters"] += sum(len(s) for _, s in PASSAGE.findall(prompt) if s[-1] in ".。")
    message = {
        "role": "assistant",
        "content": json.dumps(honest_digest(prompt), ensure_ascii=False),
    }
    return json.dumps(
        {
            "id": "bench",
            "object": "chat.completion",
            "created": 0,
            "model": "bench",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()


async def answer(path: str, body: bytes) -> tuple[str, bytes]:
    """Content type and body for one request."""
    parts = path.strip("/").split("/")
    if parts[0] == "page":
        COUNTS["pages"] += 1
        return "text/html; charset=utf-8", page(int(parts[1]))
    if parts[0] == "model":
        prompt = prompt_of(json.loads(body))
        content = completion(prompt)
        await asyncio.sleep(int(parts[1]) / 1000)
        ANSWERS[number_in(prompt)] = time.monotonic()
        return "application/json", content
    return "application/json", json.dumps(ANSWERS if parts[0] == "answers" else COUNTS).encode()


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    """One connection, kept open for as many requests as come."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?im)^content-length: *(\d+)", head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            kind, content = await answer(head.split(" ", 2)[1], body)
            writer.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(content)}\r\n\r\n".encode()
            )
            writer.write(content)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main() -> None:
    """Serve until ended; the address goes to standard output."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 24, backlog=512)
    print(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
