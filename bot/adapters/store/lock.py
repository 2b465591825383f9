"""One program at a time on one database: a lock that the system itself takes back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.adapters.store.sqlite_faults import is_busy, told
from bot.adapters.store.sqlite_file import make_folder
from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
        connection = _locked(path.with_name(f"{path.name}.running"))
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
    connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise
    return connection
