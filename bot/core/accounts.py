"""Who pays: the accounts that a digest goes on, and what went on them.

A person, and a private chat, go under a veil: a hash with a salt of the day, which is thrown away
with it; of the month, where they have a budget for a month. So a budget outlives `/forget me`, and
yet no row says whose it was.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from bot.core.budgets import Period
from bot.core.chats import ChatKind
from bot.core.ledger import Bill
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from bot.core.ledger import Ledger, Use
    from bot.core.ports import Clock

ALL: Final = "all"
_SALT: Final = {Period.DAY: "salt of the day", Period.MONTH: "salt of the month"}


class Accounts:
    """The accounts of today (UTC). `veiled_for`: how long a person goes by the same veil there."""

    def __init__(self, ledger: Ledger, clock: Clock, veiled_for: Period = Period.DAY) -> None:
        self._ledger = ledger
        self._clock = clock
        self._veiled_for = veiled_for
        self._salts: dict[Period, tuple[int, str]] = {}
        self._salting = asyncio.Lock()

    @property
    def now(self) -> int:
        """Epoch seconds."""
        return self._clock.now()

    @property
    def today(self) -> int:
        """Days since 1970."""
        return self.now // DAY

    async def bill(self, chat: Chat, person: str, use: Use) -> Bill:
        """What a digest that was just made took, for `save_made`."""
        names = [ALL, await self.of_chat(chat)]
        if person:
            names.append(await self.of_person(chat, person))
        return Bill(self.today, tuple(names), use)

    async def spent(self, account: str, period: Period) -> Use:
        """What went on an account today, or this month until now."""
        return await self._ledger.spent(period.first(self.today), self.today, account)

    async def of_chat(self, chat: Chat) -> str:
        """The account of a chat: all channels of a server have one."""
        if chat.kind is ChatKind.PRIVATE or (chat.kind.is_one_message and not chat.within):
            return f"chat {await self._veiled(f'{chat.platform} {chat.id}')}"
        return f"chat {chat.platform} {chat.whole}"

    async def of_person(self, chat: Chat, person: str) -> str:
        """The account of a person on the platform of `chat`."""
        return f"person {await self._veiled(f'{chat.platform} {person}')}"

    async def veil(self, name: str) -> str:
        """A name that stands for another until the day is over, and tells nobody for which."""
        return await self._hidden(name, Period.DAY)

    async def _veiled(self, name: str) -> str:
        return await self._hidden(name, self._veiled_for)

    async def _hidden(self, name: str, period: Period) -> str:
        first = period.first(self.today)
        async with self._salting:
            if self._salts.get(period, (0,))[0] != first:
                self._salts[period] = (first, await self._salt(period, first))
            salt = self._salts[period][1]
        return hashlib.sha256(f"{salt} {name}".encode()).hexdigest()[:24]

    async def _salt(self, period: Period, first: int) -> str:
        day, _, salt = (await self._ledger.fact(_SALT[period]) or "").partition(" ")
        if day != str(first):
            salt = secrets.token_hex(16)
            await self._ledger.keep_fact(_SALT[period], f"{first} {salt}")
        return salt
