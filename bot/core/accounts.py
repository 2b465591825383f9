"""Who pays: the accounts that a digest goes on, and what went on them today.

A person, and a private chat, go under a veil: a hash with a salt of the day, which is thrown away
with it. So a budget outlives `/forget me`, and yet no row says whose it was.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from bot.core.chats import ChatKind
from bot.core.ledger import Bill, Scope, Use
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock

ALL: Final = "all"
_SALT: Final = "salt of the day"


class Accounts:
    """The accounts of today (UTC)."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._salt = (0, "")
        self._salting = asyncio.Lock()

    @property
    def today(self) -> int:
        """Days since 1970."""
        return self._clock.now() // DAY

    async def bill(self, chat: Chat, person: str, cost_micros: int) -> Bill:
        """What a digest that was just made took, for `save_made`."""
        names = [ALL, await self.of_chat(chat)]
        if person:
            names.append(await self.of_person(chat, person))
        return Bill(self.today, tuple(names), cost_micros)

    async def use(self, account: str, scope: Scope) -> Use:
        """What went on an account today, with what is just being made in its scope."""
        spent = await self._ledger.spent(self.today, account)
        return Use(spent.digests + await self._ledger.beginning(scope), spent.cost_micros)

    async def of_chat(self, chat: Chat) -> str:
        """The account of a chat: all channels of a server have one."""
        if chat.kind is ChatKind.PRIVATE or (chat.kind.is_one_message and not chat.within):
            return f"chat {await self.veil(f'{chat.platform} {chat.id}')}"
        return f"chat {chat.platform} {chat.whole}"

    async def of_person(self, chat: Chat, person: str) -> str:
        """The account of a person on the platform of `chat`."""
        return f"person {await self.veil(f'{chat.platform} {person}')}"

    async def veil(self, name: str) -> str:
        """A name that stands for another until the day is over, and tells nobody for which."""
        async with self._salting:
            if self._salt[0] != self.today:
                self._salt = (self.today, await self._salt_of_today())
        return hashlib.sha256(f"{self._salt[1]} {name}".encode()).hexdigest()[:24]

    async def _salt_of_today(self) -> str:
        day, _, salt = (await self._ledger.fact(_SALT) or "").partition(" ")
        if day != str(self.today):
            salt = secrets.token_hex(16)
            await self._ledger.keep_fact(_SALT, f"{self.today} {salt}")
        return salt
