"""The chat side of the store: deliveries, chats, who opted out."""

from __future__ import annotations

from bot.adapters.store.chats import SqlChats
from bot.adapters.store.deliveries import SqlDeliveries


class SqlLedger(SqlDeliveries, SqlChats):
    """Implements `core.ledger.Ledger` on any `Database`."""
