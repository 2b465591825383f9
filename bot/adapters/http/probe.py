"""Whether our place to listen is free, or ourselves are there already."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import Final

import aiohttp

PATIENCE: Final = 3.0


async def why_taken(host: str, port: int) -> str:
    """Why nobody can listen there, "" where one can."""

    async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    try:
        server = await asyncio.start_server(met, host, port)
    except OSError as fault:
        # asyncio's own text has the address in it, too.
        return os.strerror(fault.errno) if fault.errno else type(fault).__name__
    server.close()
    await server.wait_closed()
    return ""


async def is_ours(host: str, port: int) -> bool:
    """Whether what listens there answers as we do."""
    name = f"[{host}]" if ":" in host else host
    with suppress(aiohttp.ClientError, OSError, asyncio.TimeoutError):
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"http://{name}:{port}/livez") as answer,
        ):
            return answer.status == 200 and await answer.text() == "alive\n"
    return False
