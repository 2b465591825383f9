"""Links: found in chat text, read as browsers read them, known by one canonical address."""

from bot.core.links.find import find
from bot.core.links.parse import host_of, parse

__all__ = ["find", "host_of", "parse"]
