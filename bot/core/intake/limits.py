"""How much a person, a chat and all together may have: a pace for drops, a budget for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.answers import Line, Moment
from bot.core.chats import ChatKind
from bot.core.ledger import Count
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from bot.core.ledger import Ledger, Use
    from bot.core.preferences import Preferences

PACE_CHAT: Final = HOUR
PACE_PERSON: Final = 10 * MINUTE

UNBOUNDED: Final = 1000

WAITING_PRIVATE: Final = 50
WAITING_GROUP: Final = 20
"""Open requests of one chat; who asks for more at once is told to come back. So many are answered
within a minute at the pace of Telegram: one a second in private, 20 a minute in groups."""


@dataclass(frozen=True, slots=True)
class Budget:
    """For a day in UTC. Digests that were not known before, and USD; 0 is no bound."""

    digests: int = 0
    usd: float = 0.0

    @property
    def is_set(self) -> bool:
        """Whether there is a bound at all."""
        return bool(self.digests or self.usd)

    def is_spent(self, use: Use) -> bool:
        """Whether `use` has reached it."""
        money = round(self.usd * 1_000_000)
        return bool(
            (self.digests and use.digests >= self.digests) or (money and use.cost_micros >= money)
        )


@dataclass(frozen=True, slots=True)
class Budgets:
    """The operator's budgets: for one person, for one chat, for all."""

    person: Budget = Budget()
    chat: Budget = Budget()
    all: Budget = Budget()


class Limits:
    """Asks the rows what was used. Rows that wait count as used: a burst spends what it will."""

    def __init__(self, ledger: Ledger, budgets: Budgets) -> None:
        self._ledger = ledger
        self._budgets = budgets

    async def spent(self, chat: Chat, person: str, now: int) -> Line | None:
        """The line that says which budget is used up, None while there is some left."""
        since = now - now % DAY
        again_at = Moment(since + DAY)
        budgets = self._budgets
        if await self._is_spent(budgets.all, Count(since)):
            return Line("chat.limit_all", {"time": again_at})
        if await self._is_spent(budgets.chat, Count(since, chat.platform, chat.id)):
            return Line("chat.limit_chat", {"time": again_at})
        theirs = Count(since, chat.platform, asker=person)
        if not person or not await self._is_spent(budgets.person, theirs):
            return None
        most = budgets.person.digests
        if await self._is_spent(Budget(digests=most), theirs):
            return Line("chat.limit_user", {"n": most, "time": again_at})
        return Line("chat.limit_user_money", {"time": again_at})

    async def _is_spent(self, budget: Budget, what: Count) -> bool:
        return budget.is_set and budget.is_spent(await self._ledger.count(what))

    async def is_busy(self, chat: Chat) -> bool:
        """Whether the chat has asked for as much as can be answered soon."""
        most = WAITING_PRIVATE if chat.kind is ChatKind.PRIVATE else WAITING_GROUP
        return await self._ledger.waiting(chat) >= most

    async def drops_left(self, chat: Chat, person: str, preferences: Preferences, now: int) -> int:
        """How many links may be dropped now, after those of this chat and of this person."""
        left = UNBOUNDED
        if bound := preferences.number("chat_limit"):
            here = Count(now - PACE_CHAT, chat.platform, chat.id, trigger="dropped")
            left = bound - (await self._ledger.count(here)).digests
        if person and (bound := preferences.number("user_limit")):
            by = Count(now - PACE_PERSON, chat.platform, asker=person, trigger="dropped")
            left = min(left, bound - (await self._ledger.count(by)).digests)
        return max(left, 0)
