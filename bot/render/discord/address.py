"""Addresses as Discord's markdown and buttons take them, and those of its own messages."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from bot.render.address import web_address

_MOST: Final = 1024
"""Characters of a link; a longer one would cost the digest itself too much room."""

_KEPT: Final = ":/?#@!$&+,;=%"
"""What an address is built of; all else but letters, digits and -._~ is percent-encoded."""


def link_target(url: str | None) -> str | None:
    """The web address `url`, so encoded that no sign in it can end a link; None where there's none.

    Any `url` of a digest is an address already, so that the encoding changes next to nothing.
    """
    address = web_address(url)
    target = quote(address, safe=_KEPT) if address else ""
    return target if 0 < len(target) <= _MOST else None


def message_address(server: str | None, chat: str, post: str) -> str | None:
    """The address of the message `post` in the channel `chat` of a server, None: of none."""
    numbers = (server or "0", chat, post)
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        return None
    return f"https://discord.com/channels/{server or '@me'}/{chat}/{post}"
