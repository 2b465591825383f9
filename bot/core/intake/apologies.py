"""Words for who asks while nothing can be written down: the answer comes, but later."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.core.answers import notice
from bot.core.chats import ChatKind, Way
from bot.core.errors import PostError
from bot.core.ports import Placing
from bot.core.retention import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.background import Background
    from bot.core.chats import Incoming, Platform
    from bot.core.ports import Clock, Poster

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds that a message waits without a word: a store that is only locked is soon back."""


@dataclass(slots=True)
class Apologies:
    """Says so once an hour in each chat. No row is written for it: that is what fails."""

    posters: Mapping[Platform, Poster]
    background: Background
    clock: Clock
    _waiting: dict[tuple[str, str, str], float] = field(init=False, default_factory=dict)
    _told: dict[tuple[str, str], float] = field(init=False, default_factory=dict)

    def waits(self, incoming: Incoming) -> None:
        """The message could not be written down, and is to be handed over again."""
        chat, now = incoming.chat, self.clock.monotonic()
        since = self._waiting.setdefault((chat.platform, chat.id, incoming.written.id), now)
        place = (chat.platform, chat.id)
        if now - since < PATIENCE or now < self._told.get(place, 0.0) or not _asks(incoming):
            return
        self._told[place] = now + HOUR
        self.background.spawn(self._say(incoming))

    def is_taken(self) -> None:
        """A message could be written down: the store is well."""
        self._waiting.clear()
        self._told.clear()

    async def _say(self, incoming: Incoming) -> None:
        language = incoming.written.author.language.lower()
        ui = "zh" if language.startswith("zh") else "en"
        placing = Placing("", ui, incoming.written.id)
        try:
            poster = self.posters[incoming.chat.platform]
            await poster.post(incoming.chat, notice("chat.store_failing"), placing)
        except PostError as fault:
            log.warning("nobody is told that the store fails: %s", fault)


def _asks(incoming: Incoming) -> bool:
    """Whether somebody waits for an answer to this."""
    if incoming.chat.kind.is_one_message or incoming.way is Way.EDITED:
        return False
    return incoming.way is Way.COMMAND or incoming.chat.kind is ChatKind.PRIVATE
