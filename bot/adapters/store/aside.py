"""What lies beside a database: its backups, and what had to make room for another one."""

from __future__ import annotations

import glob
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

Why = Literal["corrupt", "replaced"]

FOLDER: Final = "backups"
"""Beside the database."""

COMPANIONS: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database under its name and these endings."""


def set_aside(path: Path, why: Why) -> Path | None:
    """Move the file and what belongs to it away; where it is now, None where nothing was.

    Raises:
        StoreError: it cannot be moved.
    """
    aside = _free(path, why)
    is_there = False
    try:
        # The file first: what is left alone without it is no database to anybody.
        for ending in ("", *COMPANIONS):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
                is_there = True
    except OSError as fault:
        raise StoreError(
            f"{path}: cannot be set aside ({fault.strerror}): move it away and start again"
        ) from fault
    return aside if is_there else None


def _free(path: Path, why: Why) -> Path:
    moment = time.time()
    while (aside := path.with_name(f"{path.name}.{why}-{stamp(moment)}")).exists():
        moment += 1
    return aside


def traces(path: Path) -> list[Path]:
    """What tells that there has been a database `path`: set aside, or its backups; oldest first."""
    name = glob.escape(path.name)
    asides = [*path.parent.glob(f"{name}.corrupt-*"), *path.parent.glob(f"{name}.replaced-*")]
    asides = [each for each in asides if not each.name.endswith(COMPANIONS)]
    return sorted([*asides, *backups(path)], key=lambda each: each.name[-len(stamp(0)) :])


def backups(path: Path) -> list[Path]:
    """The backups that the serving program has made of the database `path`, oldest first."""
    digits = f"{'[0-9]' * 8}T{'[0-9]' * 6}Z"
    return sorted((path.parent / FOLDER).glob(f"{glob.escape(path.name)}.{digits}"))


def backup_name(path: Path, moment: float) -> Path:
    """Where the backup of that moment belongs."""
    return path.parent / FOLDER / f"{path.name}.{stamp(moment)}"


def stamp(moment: float) -> str:
    """A moment, in epoch seconds, as names of files have it: they sort by it."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))
