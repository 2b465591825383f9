"""The chat side of the store: deliveries, chats, who opted out, daily posts, feeds."""

from __future__ import annotations

from bot.adapters.store.agenda import SqlAgenda
from bot.adapters.store.chats import SqlChats
from bot.adapters.store.deliveries import SqlDeliveries
from bot.adapters.store.feeds import SqlFeeds
from bot.adapters.store.forgetting import SqlForgetting


class SqlLedger(SqlDeliveries, SqlChats, SqlAgenda, SqlFeeds, SqlForgetting):
    """Implements `core.ledger.Ledger` on any `Database`.

    And of `core.daily` what is kept of daily posts and feeds: `Agenda` and `Shelf`.
    """
