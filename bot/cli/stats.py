"""`linkdigest stats`: what was done for all chats, day by day, read from the database."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_ledger
from bot.cli.ending import EXIT_DONE
from bot.cli.sources import write_json
from bot.core.errors import StoreError
from bot.core.ledger import Scope
from bot.core.retention import DAY
from bot.core.spark import spark
from bot.core.statistics import Statistics, statistics
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


async def show_stats(days: int, *, as_json: bool) -> int:
    """Print it.

    Raises:
        StoreError: there is no database, or it cannot be read.
    """
    database = load(os.environ).database
    if not database.exists():
        raise StoreError(f"{database}: there is none yet; linkdigest run begins it")
    today = SystemClock().now() // DAY
    first = today - days + 1
    async with await open_ledger(database) as ledger:
        sums = statistics(await ledger.figures(None, first * DAY), days)
        waiting = await ledger.waiting(Scope())
    dates = [datetime.fromtimestamp((first + n) * DAY, UTC).date() for n in range(days)]
    if as_json:
        write_json(_object(sums, dates, waiting))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(sums, dates, waiting))
    return EXIT_DONE


def _object(sums: Statistics, dates: Sequence[date], waiting: int) -> dict[str, Any]:
    """The public object. Money in USD; of `unpriced` digests of the cache it is not known."""
    each_day = zip(dates, sums.digests, sums.cached, sums.failures, sums.cost_micros, strict=True)
    return {
        "days": len(dates),
        "digests": sum(sums.digests),
        "cached": sum(sums.cached),
        "saved_usd": sums.saved_micros / 1_000_000,
        "unpriced": sums.unpriced,
        "failed": dict(sums.failed),
        "cost_usd": sum(sums.cost_micros) / 1_000_000,
        "waiting": waiting,
        "per_day": [
            {
                "date": day.isoformat(),
                "digests": digests,
                "cached": cached,
                "failed": failed,
                "cost_usd": cost / 1_000_000,
            }
            for day, digests, cached, failed, cost in each_day
        ],
    }


def _lines(sums: Statistics, dates: Sequence[date], waiting: int) -> Iterator[str]:
    yield f"{dates[0]} to {dates[-1]} (UTC)"
    yield _line("digests", str(sum(sums.digests)), sums.digests)
    yield _line("from cache", str(sum(sums.cached)), sums.cached, _saved(sums))
    yield _line("failed", str(sum(sums.failures)), sums.failures)
    for code, number in sums.failed.items():
        yield f"  {code:<16}{number:>8}"
    yield _line("cost in USD", f"{sum(sums.cost_micros) / 1_000_000:.4f}", sums.cost_micros)
    yield _line("waiting", str(waiting))


def _line(name: str, value: str, days: Sequence[int] = (), more: str = "") -> str:
    return f"{name:<14}{value:>12}  {spark(days)}  {more}".rstrip()


def _saved(sums: Statistics) -> str:
    """What the cache has saved, as far as it is known what its digests cost."""
    if not sums.saved_micros:
        return "what that saved is not known" if sums.unpriced else ""
    least = f"at least {{}}, price of {sums.unpriced} not known" if sums.unpriced else "about {}"
    return f"saved {least.format(f'{sums.saved_micros / 1_000_000:.4f}')}"
