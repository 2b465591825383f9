"""A backup in the place of a database: by command, or where the database is found damaged."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.adapters.store.aside import COMPANIONS, backup_name, backups, set_aside, traces
from bot.adapters.store.backup import Stock, back_up, copy, has_chats, schema_of, stock_of
from bot.adapters.store.migrations import migrations
from bot.adapters.store.sqlite_faults import told
from bot.adapters.store.sqlite_file import MEND, make_folder, open_file
from bot.core.errors import StoreCorruptError, StoreError
from bot.core.retention import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.adapters.store.aside import Why

BUSY_SECONDS: Final = 3.0
CHECK_SECONDS: Final = 30.0
"""For the look over a file by a program that stays."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the place of a database now, and where that one is, if there was one.

    `backup`: what it was made of, None where it was begun empty.
    """

    stock: Stock
    aside: Path | None
    backup: Path | None = None


def restore(backup: Path, database: Path, why: Why = "replaced") -> Restored:
    """Put a copy of `backup` in the place of `database`, which is set aside.

    The caller holds `lock.only_one`. Until all is ready nothing is touched.

    Raises:
        StoreError: the backup is none, or damaged, or newer than we; or there is no room.
    """
    stock_of(backup)
    return replace(_put(database, why, lambda ready: copy(backup, ready)), backup=backup)


def begin_anew(database: Path) -> Restored:
    """Begin an empty database; the one that is there is set aside. Else as `restore`."""
    return _put(database, "replaced", lambda _: None)


def _put(database: Path, why: Why, fill: Callable[[Path], None]) -> Restored:
    """Put what `fill` writes to a file, or else an empty database, in the place of `database`."""
    make_folder(database)
    ready = database.with_name(f"{database.name}.restoring")
    try:
        fill(ready)
        _open(ready)
        stock = stock_of(ready)
        _give(ready, database if database.exists() else database.parent)
        aside = set_aside(database, why)
        ready.replace(database)
    except OSError as fault:
        raise StoreError(
            f"{database}: cannot be written ({fault.strerror}): see to its folder"
        ) from fault
    finally:
        for ending in ("", *COMPANIONS):
            ready.with_name(ready.name + ending).unlink(missing_ok=True)
    return Restored(replace(stock, path=database), aside)


def make_sound(database: Path) -> Restored | None:
    """Look over the database before it is served; a damaged one is set aside, never deleted.

    The newest good backup takes its place; None where all is well. The caller holds
    `lock.only_one`.

    Raises:
        StoreCorruptError: there is no backup to put in its place. As long as nobody has decided
            what is to become of it, every start ends so: none begins an empty one.
        StoreError: it cannot be used for another reason.
    """
    damage = _damage(database)
    if not damage:
        return None
    backup = _newest_good(database)
    if backup is None:
        aside = set_aside(database, "corrupt")
        where = f"; set aside as {aside}" if aside else ""
        raise StoreCorruptError(f"{database}: {damage}{where}; no good backup is there: {MEND}")
    restored = restore(backup, database, "corrupt")
    log.error(
        "the database was %s; a backup is in its place, what was written since is not in it",
        damage,
        extra={"aside": str(restored.aside), "backup": str(backup)},
    )
    return restored


def keep_older(database: Path, now: int) -> Stock | None:
    """Back up a database of an older schema, before it is brought up to date: no way leads back.

    Raises:
        StoreError: it could not be backed up.
    """
    try:
        schema = schema_of(database)
    except StoreError:  # there is none; or what is wrong with it is told when it is opened
        return None
    if schema == len(migrations()):
        return None
    return back_up(database, backup_name(database, now), force=True)


def keep_backups(
    database: Path, kept: int, now: int, is_over: Callable[[], bool] = lambda: False
) -> Stock | None:
    """Make today's backup, unless there is one, or nothing to lose yet; drop the oldest.

    Raises:
        StoreError: it could not be made, or was given up as `is_over`.
    """
    soon, recent = backup_name(database, now + HOUR), backup_name(database, now - DAY)
    if any(recent < each < soon for each in backups(database)) or not has_chats(database):
        return None
    stock = back_up(database, backup_name(database, now), force=True, is_over=is_over)
    for each in backups(database)[:-kept]:
        each.unlink(missing_ok=True)
    return stock


def _damage(database: Path) -> str:
    """What is wrong with the file, "" for nothing."""
    if not database.exists() or not database.stat().st_size:
        return "lost" if traces(database) else ""
    try:
        _open(database)
    except StoreCorruptError as fault:
        return f"damaged ({fault.__cause__})"
    return ""


def _give(ready: Path, before: Path) -> None:
    """Let `ready` belong to whom `before` does: who restores need not be who runs the bot."""
    was = before.stat()
    with suppress(PermissionError):
        os.chown(ready, was.st_uid, was.st_gid)
    ready.chmod(was.st_mode & 0o666)


def _open(path: Path) -> None:
    """Look over the file, bring it up to date, see that it can be written to, and close it."""
    try:
        with closing(open_file(path, BUSY_SECONDS, CHECK_SECONDS)) as connection:
            connection.execute("BEGIN IMMEDIATE")  # which a read-only file takes, unlike a write
            connection.execute(f"PRAGMA user_version = {len(migrations())}")
            connection.execute("ROLLBACK")
    except sqlite3.Error as fault:
        raise told(path, fault) from fault


def _newest_good(database: Path) -> Path | None:
    for backup in reversed(backups(database)):
        try:
            stock_of(backup)
        except StoreError as fault:
            log.warning("a backup is of no use: %s", fault)
        else:
            return backup
    return None
