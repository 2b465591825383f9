"""The composition root: the one place where parts are chosen and joined."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.worker import Workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.model import Page
    from bot.core.ports import Extractor
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Reader:
    """The first half of the arrow: from an address to an article."""

    extractor: Extractor
    settings: Settings

    async def fetch(self, url: str) -> Page:
        """Fetch what a link leads to.

        Raises:
            FetchError: with the refusal's code.
        """
        raise NotImplementedError


@asynccontextmanager
async def open_reader(settings: Settings, *, workers: int | None = None) -> AsyncIterator[Reader]:
    """Fetcher and page readers, closed at the end."""
    async with Workers(workers or settings.workers) as extractor:
        yield Reader(extractor, settings)
