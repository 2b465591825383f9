"""All probes, side by side where they may be; their lines in order, as soon as they are there."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.adapters.store import open_ledger
from bot.app.doctor.check import Check, fail, split
from bot.app.doctor.config import look_at_config
from bot.app.doctor.database import look_at_database
from bot.app.doctor.discord import look_at_discord
from bot.app.doctor.fetch import look_at_fetch, look_at_reading
from bot.app.doctor.http import look_at_http
from bot.app.doctor.model import look_at_model
from bot.app.doctor.surroundings import Kept, Surroundings
from bot.app.doctor.telegram import look_at_telegram
from bot.app.doctor.time import look_at_time
from bot.core.errors import LinkdigestError, StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

PAGE: Final = "https://example.com/"
"""A public page that is there for such uses."""

SECONDS: Final = 10.0
"""Longest for one probe; the model has as long as an answer of it may take."""

WARMING: Final = 10.0
"""Seconds on top for loading the model's client."""


async def look_around(settings: Settings, page: str = PAGE) -> AsyncIterator[Check]:
    """Look at everything; no probe's failure is another's."""
    for check in look_at_config(settings):
        yield check
    look, checks = await look_at_database(settings.database)
    for check in checks:
        yield check
    try:
        kept = await _kept(settings) if look and look.is_current else Kept()
    except StoreError as fault:  # it went bad since it was looked at
        yield split("database", str(fault))
        kept = Kept()
    around = Surroundings(settings, page, bool(look and look.is_running), kept)
    await asyncio.to_thread(_load, settings)
    probes = (
        ("telegram", look_at_telegram(around), SECONDS),
        ("discord", look_at_discord(around), SECONDS),
        ("model", look_at_model(settings), settings.model_timeout + WARMING),
        ("fetch", look_at_fetch(around), SECONDS),
        ("fetch", look_at_reading(), SECONDS),
        ("http", look_at_http(around), SECONDS),
    )
    tasks = [asyncio.create_task(bounded(*probe)) for probe in probes]
    try:
        for task in tasks:
            for check in await task:
                yield check
        yield look_at_time(around)
    finally:
        for task in tasks:
            task.cancel()


def _load(settings: Settings) -> None:
    """Load the libraries that the probes need, which must not be on their time: slow machines."""
    if settings.telegram_bot_token:
        import_module("bot.adapters.telegram.probe")
    if settings.discord_bot_token:
        import_module("bot.adapters.discord.probe")
    import_module("bot.adapters.web")
    import_module("bot.adapters.http.probe")


async def _kept(settings: Settings) -> Kept:
    async with await open_ledger(settings.database) as ledger:
        chats = [*await ledger.chats("telegram"), *await ledger.chats("discord")]
        return Kept([chat for chat in chats if chat.is_open], await ledger.subscriptions())


async def bounded(name: str, probe: AsyncIterator[Check], seconds: float) -> list[Check]:
    """The lines of a probe; one more where it fell over, or took too long."""
    lines: list[Check] = []
    try:
        async with asyncio.timeout(seconds):
            async for check in probe:
                lines.append(check)  # noqa: PERF401 - those before a failure count
    except TimeoutError:
        late = f"no answer within {seconds:.0f} s"
        lines.append(fail(name, late, "see that this machine reaches it, and try again"))
    except LinkdigestError as fault:
        lines.append(fail(name, str(fault), "try again; `linkdigest doctor --debug` tells more"))
    except Exception as fault:  # noqa: BLE001 - whatever it trips over is its line
        told = f"the probe fell over: {type(fault).__name__}: {fault}"
        lines.append(fail(name, told, "this is a fault of linkdigest: please report the line"))
    return lines
