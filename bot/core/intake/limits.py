"""How much a person, a chat and all together may have: a pace for drops, a budget for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.accounts import ALL
from bot.core.answers import Line, Moment
from bot.core.chats import ChatKind
from bot.core.delivery.row import Trigger
from bot.core.ledger import Scope, Use
from bot.core.links import parse
from bot.core.retention import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from bot.core.accounts import Accounts
    from bot.core.chats import Chat
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.pipeline import Pipeline
    from bot.core.preferences import Preferences

PACE_CHAT: Final = HOUR
PACE_PERSON: Final = 10 * MINUTE

UNBOUNDED: Final = 1000

WORDS_WAITING: Final = 20
"""Answers in words that a chat may be owed at once, as many as a group takes in a minute; a flood
of commands gets no more."""

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
    """Asks the accounts and the rows. What is just being made counts as used already."""

    def __init__(
        self, ledger: Ledger, accounts: Accounts, budgets: Budgets, pipeline: Pipeline
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._budgets = budgets
        self._pipeline = pipeline
        self.reserved = 0
        """Digests that are being made for no row of a chat: of every budget they are taken off."""

    async def is_free(self, row: Delivery) -> bool:
        """Whether the digest that the row asks for is there already, and so costs nothing."""
        ask = row.ask
        if ask.verb != "digest" or ask.fresh:
            return False
        return bool(await self._pipeline.known(parse(ask.url), language=ask.language))

    async def spent(self, chat: Chat, person: str) -> Line | None:
        """The line that says which budget is used up, None while there is some left."""
        accounts, budgets, platform = self._accounts, self._budgets, chat.platform
        again_at = Moment((accounts.today + 1) * DAY)
        if budgets.all.is_spent(await self._use(budgets.all, ALL, Scope())):
            return Line("chat.limit_all", {"time": again_at})
        name, scope = await accounts.of_chat(chat), Scope(platform, whole=chat.whole)
        if budgets.chat.is_spent(await self._use(budgets.chat, name, scope)):
            return Line("chat.limit_chat", {"time": again_at})
        if not person or not budgets.person.is_set:
            return None
        name, scope = await accounts.of_person(chat, person), Scope(platform, asker=person)
        use = await self._use(budgets.person, name, scope)
        most = budgets.person.digests
        if Budget(most).is_spent(use):
            return Line("chat.limit_user", {"n": most, "time": again_at})
        if budgets.person.is_spent(use):
            return Line("chat.limit_user_money", {"time": again_at})
        return None

    async def left(self, chat: Chat, person: str) -> int:
        """How many new digests the budgets still allow; money is looked at before each request."""
        accounts, budgets, platform = self._accounts, self._budgets, chat.platform
        reserved = self.reserved  # as it is now: what is charged meanwhile must not be missed
        asked = [
            (budgets.all, ALL, Scope()),
            (budgets.chat, await accounts.of_chat(chat), Scope(platform, whole=chat.whole)),
        ]
        if person:
            account = await accounts.of_person(chat, person)
            asked.append((budgets.person, account, Scope(platform, asker=person)))
        left = UNBOUNDED
        for budget, account, scope in asked:
            if budget.digests:
                use = await accounts.use(account, scope)
                left = min(left, budget.digests - use.digests)
        return max(left - reserved, 0)

    async def _use(self, budget: Budget, account: str, scope: Scope) -> Use:
        return await self._accounts.use(account, scope) if budget.is_set else Use()

    async def is_busy(self, chat: Chat, person: str) -> bool:
        """Whether the chat has asked for as much as can be answered soon."""
        most = WAITING_PRIVATE if chat.kind is ChatKind.PRIVATE else WAITING_GROUP
        return await self._ledger.waiting(_asked_for(chat, person)) >= most

    async def is_chatty(self, chat: Chat, person: str) -> bool:
        """Whether so many answers in words of ours are owed to the chat that more help nobody."""
        return await self._ledger.words_waiting(_asked_for(chat, person)) >= WORDS_WAITING

    async def drops_left(self, chat: Chat, person: str, preferences: Preferences, now: int) -> int:
        """How many links may be dropped now, after those of this chat and of this person."""
        left = UNBOUNDED
        if bound := preferences.number("chat_limit"):
            here = Scope(chat.platform, chat.id)
            left = bound - await self._ledger.pace(Trigger.DROPPED, here, now - PACE_CHAT)
        if person and (bound := preferences.number("user_limit")):
            by = Scope(chat.platform, asker=person)
            dropped = await self._ledger.pace(Trigger.DROPPED, by, now - PACE_PERSON)
            left = min(left, bound - dropped)
        return max(left, 0)

    async def may_be_guest(
        self, chat: Chat, person: str, preferences: Preferences, now: int
    ) -> bool:
        """Whether a person may call us once more into chats where nobody has set anything."""
        bound = preferences.number("user_limit")
        by = Scope(chat.platform, asker=person)
        return not bound or (await self._ledger.pace(Trigger.GUEST, by, now - PACE_PERSON) < bound)


def _asked_for(chat: Chat, person: str) -> Scope:
    """What counts together: a chat's rows; where each answer is a chat of its own, the asker's."""
    if chat.kind is ChatKind.ASIDE:
        return Scope(chat.platform, asker=person)
    return Scope(chat.platform, chat.id)
