"""Tells who runs the bot, once, when most of a budget for all is used, and when all of it is."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.core.answers import Line, Moment, NoticeAnswer
from bot.core.budgets import Period, Unit
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.errors import StoreError
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.core.accounts import Accounts
    from bot.core.budgets import Standing
    from bot.core.chats import Platform
    from bot.core.delivery.ids import Ids
    from bot.core.ledger import Ledger
    from bot.core.rooms import Rooms
    from bot.core.spending import Spending

log = logging.getLogger(__name__)

NEAR: Final = 0.8
"""The share of a budget at which its owner is to hear of it, in time to do something."""


@dataclass(slots=True)
class BudgetNotices:
    """Looks how the budgets stand; `platforms` are those on which we can speak.

    The row of a notice is written before it is sent and kept until the period is over: so it is
    sent once, whatever happens to the program. A budget that was raised is another budget.
    """

    ledger: Ledger
    accounts: Accounts
    rooms: Rooms
    platforms: Collection[Platform]
    ids: Ids
    begin: Callable[[Delivery], None]
    _told: set[str] = field(init=False, default_factory=set)
    _looking: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    async def look(self, spending: Spending) -> None:
        """Tell what there is to tell, if it was not told yet."""
        async with self._looking:
            try:
                for each in await spending.standing():
                    await self._tell(each)
            except StoreError as fault:  # the next digest, or the next that is refused, looks again
                log.warning("a notice of budgets waits: %s", fault)

    async def _tell(self, standing: Standing) -> None:
        budget, share = standing.budget, standing.share
        if share < NEAR:
            return
        today = self.accounts.today
        stage = "spent" if share >= 1 else "near"
        name = f"{stage} {budget.name} {budget.most:g} {budget.period.first(today)}"
        if name in self._told:
            return
        log.warning("budget %s", stage, extra=_figures(standing))
        for platform in self.platforms:
            for owner in self.rooms.access.owners_on(platform):
                await self._tell_one(Chat(platform, owner, ChatKind.PRIVATE), name, standing)
        self._told.add(name)

    async def _tell_one(self, chat: Chat, name: str, standing: Standing) -> None:
        preferences = await self.rooms.preferences(chat)
        now = self.accounts.now
        ends = standing.budget.period.next(self.accounts.today) * DAY
        row = Delivery(
            id=self.ids.next(),
            chat=chat,
            message=f"budget@{name}",
            slot="budget",
            trigger=Trigger.COMMAND,
            ui=preferences.ui or await self.ledger.spoken_by(chat.platform, chat.id),
            ask=Ask("notice"),
            accepted_at=now,
            expires_at=ends + DAY,
            state=State.READY,
            answer=NoticeAnswer(_lines(standing, Moment(ends, is_dated=True))),
            charged=False,
        )
        source = f"{chat.platform} {chat.id} budgets"
        for each in await self.ledger.accept(source, f"{name} {now}", [row], now):
            self.begin(each)


def _lines(standing: Standing, again_at: Moment) -> tuple[Line, ...]:
    budget, share = standing.budget, standing.share
    is_spent = share >= 1
    if budget.period is Period.DAY:
        key = "chat.budget_spent_day" if is_spent else "chat.budget_near_day"
    else:
        key = "chat.budget_spent_month" if is_spent else "chat.budget_near_month"
    figures = {name: _figure(budget.unit, value) for name, value in _used(standing)}
    return (
        Line(key, {} if is_spent else {"percent": int(share * 100)}),
        Line(f"chat.budget_{budget.unit}", figures),
        Line("chat.budget_anew", {"time": again_at}),
        Line("chat.budget_setting", {"setting": f"LINKDIGEST_{budget.name.upper()}"}),
    )


def _used(standing: Standing) -> tuple[tuple[str, float], ...]:
    return ("used", standing.used), ("most", standing.budget.most)


def _figure(unit: Unit, value: float) -> str:
    if unit is not Unit.USD:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.4f}"


def _figures(standing: Standing) -> dict[str, object]:
    return {"budget": standing.budget.name, **dict(_used(standing))}
