"""The database: there, ours, whole, and can be written to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.adapters.store.aside import backups, stamp
from bot.adapters.store.probe import look_at
from bot.app.doctor.check import Check, fail, ok, split, warn
from bot.core.errors import StoreCorruptError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.store.probe import Look

NAME: Final = "database"
STAMP: Final = "%Y%m%dT%H%M%SZ"
"""How the name of a backup ends."""

SCARCE: Final = 200_000_000
"""Bytes of disk below which there is a warning."""


async def look_at_database(path: Path) -> tuple[Look | None, list[Check]]:
    """What was seen, None where it cannot be used, and what is to be said of it."""
    try:
        look = await asyncio.to_thread(look_at, path)
    except StoreCorruptError as fault:
        return None, [fail(NAME, str(fault).rpartition(": ")[0], _mend(path))]
    except StoreError as fault:
        return None, [split(NAME, str(fault))]
    return look, _tell(path, look)


def _tell(path: Path, look: Look) -> list[Check]:
    lines = [ok(NAME, f"{path} {_state(look)}, {_backed_up(path)}{size(look.free)} free")]
    if look.is_there and look.journal != "wal":
        lines.append(
            warn(
                NAME,
                f"its journal is {look.journal}, not WAL: readers wait for the writer",
                "run linkdigest once; if it stays so, DATABASE_URL lies on a network share:"
                " name a place on a disk of this machine",
            )
        )
    if look.free < SCARCE:
        lines.append(warn(NAME, f"only {size(look.free)} free on its disk", "make room"))
    return lines


def _state(look: Look) -> str:
    if not look.is_there:
        return "is not there yet and will be created"
    later = "" if look.is_current else ", brought up to date at the next start"
    running = ", linkdigest is running on it" if look.is_running else ""
    journal = "WAL, " if look.journal == "wal" else ""
    whole = "undamaged" if look.is_checked else "undamaged as far as five seconds reach"
    return f"writable, {journal}schema {look.schema} of {look.newest}{later}, {whole}{running}"


def _backed_up(path: Path) -> str:
    """When the serving program last made a backup, "" where none is beside the database."""
    made = backups(path)
    if not made:
        return ""
    at = datetime.strptime(made[-1].name[-len(stamp(0)) :], STAMP).replace(tzinfo=UTC)
    return f"last backup {at:%Y-%m-%d %H:%M} UTC, "


def _mend(path: Path) -> str:
    """What becomes of a damaged one."""
    if backups(path):
        return (
            "the next `linkdigest run` puts its newest good backup in its place; another one:"
            " linkdigest restore FILE"
        )
    return "put a backup in its place by `linkdigest restore FILE`, or begin anew: restore --empty"


def size(count: int) -> str:
    """Bytes for people."""
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if count >= step:
            return f"{count / step:.1f} {unit}" if unit == "GB" else f"{count // step} {unit}"
    return f"{count // 1000} kB"
