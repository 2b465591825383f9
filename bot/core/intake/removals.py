"""Deleted messages, where a platform tells of them: what they asked for goes with them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.delivery.row import State
from bot.core.errors import PlatformError, PostError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.background import Background
    from bot.core.chats import Chat, Platform
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Poster

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Removals:
    """Takes our answers along. `drop` is called with a row in work that nobody wants any more."""

    ledger: Ledger
    posters: Mapping[Platform, Poster]
    background: Background
    drop: Callable[[Delivery], Awaitable[None]]

    async def removed(self, chat: Chat, message: str) -> None:
        """The message is gone: with it our answers to it; one of ours counts as deleted.

        Raises:
            StoreError: not all of it is noted; the platform is to tell us again.
        """
        for row in await self.ledger.of_message(chat, message):
            await self._withdraw(row)
        if held := await self.ledger.holding(chat, message):
            await self.ledger.save(replace(held, state=State.DELETED), {State.POSTED})

    async def _withdraw(self, row: Delivery) -> None:
        if row.state in {State.ACCEPTED, State.READY} and not row.posted_at:
            await self.drop(row)
        elif row.state in {State.ACCEPTED, State.READY}:  # it is just being made anew
            await self.ledger.save(replace(row, state=State.DELETED, placeholder=""))
            await self.drop(row)
            self.background.spawn(self._delete(row))
        elif row.state is State.SEEN:
            await self.ledger.save(replace(row, state=State.CANCELLED), {State.SEEN})
        # One that is on its way is taken back by its sender, who finds it deleted.
        elif row.state in {State.SENDING, State.POSTED} and await self.ledger.save(
            replace(row, state=State.DELETED), {State.SENDING, State.POSTED}
        ):
            self.background.spawn(self._delete(row))  # whoever tells us need not wait for it

    async def _delete(self, row: Delivery) -> None:
        if not row.post:
            return
        try:
            await self.posters[row.chat.platform].delete(row.chat, row.post)
        except (PostError, PlatformError) as fault:
            log.warning("the answer to a deleted message stays: %s", fault)
