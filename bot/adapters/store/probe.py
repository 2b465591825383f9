"""A look at the database's file that leaves it as it was."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.adapters.store.migrations import migrations
from bot.adapters.store.sqlite_faults import is_busy, told
from bot.adapters.store.sqlite_file import (
    look_for_damage,
    refuse_strangers,
    refuse_to_begin,
    version_of,
)
from bot.core.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

WAIT: Final = 2.0
"""Seconds for a program that is just writing."""

CHECK: Final = 5.0
"""Seconds for the look for damage: whole for some gigabyte."""


@dataclass(frozen=True, slots=True)
class Look:
    """What there is. `schema` of `newest`; `free` bytes of the disk; `is_running`: served now.

    `is_checked`: the look for damage came to its end.
    """

    is_there: bool
    is_running: bool
    journal: str
    schema: int
    newest: int
    free: int
    is_checked: bool = False

    @property
    def is_current(self) -> bool:
        """Whether this program can read it as it is."""
        return self.is_there and self.schema == self.newest


def look_at(path: Path) -> Look:
    """Look at the database `path`, write to it and take that back. Blocks for some seconds.

    Raises:
        StoreError: it is damaged, a stranger's, of a newer program, or cannot be written to.
    """
    folder = _nearest(path.parent)
    _write_beside(path, folder)
    free = shutil.disk_usage(folder).free
    newest = len(migrations())
    if not path.exists():
        refuse_to_begin(path)
        return Look(
            is_there=False, is_running=False, journal="", schema=0, newest=newest, free=free
        )
    is_running = is_held(path)
    try:
        seen = _inside(path)
    except sqlite3.Error as fault:
        raise told(path, fault) from fault
    return Look(True, is_running, seen.journal, seen.schema, newest, free, seen.is_checked)  # noqa: FBT003 - it is there


def is_held(path: Path) -> bool:
    """Whether a program serves the database now; see `lock.only_one`.

    Raises:
        StoreError: its lock cannot be looked at.
    """
    beside = path.with_name(f"{path.name}.running")
    if not beside.exists():
        return False
    try:
        # Reading is enough to meet an exclusive lock, and keeps nobody from taking one.
        with closing(_opened(beside, "ro", 0)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    except sqlite3.Error as fault:
        if is_busy(fault):
            return True
        raise told(beside, fault) from fault
    return False


class _Seen(NamedTuple):
    journal: str
    schema: int
    is_checked: bool


def _inside(path: Path) -> _Seen:
    """What the file says of itself, after a write that was taken back."""
    with closing(_opened(path, "rw", WAIT)) as connection:
        refuse_strangers(path, connection)
        schema = version_of(path, connection)
        is_checked = look_for_damage(connection, CHECK)
        (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE doctor_was_here (id INTEGER)")
        connection.execute("ROLLBACK")
    return _Seen(str(journal), schema, is_checked)


def _opened(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None)


def _nearest(folder: Path) -> Path:
    """The folder, or the innermost around it that exists."""
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())


def _write_beside(path: Path, folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise StoreError(
            f"{path}: nothing can be written to {folder} ({fault.strerror}):"
            " give this user the right to, or name another place in DATABASE_URL"
        ) from fault
