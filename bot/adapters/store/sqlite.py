"""SQLite: all that differs from other databases. Opening, checking, binding, locks and faults."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

from bot.adapters.store.migrations import migrations
from bot.adapters.store.sql import SqlStore
from bot.core.errors import StoreCorruptError, StoreError, StoreNewerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from pathlib import Path

    from bot.adapters.store.sql import Row

T = TypeVar("T")

log = logging.getLogger(__name__)

APPLICATION_ID = 0x4C44_6967
"""`LDig` in the file's header: tells our files from other programs'."""

CHECK_SECONDS = 0.1
"""For the look over the file at opening: whole for some 20 MB, and a cold command stays quick."""

BUSY_SECONDS = 0.05
TRIES = 20
PAUSE_SECONDS = 0.1
"""While another process writes we wait three seconds in all, most of it away from the one thread
that reads, too."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",  # readers and the one writer do not wait for one another
    "PRAGMA synchronous = NORMAL",  # power loss may cost the newest rows of a cache, no more
    "PRAGMA cache_size = -8192",  # KiB
)
_FIXES = {
    "SQLITE_FULL": "the disk is full: make room",
    "SQLITE_READONLY": "it is read-only: give this user the right to write to it and its folder",
    "SQLITE_PERM": "no permission: give this user the right to read and write it",
    "SQLITE_CANTOPEN": "it cannot be opened: check that it is a file that this user may write",
    "SQLITE_BUSY": "another program keeps it locked: end that program",
    "SQLITE_LOCKED": "another program keeps it locked: end that program",
    "SQLITE_IOERR": "the disk fails: check it and the space left on it",
}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


class _Damage(sqlite3.DatabaseError):
    """What a look over the whole file has found, told as SQLite tells what it stumbles over."""

    sqlite_errorname = "SQLITE_CORRUPT"


async def open_store(path: Path, *, check_seconds: float = CHECK_SECONDS) -> SqlStore:
    """Open, or begin, the database at `path`; missing folders are made.

    `check_seconds` bounds the look for damage: give a process that stays more than a command.

    Raises:
        StoreCorruptError: damaged; it was set aside, the next start begins an empty one.
        StoreNewerError: written by a newer program; nothing was touched.
        StoreError: it cannot be used for another reason, which the message names with its fix.
    """
    _make_folder(path)
    try:
        connection = await _patiently(lambda: asyncio.to_thread(_open, path, check_seconds))
    except sqlite3.Error as fault:
        raise _told(path, fault) from fault
    return SqlStore(Sqlite(path, await aiosqlite.Connection(lambda: connection, 64)))


class Sqlite:
    """Implements `sql.Database`."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._connection = connection

    async def rows(self, sql: str, *values: str | int) -> Sequence[Row]:
        """Run one statement; `$1` is to SQLite a parameter of the name "1".

        Raises:
            StoreError: after the last try, where the file is locked; at once for anything else.
        """
        named = {str(number): value for number, value in enumerate(values, 1)}
        try:
            found = await _patiently(lambda: self._connection.execute_fetchall(sql, named))
        except (sqlite3.Error, ValueError) as fault:  # ValueError: closed
            raise _told(self._path, fault) from fault
        return [tuple(row) for row in found]

    async def close(self) -> None:
        """End the thread and let go of the file; the last one out folds the WAL into it."""
        await self._connection.close()


async def _patiently(operate: Callable[[], Awaitable[T]]) -> T:
    """Try again while another process writes; SQLite itself waits `BUSY_SECONDS` each time."""
    for _ in range(TRIES - 1):
        try:
            return await operate()
        except sqlite3.OperationalError as fault:
            if _name(fault) != "SQLITE_BUSY":
                raise
            await asyncio.sleep(PAUSE_SECONDS)
    return await operate()


def _open(path: Path, check_seconds: float) -> sqlite3.Connection:
    if path.is_file() and not path.stat().st_size:
        log.warning("database is an empty file, begun anew", extra={"path": str(path)})
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = _text
    try:
        _prepare(path, connection, check_seconds)
    except BaseException as fault:
        connection.close()
        if isinstance(fault, sqlite3.DatabaseError) and _name(fault) in _DAMAGED:
            raise _set_aside(path, str(fault)) from fault
        raise
    return connection


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(
            f"{path}: its folder cannot be made ({fault.strerror}):"
            " create it, or name another place in DATABASE_URL"
        ) from fault


def _prepare(path: Path, connection: sqlite3.Connection, check_seconds: float) -> None:
    _refuse_strangers(path, connection)
    _look_for_damage(connection, check_seconds)
    for setting in _SETTINGS:
        connection.execute(setting)
    _migrate(path, connection)


def _refuse_strangers(path: Path, connection: sqlite3.Connection) -> None:
    # In this order: another process may just be giving the file its tables and, with them, its id.
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID and (application_id or tables):
        raise StoreError(
            f"{path}: is a database of another program: name another file in DATABASE_URL"
        )


def _look_for_damage(connection: sqlite3.Connection, seconds: float) -> None:
    """Run `PRAGMA quick_check` for at most `seconds`.

    Raises:
        sqlite3.DatabaseError: it has found something.
    """
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.OperationalError as fault:
        if _name(fault) != "SQLITE_INTERRUPT":
            raise
        found = "ok"  # as far as it came
    finally:
        timer.cancel()
        timer.join()
    if found != "ok":
        raise _Damage(" ".join(found.split()))


def _migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the schema up to date in one transaction, or leave everything as it was."""
    if _version(path, connection) == len(migrations()):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = _version(path, connection)  # another process may have been quicker
        for script in migrations()[done:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations())}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(path: Path, connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations()):
        raise StoreNewerError(
            f"{path}: was written by a newer Linkdigest (schema {version}, this one knows"
            f" {len(migrations())}): install that version, or name another file in DATABASE_URL"
        )
    return int(version)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _text(column: bytes) -> str:
    """A column that is no UTF-8 as nothing at all: its row is then unreadable, not its table."""
    try:
        return column.decode()
    except UnicodeDecodeError:
        return ""


def _set_aside(path: Path, damage: str) -> StoreCorruptError:
    """Move the damaged file and its companions away; nobody's data is ever deleted."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    try:
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    except OSError as fault:
        return StoreCorruptError(
            f"{path}: damaged ({damage}), and it cannot be set aside ({fault.strerror}):"
            " move it away and start again"
        )
    return StoreCorruptError(
        f"{path}: damaged ({damage}); set aside as {aside}:"
        " start again to begin an empty one, or put a backup in its place"
    )


def _told(path: Path, fault: Exception) -> StoreError:
    name = _name(fault)
    if name in _DAMAGED:
        return StoreCorruptError(f"{path}: damaged ({fault}): stop, and start again to check it")
    return StoreError(f"{path}: {_FIXES.get(name, f'cannot be used ({fault}): check the file')}")


def _name(fault: Exception) -> str:
    """The primary name of the fault: SQLITE_IOERR of SQLITE_IOERR_WRITE."""
    full = getattr(fault, "sqlite_errorname", None) or ""
    return "_".join(full.split("_")[:2])
