"""The fetcher: a public page comes, private addresses are refused, a page is read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.adapters.worker import Workers
from bot.app.arrow import open_web
from bot.app.doctor.check import Check, fail, ok, warn
from bot.app.doctor.sample import sample_page
from bot.core.errors import BlockedHostError, FetchError
from bot.core.model import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.web import WebFetcher
    from bot.app.doctor.surroundings import Surroundings

NAME: Final = "fetch"
PRIVATE: Final = ("127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.1")
OFFLINE: Final = (
    "see that this machine reaches the web by itself: name server, firewall, and no proxy between,"
    " which the fetcher does not use"
)


async def look_at_fetch(around: Surroundings) -> AsyncIterator[Check]:
    """Ask the guarded fetcher for pages that it must and must not bring."""
    fetcher = open_web(around.settings)
    guard = asyncio.create_task(_guard(fetcher, around.settings.fetch_allow))
    yield await _public(fetcher, around.page)
    yield await guard


async def look_at_reading() -> AsyncIterator[Check]:
    """Have a page read, as every other is: in a process of its own."""
    now = asyncio.get_running_loop().time
    begun = now()
    async with Workers(1) as readers:
        read = await readers.extract(sample_page())
    if isinstance(read, Refusal):
        yield fail(
            NAME,
            f"a page could not be read in a process of its own: {read.detail or read.code}",
            "see that this user may start processes, and that there is memory left",
        )
    else:
        yield ok(NAME, f"a page was read in a process of its own, {now() - begun:.1f} s")


async def _public(fetcher: WebFetcher, page: str) -> Check:
    host = urlsplit(page).netloc
    try:
        found = await fetcher.fetch(page)
    except FetchError as fault:
        return warn(NAME, f"{host} did not come: {fault}", OFFLINE)
    if found.status >= 400:
        return warn(NAME, f"{host} did not come: status {found.status}", "try another --page URL")
    return ok(NAME, f"{host} came, {len(found.body)} bytes")


async def _guard(fetcher: WebFetcher, allowed: tuple[str, ...]) -> Check:
    excepted = f"; LINKDIGEST_FETCH_ALLOW lets {', '.join(allowed)} through" if allowed else ""
    hosts = [host for host in PRIVATE if f"{host}:80" not in allowed]
    through = [host for host in hosts if not await _is_refused(fetcher, host)]
    if through:
        told = f"private addresses are not refused: {', '.join(through)}"
        return fail(NAME, told, "do not run it like this: please report the line")
    return ok(NAME, f"{', '.join(hosts)} refused{excepted}")


async def _is_refused(fetcher: WebFetcher, host: str) -> bool:
    try:
        await fetcher.fetch(f"http://{host}/")
    except BlockedHostError:
        return True
    except FetchError:
        return False
    return False
