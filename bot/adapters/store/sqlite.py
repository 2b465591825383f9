"""SQLite beneath the store: its connections, its way to bind values, its locks."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

from bot.adapters.store.ledger import SqlLedger
from bot.adapters.store.sql import SqlStore
from bot.adapters.store.sqlite_faults import is_busy, told
from bot.adapters.store.sqlite_file import open_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
    from pathlib import Path

    from bot.adapters.store.database import Row, Run

T = TypeVar("T")

CHECK_SECONDS = 0.1
"""For the look over the file at opening: whole for some 20 MB, and a cold command stays quick."""

BUSY_SECONDS = 0.05
TRIES = 20
PAUSE_SECONDS = 0.1
"""While another process writes we wait three seconds in all, most of it away from the one thread
that reads, too."""


async def open_store(path: Path, *, check_seconds: float = CHECK_SECONDS) -> SqlStore:
    """Open, or begin, the database at `path` for what is known of links.

    Missing folders are made. `check_seconds` bounds the look for damage; who stays has looked at
    length before, by `restore.make_sound`. After a power failure the newest rows may be missing: it
    is a cache.

    Raises:
        StoreCorruptError: damaged; nothing was touched.
        StoreNewerError: written by a newer program; nothing was touched.
        StoreError: it cannot be used for another reason, which the message names with its fix.
    """
    return SqlStore(await _open(path, check_seconds, durable=False))


async def open_ledger(path: Path, *, check_seconds: float = CHECK_SECONDS) -> SqlLedger:
    """Open, or begin, the same database for what chats asked for and are owed.

    On a connection of its own: each write waits until it is on the disk, as fault F39 demands,
    and the many small writes of the cache need not.

    Raises:
        StoreError: as `open_store` does.
    """
    return SqlLedger(await _open(path, check_seconds, durable=True))


async def _open(path: Path, check_seconds: float, *, durable: bool) -> Sqlite:
    try:
        connection = await _patiently(
            lambda: asyncio.to_thread(open_file, path, BUSY_SECONDS, check_seconds, durable=durable)
        )
    except sqlite3.Error as fault:
        raise told(path, fault) from fault
    return Sqlite(path, await aiosqlite.Connection(lambda: connection, 64))


class Sqlite:
    """Implements `database.Database`: one connection, whose thread takes statements in order."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._connection = connection
        # A statement of somebody else would end up in a transaction that is open.
        self._transactions = asyncio.Lock()
        self._none_open = asyncio.Event()
        self._none_open.set()

    async def rows(self, sql: str, *values: str | int) -> Sequence[Row]:
        """Run one statement; `$1` is to SQLite a parameter of the name "1".

        Raises:
            StoreError: after the last try, where the file is locked; at once for anything else.
        """
        return await self._rows(sql, values, self._none_open)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Run]:
        """Several statements, all or none; the file's write lock is taken at the start.

        Raises:
            StoreError: as `rows` does; nothing is written then.
        """
        async with self._transactions:
            self._none_open.clear()
            try:
                await self._inside("BEGIN IMMEDIATE")
                yield self._inside
                await self._inside("COMMIT")
            except BaseException:
                # Also when we are cancelled, were it in the BEGIN, which the thread carries out
                # all the same: nobody may inherit an open transaction. Without one it does nothing.
                await asyncio.shield(self._connection.rollback())
                raise
            finally:
                self._none_open.set()

    async def _inside(self, sql: str, *values: str | int) -> Sequence[Row]:
        return await self._rows(sql, values, None)

    async def _rows(
        self, sql: str, values: Sequence[str | int], wait: asyncio.Event | None
    ) -> Sequence[Row]:
        named = {str(number): value for number, value in enumerate(values, 1)}

        async def run() -> Iterable[sqlite3.Row]:
            while wait and not wait.is_set():  # another may have begun before we woke
                await wait.wait()
            return await self._connection.execute_fetchall(sql, named)

        try:
            found = await _patiently(run)
        except (sqlite3.Error, ValueError) as fault:  # ValueError: closed
            raise told(self._path, fault) from fault
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
            if not is_busy(fault):
                raise
            await asyncio.sleep(PAUSE_SECONDS)
    return await operate()
