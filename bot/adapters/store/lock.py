"""One program at a time on one database: a lock that the system itself takes back."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from bot.adapters.store.sqlite_faults import is_busy, told
from bot.adapters.store.sqlite_file import make_folder
from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.3
"""Whoever looks whether a program runs holds the lock for a moment, too."""

BEAT_EVERY: Final = 10.0
BEAT_LATE: Final = 3 * BEAT_EVERY
"""Seconds after which a program that has not said that it is alive is none."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the place of the one serving program on the database `path`.

    The lock is SQLite's own, on an empty file beside the database: it works on every system that
    SQLite does, and ends with the process, however that ends.

    Raises:
        StoreError: another program holds it, or the folder cannot be written to.
    """
    make_folder(path)
    try:
        connection = _locked(_beside(path))
    except sqlite3.OperationalError as fault:
        if is_busy(fault):
            raise StoreError(
                f"{path}: another linkdigest is running on it: end that one first,"
                " or name another file in DATABASE_URL"
            ) from fault
        raise told(path, fault) from fault
    with closing(connection):
        yield


def _locked(beside: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(beside, timeout=LOOK_SECONDS, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise
    return connection


def beat(path: Path) -> None:
    """Leave a sign of life: the lock's file was touched just now. A disk that refuses is told."""
    try:
        os.utime(_beside(path))
    except OSError as fault:
        log.warning("no sign of life can be left: %s", fault.strerror)


def lifeless(path: Path) -> str:
    """Why the program that serves the database `path` cannot be well; "" where it is."""
    beside = _beside(path)
    try:
        silent = time.time() - beside.stat().st_mtime
    except OSError:
        return f"{path}: no linkdigest has ever run on it"
    if silent > BEAT_LATE:
        return f"{path}: no sign of life for {silent:.0f} s"
    try:
        with closing(
            sqlite3.connect(f"{beside.absolute().as_uri()}?mode=ro", timeout=0, uri=True)
        ) as look:
            look.execute("SELECT * FROM sqlite_master").fetchall()
    except sqlite3.OperationalError as fault:
        return "" if is_busy(fault) else f"{beside}: {fault}"
    return f"{path}: no linkdigest runs on it"


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.running")
