"""How the running program tells that it is well: readiness, figures, signs of life."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot import __version__
from bot.adapters.store.lock import BEAT_EVERY, beat
from bot.adapters.systemd import Supervisor
from bot.app.budgets import accounts_of, budgets_of
from bot.app.telegram import TelegramSide
from bot.core.errors import StoreError
from bot.core.ledger import Scope
from bot.core.meter import NOBODY
from bot.core.spending import Spending

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from bot.adapters.http.metrics import Metrics, Readings
    from bot.adapters.store.ledger import SqlLedger
    from bot.app.side import Side
    from bot.core.meter import Meter
    from bot.core.ports import Clock
    from bot.settings import Settings

PROBE_EVERY: Final = 10.0
"""Seconds between two writes that only find out whether anything can be written."""

ANSWER_WITHIN: Final = 2.0
"""Seconds that the database has: who asks whether we are ready waits for three."""

FREE_LEAST: Final = 8 * 1024 * 1024
"""Bytes: what a write-ahead log grows to before it is folded in."""

READY_AFTER: Final = 60.0
"""Seconds until we count as started though a platform cannot be reached: to start us anew would
not help it, and the other one is served."""

_PROBE: Final = "last written"


@dataclass(slots=True)
class Watch:
    """What there is to look at. `model_up` None: no model is set."""

    settings: Settings
    ledger: SqlLedger
    sides: Sequence[Side]
    clock: Clock
    model_up: Callable[[], bool] | None
    _writable_until: float = field(init=False, default=0.0)
    _spending: Spending = field(init=False)

    def __post_init__(self) -> None:
        accounts = accounts_of(self.settings, self.ledger, self.clock)
        self._spending = Spending(accounts, budgets_of(self.settings))

    async def checks(self) -> Mapping[str, str]:
        """Why we are not ready, by what was looked at; "" where all is well."""
        faults = {"database": await self._database()}
        for side in self.sides:
            faults[side.name] = "" if side.is_connected else "not heard for a minute"
        if self.model_up:
            faults["model"] = "" if self.model_up() else "left alone: it keeps failing"
        return faults

    async def _database(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await self.ledger.waiting(Scope())
                return await self._writable()
        except StoreError:
            return "cannot be read"
        except TimeoutError:
            return f"no answer within {ANSWER_WITHIN:.0f} s"

    async def _writable(self) -> str:
        now = self.clock.monotonic()
        if now >= self._writable_until:
            if fault := await self._probe():
                return fault  # asked again by whoever comes next: it may be over
            self._writable_until = now + PROBE_EVERY
        return ""

    async def _probe(self) -> str:
        """Rows may fit into what the file has already: the room that is left is looked at, too."""
        try:
            await self.ledger.keep_fact(_PROBE, str(self.clock.now()))
            free = shutil.disk_usage(self.settings.database.parent).free
        except (StoreError, OSError):
            return "cannot be written"
        return "" if free >= FREE_LEAST else "the disk is full"

    async def readings(self) -> Readings:
        """The figures of this moment; those of a store that fails are left as they were."""
        from bot.adapters.http.metrics import Readings  # noqa: PLC0415 - where it is wanted

        now = Readings(
            connected={side.name: side.is_connected for side in self.sides},
            breaker_open=bool(self.model_up and not self.model_up()),
        )
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                waiting = await self.ledger.waiting(Scope())
                return replace(now, waiting=waiting, budgets=await self._spending.shares())
        except (StoreError, TimeoutError):
            return now


def metrics_of(settings: Settings) -> Metrics | None:
    """Who counts, where anybody may ask for it."""
    if settings.http is None:
        return None
    from bot.adapters.http.metrics import Metrics  # noqa: PLC0415 - where it is wanted

    return Metrics(__version__)


def meter_of(metrics: Metrics | None) -> Meter:
    """The same as the core knows it."""
    return metrics or NOBODY


@asynccontextmanager
async def served(watch: Watch, metrics: Metrics | None) -> AsyncIterator[None]:
    """The web server, if one is wanted."""
    if watch.settings.http is None or metrics is None:
        yield
        return
    from bot.adapters.http import HttpServer  # noqa: PLC0415 - where it is wanted

    async def text() -> bytes:
        return metrics.text(await watch.readings())

    server = HttpServer(*watch.settings.http, watch.checks)
    token = watch.settings.metrics_token
    server.add_metrics(text, token.reveal() if token else "")
    for side in watch.sides:
        if isinstance(side, TelegramSide):
            side.open_hook(server)
    async with server:
        yield


async def pulse(watch: Watch, supervisor: Supervisor) -> None:
    """Leave a sign of life every so often, for `healthcheck` and for who has started us."""
    began, beats_at, alive_at, is_ready = watch.clock.monotonic(), 0.0, 0.0, False
    while True:
        now = watch.clock.monotonic()
        if now >= beats_at:
            beat(watch.settings.database)
            beats_at = now + BEAT_EVERY
        if supervisor.patience and now >= alive_at:
            supervisor.alive()
            alive_at = now + supervisor.patience / 2
        if not is_ready and (_all_up(watch) or now > began + READY_AFTER):
            supervisor.ready(_status(watch))
            is_ready = True
        await watch.clock.sleep(min(1.0, (supervisor.patience or 4.0) / 4))


def supervisor() -> Supervisor:
    """Whoever has started us."""
    return Supervisor(os.environ)


def _all_up(watch: Watch) -> bool:
    return all(side.is_connected for side in watch.sides)


def _status(watch: Watch) -> str:
    return ", ".join(
        f"{side.name} {'connected' if side.is_connected else 'not reached yet'}"
        for side in watch.sides
    )
