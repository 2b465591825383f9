"""Reads pages and feeds in processes that can be killed: a hostile page costs itself alone."""

from bot.adapters.worker.pool import Limits, Workers

__all__ = ["Limits", "Workers"]
