"""The keeping of the database: its backups, what has expired, what is to be forgotten."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from bot.adapters.store import open_ledger
from bot.adapters.store.aside import backups
from bot.adapters.store.backup import back_up, stock_of
from bot.adapters.store.lock import only_one
from bot.adapters.store.restore import (
    begin_anew,
    keep_backups,
    keep_older,
    make_sound,
    restore,
)
from bot.core.answers import Line
from bot.core.errors import StoreError
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger
    from bot.adapters.store.restore import Restored
    from bot.adapters.store.sql import SqlStore
    from bot.app.arrow import App
    from bot.core.chats import Platform
    from bot.core.daily.notices import Notices
    from bot.core.ports import Clock
    from bot.core.retention import Keeping
    from bot.settings import Settings

__all__ = [
    "back_up",
    "back_up_daily",
    "erase",
    "make_ready",
    "prune",
    "put_back",
    "stock_of",
    "tell_restored",
]

log = logging.getLogger(__name__)

DAYS_KEPT: Final = 60 * DAY
"""Seconds that it is remembered on which dates a chat had its daily post."""

PRUNE_AT_MOST: Final = 500


def put_back(settings: Settings, backup: Path | None) -> Restored:
    """Put `backup`, or else an empty database, in the place of the one that is there.

    Raises:
        StoreError: a program runs on it, or the backup is of no use; nothing has changed.
    """
    with only_one(settings.database):
        if backup is None:
            return begin_anew(settings.database)
        return restore(backup, settings.database)


Kind = Literal["person", "chat", "link"]


async def erase(settings: Settings, kind: Kind, platform: str, name: str) -> str:
    """Remove what is kept of a person, a chat or a link (by its key); in words, what was removed.

    Raises:
        StoreError: nothing was removed.
    """
    async with await open_ledger(settings.database) as ledger:
        if kind == "link":
            removed = f"{await ledger.erase_link(name, int(time.time()))} rows removed"
        elif kind == "chat":
            removed = f"{await ledger.erase_chat(platform, name)} messages removed"
        else:
            digests, shares = await ledger.erase_person(platform, name)
            removed = f"{digests} digests removed, the name taken off {shares} shares"
    if number := len(backups(settings.database)):
        removed += f"; still in {number} backups in {backups(settings.database)[0].parent}"
    return removed


def make_ready(settings: Settings, clock: Clock) -> Restored | None:
    """See to the database before it is served; what had to be put in its place, if anything.

    Raises:
        StoreError: it cannot be served; the message says what to do.
    """
    if settings.backups_kept:
        keep_older(settings.database, clock.now())
    return make_sound(settings.database)


async def tell_restored(restored: Restored, notices: Notices, platform: Platform) -> None:
    """Leave a row for the owners: their database is not the one that it was."""
    line = Line("chat.restored", {"backup": restored.backup.name if restored.backup else ""})
    # Nothing can be sent yet: it is taken up with all else that is owed.
    later = replace(notices, begin=lambda _: None)
    await later.tell_owners(platform, f"restored {restored.aside or restored.backup}", line)


async def back_up_daily(settings: Settings, clock: Clock) -> None:
    """Make a backup a day beside the database, as long as the program runs."""
    ending = threading.Event()
    while settings.backups_kept:
        try:
            made = await asyncio.to_thread(
                keep_backups,
                *(settings.database, settings.backups_kept, clock.now(), ending.is_set),
            )
            if made:
                log.info("backed up", extra={"backup": str(made.path), "bytes": made.size})
        except StoreError as fault:
            log.error("no backup was made: %s", fault)  # noqa: TRY400 - no stack tells more
        except asyncio.CancelledError:
            ending.set()  # a thread cannot be cancelled, and the program's end waits for it
            raise
        await clock.sleep(HOUR)


async def prune(app: App, ledger: SqlLedger, keeping: Keeping, clock: Clock) -> None:
    """Drop what has expired, soon after the start and then every hour."""
    await clock.sleep(MINUTE)
    while True:
        try:
            await app.store.bound(keeping)
            await prune_once(app.store, ledger, clock)
        except StoreError as fault:
            log.warning("nothing was dropped: %s", fault)
        await clock.sleep(HOUR)


async def prune_once(store: SqlStore, ledger: SqlLedger, clock: Clock) -> None:
    """Drop all that has expired, a little at a time: others want to write, too.

    Raises:
        StoreError: not all is dropped.
    """
    for some in store.prune, ledger.prune_rows, ledger.prune_entries:
        while await some(clock.now(), PRUNE_AT_MOST) >= PRUNE_AT_MOST:
            await clock.sleep(1)
    await ledger.prune_days(clock.now() - DAYS_KEPT)
