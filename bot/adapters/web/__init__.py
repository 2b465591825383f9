"""Link to Page, guarded: strangers post these addresses, and their sites answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.adapters.web.fetcher import WebFetcher
from bot.adapters.web.policy import FetchPolicy

if TYPE_CHECKING:
    from bot.core.model import Page

__all__ = ["FetchPolicy", "WebFetcher", "fetch"]


async def fetch(url: str) -> Page:
    """Fetch one page with the default policy, LINKDIGEST_FETCH_ALLOW (host:port,…) excepted.

    Raises:
        FetchError: one of its subclasses, see `WebFetcher.fetch`.
    """
    pairs = os.environ.get("LINKDIGEST_FETCH_ALLOW", "").lower().split(",")
    allow = frozenset(pair.strip() for pair in pairs if pair.strip())
    return await WebFetcher(FetchPolicy(allow=allow)).fetch(url)
