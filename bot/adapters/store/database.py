"""What the SQL of the store runs on; each database is a class of this shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from contextlib import AbstractAsyncContextManager

Row = tuple[Any, ...]


class Run(Protocol):
    """Runs one statement of a transaction."""

    def __call__(self, sql: str, *values: str | int) -> Awaitable[Sequence[Row]]:
        """As `Database.rows` does."""
        ...


class Database(Protocol):
    """One statement at a time, each its own transaction; faults come as StoreError."""

    async def rows(self, sql: str, *values: str | int) -> Sequence[Row]:
        """Run one statement with `$1`, `$2` … bound to `values`."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Run]:
        """Several statements, all or none; others wait meanwhile, so be short."""
        ...

    async def close(self) -> None:
        """Let go of the database; safe to call twice."""
        ...


class OnDatabase:
    """What speaks SQL to a database, and closes it; `async with` it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Finish what is being written and let go of the database; safe to call twice."""
        await self._database.close()
