"""What outlives the process: SQL that any of our databases understands, and SQLite beneath it."""

from bot.adapters.store.sqlite import open_ledger, open_store

__all__ = ["open_ledger", "open_store"]
