"""What the probes share: the settings, and what the database told before they began."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.chats import Platform
    from bot.core.daily.subscription import Subscription
    from bot.core.ledger import ChatRow
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database has: chats that are open, and daily posts that are on."""

    chats: Sequence[ChatRow] = ()
    dailies: Sequence[Subscription] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`page` is the public page that is fetched; `skews` fills with how far clocks are apart.

    `is_running`: the program serves this very database just now.
    """

    settings: Settings
    page: str
    is_running: bool = False
    kept: Kept = Kept()
    skews: list[float] = field(default_factory=list)

    def groups(self, platform: Platform) -> list[ChatRow]:
        """The chats of a platform that more people than one read."""
        shared = (chat for chat in self.kept.chats if not chat.kind.is_for_one)
        return [chat for chat in shared if chat.platform == platform]

    def note(self, date: datetime | None, now: datetime) -> None:
        """Compare a server's clock with ours, in seconds."""
        if date is not None:
            self.skews.append((now - date).total_seconds())
