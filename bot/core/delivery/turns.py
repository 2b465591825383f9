"""Whose turn it is: so many digests are made at once, and no chat takes all of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.delivery.row import Delivery

CHAT_SHARE: Final = 4
"""A chat has at most this fraction of all turns: its slow sites hold up nobody else."""


class Turns:
    """Turns for all chats, and within them for each."""

    def __init__(self, number: int) -> None:
        self._all = asyncio.Semaphore(number)
        self._share = max(1, number // CHAT_SHARE)
        self._chats: defaultdict[tuple[str, str], _Waiting] = defaultdict(
            lambda: _Waiting(self._share)
        )

    @asynccontextmanager
    async def turn(self, row: Delivery) -> AsyncIterator[None]:
        """Wait for a turn of the row's chat, then for one of all; hold both while the block runs.

        Where each answer is a chat of its own, whoever asks has the share of one.
        """
        chat = row.chat
        place = (chat.platform, f"of {row.asker}" if chat.kind.is_one_message else chat.id)
        waiting = self._chats[place]
        waiting.number += 1
        try:
            async with waiting.turns, self._all:
                yield
        finally:
            waiting.number -= 1
            if not waiting.number:
                self._chats.pop(place, None)


class _Waiting:
    """A chat's own turns, and how many wait for them or hold them."""

    __slots__ = ("number", "turns")

    def __init__(self, share: int) -> None:
        self.turns = asyncio.Semaphore(share)
        self.number = 0
