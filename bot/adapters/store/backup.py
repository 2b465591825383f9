"""A backup: the whole database at one moment in one new file, while others go on writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.adapters.store.sqlite_faults import is_damage, told
from bot.adapters.store.sqlite_file import APPLICATION_ID, make_folder, version_of
from bot.core.errors import StoreCorruptError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_COUNTED: Final = ("digest", "chat", "subscription", "delivery")
_DEAR: Final = ("chat", "subscription", "opted_out")
STEPS: Final = 100
"""Of SQLite's own, some thirty rows, between two questions whether it is over."""

_BUSY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Stock:
    """What a database's file holds: its size in bytes, the version of its schema, rows."""

    path: Path
    size: int
    schema: int
    digests: int
    chats: int
    subscriptions: int
    deliveries: int

    def __str__(self) -> str:
        rows = f"{self.digests} digests, {self.chats} chats, {self.subscriptions} daily posts"
        return f"{self.path}: {self.size:,} bytes, {rows}, {self.deliveries} messages"


def back_up(
    database: Path, to: Path, *, force: bool = False, is_over: Callable[[], bool] = lambda: False
) -> Stock:
    """Write all of `database` to the new file `to`, whole and looked over, or not at all.

    Its own log of the newest writes is in it, and nothing of what was deleted. It is given up as
    soon as `is_over`, which is asked now and then.

    Raises:
        StoreError: `to` is there already and not to be replaced (`force`), or either cannot be
            read or written; the message names which.
    """
    if to.exists() and not force:
        raise StoreError(f"{to}: is there already: name another file, or add --force")
    make_folder(to)
    part = to.with_name(f"{to.name}.part-{os.getpid()}")
    try:
        copy(database, part, is_live=True, is_over=is_over)
        stock = stock_of(part, is_over)
        part.replace(to)
        with suppress(OSError):  # not every system can do so with a folder
            _onto_disk(to.parent)
    except StoreError as fault:
        if is_over():  # told in many ways, by where it stopped
            raise StoreError(f"{to}: given up, as the program ends") from fault
        raise
    except OSError as fault:
        raise StoreError(
            f"{to}: cannot be written ({fault.strerror}): see to its folder"
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    return replace(stock, path=to)


def copy(
    database: Path,
    to: Path,
    *,
    is_live: bool = False,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Copy a database of ours, as it is now, to `to`, which nobody else may read.

    `is_live`: others may be writing to it.

    Raises:
        StoreError: it is none of ours, or cannot be read or written.
        OSError: `to` cannot be made.
    """
    to.unlink(missing_ok=True)
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with _reading(database, is_live=is_live) as connection:
        _check_ours(database, connection)
        connection.set_progress_handler(is_over, STEPS)
        connection.execute("VACUUM INTO ?", (str(to),))
    _onto_disk(to)


def stock_of(path: Path, is_over: Callable[[], bool] = lambda: False) -> Stock:
    """Look over the whole file, and count what it holds.

    Raises:
        StoreError: StoreCorruptError for a damaged one, StoreNewerError, a stranger's file.
    """
    with _reading(path) as connection:
        _check_ours(path, connection)
        schema = version_of(path, connection)
        connection.set_progress_handler(is_over, STEPS)
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise _damaged(path, found)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        rows = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            if table in tables
            else 0
            for table in _COUNTED
        ]
    digests, chats, subscriptions, deliveries = rows
    return Stock(path, path.stat().st_size, schema, digests, chats, subscriptions, deliveries)


def schema_of(database: Path) -> int:
    """The version of the schema.

    Raises:
        StoreError: it cannot be read, or is newer than we.
    """
    with _reading(database, is_live=True) as connection:
        _check_ours(database, connection)
        return version_of(database, connection)


def has_chats(database: Path) -> bool:
    """Whether any chat has ever spoken to us, or is posted to: its rows cannot be made anew.

    Raises:
        StoreError: it cannot be read.
    """
    tables = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in _DEAR)
    with _reading(database, is_live=True) as connection:
        return connection.execute(f"{tables} LIMIT 1").fetchone() is not None


@contextmanager
def _reading(path: Path, *, is_live: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing; faults are told with the file's name."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file: name one that is")
    # A backup lies still, and may lie where we must not write. What is live has a log beside it,
    # that only who may write can take away again.
    has_log = path.with_name(f"{path.name}-wal").exists()
    how = "mode=rw" if is_live else "mode=ro" if has_log else "mode=ro&immutable=1"
    try:
        with closing(
            sqlite3.connect(
                f"{path.absolute().as_uri()}?{how}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
            )
        ) as connection:
            yield connection
    except sqlite3.Error as fault:
        raise _damaged(path, fault) if is_damage(fault) else told(path, fault) from fault


def _check_ours(path: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(f"{path}: is no database of Linkdigest: name another file")


def _damaged(path: Path, found: object) -> StoreCorruptError:
    return StoreCorruptError(f"{path}: damaged ({' '.join(str(found).split())}): take another file")


def _onto_disk(path: Path) -> None:
    """Wait until the disk has it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
