"""Keeps to the budgets: asked before a model is, told after it was paid."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.core.accounts import ALL
from bot.core.budgets import Period, Standing, Unit, Whose
from bot.core.ledger import Use

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from bot.core.accounts import Accounts
    from bot.core.answers import Line
    from bot.core.budgets import Budget
    from bot.core.chats import Chat
    from bot.core.ledger import Bill

_NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A digest that is being made: for whom, and of what (`work`)."""

    chat: str
    person: str
    work: str
    ended: asyncio.Event = field(default_factory=asyncio.Event, compare=False)


class Spending:
    """Lets a digest begin where every budget has room for it; one that is begun counts as used.

    What it will cost is not known before: it counts as much as one of this month has cost.
    `on_change` is called when something was paid, or refused.
    """

    def __init__(
        self,
        accounts: Accounts,
        budgets: tuple[Budget, ...],
        on_change: Callable[[], None] | None = None,
    ) -> None:
        self._accounts = accounts
        # Of two that are used up the one is told that begins anew later: before, nothing is made.
        self._budgets = sorted(budgets, key=lambda budget: budget.period is Period.DAY)
        self._on_change = on_change or (lambda: None)
        self._taken: dict[str, _Taken] = {}
        self._counting = asyncio.Lock()

    async def over(self, chat: Chat, person: str) -> Line | None:
        """The line that says which budget has no room for one more digest, None where all have.

        Raises:
            StoreError: it is not known.
        """
        uses: dict[tuple[Whose, Period], Use] = {}
        for budget in self._budgets:
            if budget.whose is Whose.USER and not person:
                continue
            account = (budget.whose, budget.period)
            if account not in uses:
                uses[account] = await self._use(budget.whose, budget.period, chat, person)
            if budget.is_spent(uses[account]):
                return budget.said(self._accounts.today)
        return None

    async def take(self, name: str, work: str, chat: Chat, person: str) -> Line | None:
        """Let the digest `name` of `work` begin; or the line that says why it must not.

        Raises:
            StoreError: it is not known whether it may.
        """
        async with self._counting:
            self.give_back(name)  # who tries again has begun nothing
            line = await self.over(chat, person)
            if line is None:
                self._taken[name] = _Taken(_place(chat), _who(chat, person), work)
        if line:
            self._on_change()
        return line

    async def ended(self, work: str) -> bool:
        """Wait while somebody else makes the same; False at once where nobody does."""
        making = next((each for each in self._taken.values() if each.work == work), None)
        if making is None:
            return False
        await making.ended.wait()
        return True

    def give_back(self, name: str) -> None:
        """The digest `name` is not being made any more: it is paid, or came to nothing."""
        if taken := self._taken.pop(name, None):
            taken.ended.set()

    async def bill(self, chat: Chat, person: str, use: Use) -> Bill | None:
        """What is to be charged for `use`, None for nothing.

        Raises:
            StoreError: on whose accounts it goes is not known.
        """
        return await self._accounts.bill(chat, person, use) if use else None

    @asynccontextmanager
    async def paying(self, name: str) -> AsyncIterator[None]:
        """Held while what was made under `name` is charged: nobody may count it twice meanwhile."""
        async with self._counting:
            yield
            self.give_back(name)
        self._on_change()

    async def standing(self) -> tuple[Standing, ...]:
        """How each budget for all stands, without what is just being made.

        Raises:
            StoreError: it is not known.
        """
        ours = [budget for budget in self._budgets if budget.whose is Whose.ALL]
        uses = {
            period: await self._accounts.spent(ALL, period)
            for period in dict.fromkeys(budget.period for budget in ours)
        }
        return tuple(Standing(budget, budget.used(uses[budget.period])) for budget in ours)

    async def shares(self) -> Mapping[tuple[str, str], float]:
        """The used share of the budgets for all, by whose they are and for how long.

        Of several for one time, in digests, tokens and USD, the one of which the least is left.

        Raises:
            StoreError: it is not known.
        """
        shares: dict[tuple[str, str], float] = {}
        for each in await self.standing():
            whose = (each.budget.whose.value, each.budget.period.value)
            shares[whose] = max(each.share, shares.get(whose, 0.0))
        return shares

    async def _use(self, whose: Whose, period: Period, chat: Chat, person: str) -> Use:
        """What went on an account in a period, with what is just being made for it."""
        accounts = self._accounts
        match whose:
            case Whose.ALL:
                name, begun = ALL, len(self._taken)
            case Whose.CHAT:
                place, name = _place(chat), await accounts.of_chat(chat)
                begun = sum(each.chat == place for each in self._taken.values())
            case Whose.USER:
                who, name = _who(chat, person), await accounts.of_person(chat, person)
                begun = sum(each.person == who for each in self._taken.values())
        spent = await accounts.spent(name, period)
        return spent + await self._coming(begun) if begun else spent

    async def _coming(self, begun: int) -> Use:
        """What so many digests will probably take."""
        if all(budget.unit is Unit.DIGESTS for budget in self._budgets):
            return Use(begun)
        ours = await self._accounts.spent(ALL, Period.MONTH)
        made = max(ours.digests, 1)
        return Use(begun, begun * ours.cost_micros // made, begun * ours.tokens // made)


def _place(chat: Chat) -> str:
    return f"{chat.platform} {chat.whole}"


def _who(chat: Chat, person: str) -> str:
    return f"{chat.platform} {person}" if person else _NOBODY
