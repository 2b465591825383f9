"""The web server's place: free, or ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.app.doctor.check import Check, fail, ok, warn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app.doctor.surroundings import Surroundings

NAME: Final = "http"


async def look_at_http(around: Surroundings) -> AsyncIterator[Check]:
    """Whether LINKDIGEST_HTTP can be listened on, or is by the program that runs."""
    if around.settings.http is None:
        return
    from bot.adapters.http.probe import is_ours, why_taken  # noqa: PLC0415 - a third of a second

    host, port = around.settings.http
    place = f"{host}:{port}"
    if around.is_running:
        if await is_ours(host, port):
            yield ok(NAME, f"{place} answers /livez")
        else:
            told = f"linkdigest is running, and {place} does not answer /livez as it would"
            yield warn(NAME, told, "restart linkdigest: LINKDIGEST_HTTP was set after its start")
    elif why := await why_taken(host, port):
        fix = "end the program that listens there, or set another LINKDIGEST_HTTP"
        yield fail(NAME, f"{place} cannot be listened on: {why}", fix)
    else:
        yield ok(NAME, f"{place} can be listened on")
