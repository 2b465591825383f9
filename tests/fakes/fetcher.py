"""A web of a few pages, which counts its visitors."""

from __future__ import annotations

import asyncio

from bot.core.errors import FetchFailedError
from bot.core.model import Page


class FakeFetcher:
    """Implements `ports.Fetcher`: addresses to bodies, or to the error that they raise.

    While `gate` is not set, every fetch hangs; `started` is set as soon as one has begun.
    """

    def __init__(self, pages: dict[str, str | Exception] | None = None) -> None:
        self.pages: dict[str, str | Exception] = pages or {}
        self.fetched: list[str] = []
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, url: str) -> Page:
        self.fetched.append(url)
        self.started.set()
        await self.gate.wait()
        body = self.pages.get(url, FetchFailedError(f"{url}: status 404", status=404))
        if isinstance(body, Exception):
            raise body
        return Page(url, body.encode(), "text/plain; charset=utf-8")
