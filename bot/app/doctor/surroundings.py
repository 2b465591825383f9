"""What the probes share: the settings, and what the database told before they began."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """The `page` that is fetched; whether the program serves this very database; what that has.

    `skews`, seconds that our clock is ahead, by server, fills while the probes ask.
    """

    settings: Settings
    page: str
    is_running: bool = False
    kept: Kept = Kept()
    skews: dict[str, float] = field(default_factory=dict)

    def groups(self, platform: Platform) -> list[ChatRow]:
        """The chats of a platform that more people than one read."""
        shared = (chat for chat in self.kept.chats if not chat.kind.is_for_one)
        return [chat for chat in shared if chat.platform == platform]

    def note(self, server: str, skew: float | None) -> None:
        """Seconds that our clock is ahead of a server's, in place of what was noted before."""
        if skew is not None:
            self.skews[server] = skew
