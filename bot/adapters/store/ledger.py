"""The chat side of the store: deliveries, chats, who opted out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from bot.adapters.store.chats import SqlChats
from bot.adapters.store.deliveries import SqlDeliveries

if TYPE_CHECKING:
    from bot.adapters.store.database import Database


class SqlLedger(SqlDeliveries, SqlChats):
    """Implements `core.ledger.Ledger` on any `Database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Finish what is being written and let go of the database; safe to call twice."""
        await self._database.close()
