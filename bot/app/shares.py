"""How much of the operator's budgets is used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.budgets import accounts_of, budgets_of
from bot.core.spending import Spending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.store.ledger import SqlLedger
    from bot.core.ports import Clock
    from bot.settings import Settings


async def budget_shares(
    settings: Settings, ledger: SqlLedger, clock: Clock
) -> Mapping[tuple[str, str], float]:
    """The used share of the budgets for all, by whose they are and for how long.

    Of several for one time, in digests, tokens and USD, the one of which the least is left.

    Raises:
        StoreError: it is not known.
    """
    spending = Spending(accounts_of(settings, ledger, clock), budgets_of(settings))
    shares: dict[tuple[str, str], float] = {}
    for each in await spending.standing():
        whose = (each.budget.whose.value, each.budget.period.value)
        shares[whose] = max(each.share, shares.get(whose, 0.0))
    return shares
