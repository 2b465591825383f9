from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_ledger
from bot.core.delivery.row import Ask, Delivery, State
from bot.core.retention import DAY
from tests.adapters.store.test_ledger import ROW
from tests.render.golden import golden

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def keep(path: Path, *rows: Delivery) -> None:
    async def write() -> None:
        async with await open_ledger(path) as ledger:
            for number, row in enumerate(rows):
                each = replace(row, id=f"s{number}", message=str(number))
                await ledger.accept("test", str(number), [each], row.accepted_at)

    asyncio.run(write())


def a_week(path: Path) -> None:
    now = SystemClock().now()
    made = replace(
        ROW,
        ask=Ask("digest", "https://a.example/1", "https://a.example/1"),
        state=State.POSTED,
        accepted_at=now,
        cost_micros=2500,
    )
    cached = replace(made, charged=False, cost_micros=0)
    unknown = replace(cached, ask=Ask("digest", "https://a.example/2", "https://a.example/2"))
    walled = replace(made, state=State.QUIET, code="paywall", cost_micros=0, charged=False)
    keep(
        path,
        replace(made, accepted_at=now - 3 * DAY),
        *(made, cached, cached, unknown, walled),
        replace(walled, code="not_found", accepted_at=now - DAY),
        replace(made, accepted_at=now - 20 * DAY),
    )


def test_a_week_as_people_read_it(run: Run, tmp_path: Path) -> None:
    a_week(tmp_path / "data" / "linkdigest.db")
    told = run("stats")
    assert (told.code, told.err) == (0, "")
    head, *rest = told.out.splitlines()
    assert head.endswith(" (UTC)")
    golden("text/stats.txt", "\n".join(rest))


def test_a_month_as_programs_read_it(run: Run, tmp_path: Path) -> None:
    a_week(tmp_path / "data" / "linkdigest.db")
    told = json.loads(run("stats", "--days", "30", "--json").out)
    days = told.pop("per_day")
    assert told == {
        "days": 30,
        "digests": 6,
        "cached": 3,
        "saved_usd": 0.005,
        "unpriced": 1,
        "failed": {"not_found": 1, "paywall": 1},
        "cost_usd": 0.0075,
        "waiting": 0,
    }
    assert len(days) == 30
    assert days[-1] == {
        "date": days[-1]["date"], "digests": 4, "cached": 3, "failed": 1, "cost_usd": 0.0025
    }  # fmt: skip
    assert [day["digests"] for day in days[:-1] if day["digests"]] == [1, 1]


def test_without_a_database_it_says_so_and_makes_none(run: Run, tmp_path: Path) -> None:
    told = run("stats")
    assert told.code == 1
    assert "data/linkdigest.db: there is none yet" in told.err
    assert not (tmp_path / "data").exists()
