"""Marks of what was forgotten: they tell that an article was meant to nobody but who names it."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from bot.core.errors import BadUrlError
from bot.core.links import parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.adapters.store.database import Run

_SALT: Final = "salt of forgetting"
EVERYWHERE: Final = ("", "")
"""In the place of a platform and a chat."""


class Marks:
    """The marks as they are kept, read once; `salt` veils them."""

    def __init__(self, salt: str, kept: Collection[str]) -> None:
        self._salt = salt
        self._kept = kept

    def of(self, place: tuple[str, str], key: str) -> str:
        """The mark of an article in a chat, or EVERYWHERE."""
        return hashlib.sha256("\0".join((self._salt, *place, key)).encode()).hexdigest()[:32]

    def found(self, place: tuple[str, str], url: str) -> str:
        """The mark of what an address leads to, if it was forgotten there; else ""."""
        if not self._kept:
            return ""
        mark = self.of(place, key_of(url))
        return mark if mark in self._kept else ""


async def marks(run: Run) -> Marks:
    """All that are kept. The salt is made with the first of them, and stays."""
    rows = await run("SELECT value FROM fact WHERE name = $1", _SALT)
    return Marks(
        str(rows[0][0]) if rows else "",
        {mark for (mark,) in await run("SELECT mark FROM forgotten")} if rows else (),
    )


async def mark(run: Run, place: tuple[str, str], key: str, until: int) -> None:
    """Keep a mark until then."""
    await run(
        "INSERT INTO fact (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        *(_SALT, secrets.token_hex(16)),
    )
    await run(
        "INSERT INTO forgotten (mark, until) VALUES ($1, $2)"
        " ON CONFLICT (mark) DO UPDATE SET until = excluded.until",
        *((await marks(run)).of(place, key), until),
    )


def key_of(url: str) -> str:
    """What an address is known by."""
    try:
        return parse(url).key
    except BadUrlError:
        return url
