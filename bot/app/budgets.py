"""The budgets, joined: the accounts that they need, who keeps to them, who hears of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.accounts import Accounts
from bot.core.budget_notices import BudgetNotices
from bot.core.budgets import Period, Unit, Whose, budgets_set
from bot.core.spending import Spending

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.adapters.store.ledger import SqlLedger
    from bot.core.background import Background
    from bot.core.budgets import Budget
    from bot.core.chats import Platform
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.row import Delivery
    from bot.core.ports import Clock
    from bot.core.rooms import Rooms
    from bot.settings import Settings

log = logging.getLogger(__name__)


def budgets_of(settings: Settings) -> tuple[Budget, ...]:
    """The operator's budgets; none where no model is set, which alone costs anything."""
    return budgets_set(settings.budgets) if settings.has_model else ()


def accounts_of(settings: Settings, ledger: SqlLedger, clock: Clock) -> Accounts:
    """The accounts that the budgets need: a person's veil lasts as long as the longest of them."""
    is_monthly = any(
        budget.period is Period.MONTH and budget.whose is not Whose.ALL
        for budget in budgets_of(settings)
    )
    return Accounts(ledger, clock, Period.MONTH if is_monthly else Period.DAY)


def join_spending(
    settings: Settings,
    accounts: Accounts,
    ledger: SqlLedger,
    rooms: Rooms,
    platforms: Collection[Platform],
    ids: Ids,
    background: Background,
    begin: Callable[[Delivery], None],
) -> Spending:
    """Join them. `begin` takes rows that are owed, on one of `platforms`."""
    notices = BudgetNotices(ledger, accounts, rooms, platforms, ids, begin)

    def look() -> None:
        background.spawn(notices.look(spending))

    spending = Spending(accounts, budgets_of(settings), look)
    return spending


def warn_of_no_price(settings: Settings) -> None:
    """Say so where a budget in USD cannot hold, as nobody knows what the model costs."""
    from bot.adapters.openai.prices import (  # noqa: PLC0415 - see `arrow.WarmingFetcher`
        load_prices,
        price_of,
    )

    in_usd = [each for each in budgets_of(settings) if each.unit is Unit.USD]
    if not in_usd or price_of(settings.openai_model or "", load_prices(settings.prices)):
        return
    names = ", ".join(f"LINKDIGEST_{each.name.upper()}" for each in in_usd)
    log.warning(
        "nobody knows what %s costs, so that %s cannot hold: name its price by LINKDIGEST_PRICES,"
        " or set a budget in digests or tokens",
        *(settings.openai_model, names),
    )
