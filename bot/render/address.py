"""Addresses that a chat platform takes in a link or a button; any other makes it refuse us."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from bot.core.invisible import strip_invisible

_MOST: Final = 2048


def web_address(url: str | None) -> str | None:
    """`url` if it is an http(s) address with a host that has a dot (tdlib: check_link), else None.

    One with white space, unseen characters or credentials in it is none either.
    """
    if not url or len(url) > _MOST or url.split() != [url] or strip_invisible(url) != url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    return url if is_web and ("." in host or ":" in host) else None
