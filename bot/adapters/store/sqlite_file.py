"""The database's file: begun, looked over, brought up to date."""

from __future__ import annotations

import logging
import sqlite3
import threading
from typing import TYPE_CHECKING

from bot.adapters.store.aside import traces
from bot.adapters.store.migrations import migrations
from bot.adapters.store.sqlite_faults import is_damage, is_interrupted
from bot.core.errors import StoreCorruptError, StoreError, StoreNewerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

APPLICATION_ID = 0x4C44_6967
"""`LDig` in the file's header: tells our files from other programs'."""

MEND = (
    "put a backup in its place by linkdigest restore FILE, or begin anew by"
    " linkdigest restore --empty"
)
"""What to do where the database is gone or damaged, and no backup was put in its place."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",  # readers and the one writer do not wait for one another
    "PRAGMA synchronous = NORMAL",  # power loss may cost the newest rows of a cache, no more
    "PRAGMA cache_size = -8192",  # KiB
)


class _Damage(sqlite3.DatabaseError):
    """What a look over the whole file has found, told as SQLite tells what it stumbles over."""

    sqlite_errorname = "SQLITE_CORRUPT"


def open_file(
    path: Path, busy_seconds: float, check_seconds: float, *, durable: bool = False
) -> sqlite3.Connection:
    """A connection to `path`, begun where there is nothing, looked over and up to date.

    `durable`: every commit waits for the disk, as rows of the outbox must (fault F39).

    Raises:
        StoreError: StoreCorruptError, StoreNewerError, a stranger's file, or none where one was
            before.
        sqlite3.Error: anything else.
    """
    make_folder(path)
    is_begun = path.exists() and not (path.is_file() and not path.stat().st_size)
    if not is_begun:
        refuse_to_begin(path)
    if not is_begun and path.exists():
        log.warning("database is an empty file, begun anew", extra={"path": str(path)})
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = _text
    try:
        _prepare(path, connection, check_seconds)
        if durable:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # forgotten means gone from the file
    except BaseException as fault:
        connection.close()
        if isinstance(fault, sqlite3.Error) and is_damage(fault):
            raise StoreCorruptError(f"{path}: damaged ({fault}): {MEND}") from fault
        raise
    return connection


def refuse_to_begin(path: Path) -> None:
    """See that there never was a database `path`: an empty one must not stand in for it unsaid.

    Raises:
        StoreError: it was set aside, or has backups.
    """
    if before := traces(path):
        raise StoreError(f"{path}: is lost, though {before[-1].name} is there: {MEND}")


def make_folder(path: Path) -> None:
    """Make the folder that the file `path` is to lie in.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(
            f"{path}: its folder cannot be made ({fault.strerror}):"
            " create it, or name another place in DATABASE_URL"
        ) from fault


def _prepare(path: Path, connection: sqlite3.Connection, check_seconds: float) -> None:
    refuse_strangers(path, connection)
    look_for_damage(connection, check_seconds)
    for setting in _SETTINGS:
        connection.execute(setting)
    _migrate(path, connection)


def refuse_strangers(path: Path, connection: sqlite3.Connection) -> None:
    """See that the file is ours, or still empty.

    Raises:
        StoreError: it is another program's.
    """
    # In this order: another process may just be giving the file its tables and, with them, its id.
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID and (application_id or tables):
        raise StoreError(
            f"{path}: is a database of another program: name another file in DATABASE_URL"
        )


def look_for_damage(connection: sqlite3.Connection, seconds: float) -> bool:
    """Run `PRAGMA quick_check` for at most `seconds`; whether it came to the end.

    Raises:
        sqlite3.DatabaseError: it has found something.
    """
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.OperationalError as fault:
        if not is_interrupted(fault):
            raise
        return False
    finally:
        timer.cancel()
        timer.join()
    if found != "ok":
        raise _Damage(" ".join(found.split()))
    return True


def _migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the schema up to date in one transaction, or leave everything as it was."""
    if version_of(path, connection) == len(migrations()):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = version_of(path, connection)  # another process may have been quicker
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


def version_of(path: Path, connection: sqlite3.Connection) -> int:
    """How many of our migrations the file has gone through.

    Raises:
        StoreNewerError: more than this program knows.
    """
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
