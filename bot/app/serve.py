"""`linkdigest run`: the platforms that have a token, until the program is told to end."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_ledger
from bot.adapters.store.lock import only_one
from bot.adapters.watchdog import LoopWatchdog
from bot.app.arrow import SERVING, open_app
from bot.app.budgets import warn_of_no_price
from bot.app.chats import join_chats
from bot.app.dailies import Outside
from bot.app.discord import DiscordSide
from bot.app.keep import back_up_daily, make_ready, prune, tell_restored
from bot.app.telegram import TelegramSide
from bot.app.watch import Watch, meter_of, metrics_of, pulse, served, supervisor
from bot.core.background import Background
from bot.core.errors import PlatformError, StoreError
from bot.core.meter import MeteredFeeds
from bot.core.model_notices import tell_of_model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.adapters.http.metrics import Metrics
    from bot.adapters.store.ledger import SqlLedger
    from bot.adapters.store.restore import Restored
    from bot.app.arrow import App
    from bot.app.chats import Chats
    from bot.app.side import Side
    from bot.core.meter import Meter
    from bot.core.ports import Clock
    from bot.settings import Settings

log = logging.getLogger(__name__)

GRACE: Final = 6.0
"""Seconds that running digests have to finish once the program is told to end; the rest of them
stays owed, and the next start takes it up. With all that is closed after it this is below ten."""

MARKS_EVERY: Final = 120.0
"""Seconds between two looks for reactions that should not be there any more."""

FALLEN: Final = 5.0
"""Seconds until a platform that fell over is started again."""

LAST_POSTS: Final = 1.5


async def serve(settings: Settings) -> int:
    """Run every platform that has a token until SIGTERM or SIGINT; the exit code.

    One has to: see `bot.settings.load`. A platform that turns us away for good ends alone.

    Raises:
        StoreError: the database cannot be used, or another program runs on it.
        PlatformError: every platform has turned us away for good.
    """
    clock = SystemClock()
    metrics = metrics_of(settings)
    meter = meter_of(metrics)
    sides = _sides(settings, clock, meter)
    async with AsyncExitStack() as stack:
        stack.enter_context(LoopWatchdog(meter))
        stack.enter_context(only_one(settings.database))
        restored = await asyncio.to_thread(make_ready, settings, clock)
        app = await stack.enter_async_context(open_app(settings, stays=True, meter=meter))
        await app.store.release_all(SERVING)  # of a run that was killed: we are the only one
        ledger = await stack.enter_async_context(await open_ledger(settings.database))
        for side in sides:
            stack.push_async_callback(side.close)
        watch = Watch(settings, ledger, sides, clock, app.model_up)
        await _run(watch, app, ledger, metrics, restored)
    return 0


def _sides(settings: Settings, clock: Clock, meter: Meter) -> list[Side]:
    sides: list[Side] = []
    if settings.telegram_bot_token:
        sides.append(TelegramSide(settings, clock, meter))
    if settings.discord_bot_token:
        sides.append(DiscordSide(settings, clock))
    return sides


async def _run(
    watch: Watch,
    app: App,
    ledger: SqlLedger,
    metrics: Metrics | None,
    restored: Restored | None,
) -> None:
    settings, sides, clock, meter = watch.settings, watch.sides, watch.clock, meter_of(metrics)
    posters = {side.name: side.poster for side in sides}
    by_name = {side.name: side for side in sides}
    outside = Outside(
        fetcher=MeteredFeeds(app.reader.fetcher, meter),
        reader=app.reader.extractor,
        bot_name=lambda name: by_name[name].bot_name,
        is_up=lambda name: name in by_name and by_name[name].is_connected,
        model_up=app.model_up,
    )
    warn_of_no_price(settings)
    chats = join_chats(settings, app.pipeline, ledger, posters, outside, clock, meter)
    for side in sides:
        side.join(chats)
        if restored:
            await tell_restored(restored, chats.dailies.notices, side.name)
    told = supervisor()
    async with served(watch, metrics):
        beside = Background()
        for work in (
            prune(app, ledger, settings.keeping, clock),
            back_up_daily(settings, clock),
            _settle_marks(chats, sides, clock),
            chats.dailies.scheduler.run(),
            chats.dailies.poller.run(),
            pulse(watch, told),
            tell_of_model(app.model_fault, chats.dailies.notices, tuple(posters), clock),
        ):
            beside.spawn(work)
        try:
            with _signals(sides, told.stopping):
                await _hear(sides, clock)
        finally:
            await beside.finish(0)  # over, not just told to end: the database is closed after us
            await _wind_down(chats)


async def _hear(sides: Sequence[Side], clock: Clock) -> None:
    """Run all of them until they are stopped, or none is left.

    Raises:
        PlatformError: every one has turned us away.
    """
    if len(sides) == 1:
        await sides[0].run()
        return
    tasks = {asyncio.create_task(_survived(side, clock)) for side in sides}
    try:
        faults = [fault for fault in await asyncio.gather(*tasks) if fault]
    finally:
        for task in tasks:
            task.cancel()
    if len(faults) == len(sides):
        raise faults[0]


async def _survived(side: Side, clock: Clock) -> PlatformError | None:
    """Run one, and again if it falls over: the other does not mind. Why it was turned away."""
    while True:
        try:
            await side.run()
        except PlatformError as fault:
            log.error("%s is off: %s", side.name, fault)  # noqa: TRY400 - no stack tells more
            return fault
        except Exception:
            log.exception("%s fell over and is started again", side.name)
            await clock.sleep(FALLEN)
        else:
            return None


async def _wind_down(chats: Chats) -> None:
    """What can be finished soon is; everything else is in its row."""
    await chats.desk.stop(GRACE)
    await chats.background.finish(LAST_POSTS)


async def _settle_marks(chats: Chats, sides: Sequence[Side], clock: Clock) -> None:
    """After an outage, take back the reactions that outlived it."""
    while True:
        await clock.sleep(MARKS_EVERY)
        for side in sides:
            if not side.is_connected:
                continue
            try:
                await chats.desk.settle_marks(side.name)
            except StoreError as fault:
                log.warning("reactions are not looked after: %s", fault)


class _signals:  # noqa: N801 - used as a statement
    """SIGTERM and SIGINT end the platforms in order."""

    def __init__(self, sides: Sequence[Side], on_stop: Callable[[], None]) -> None:
        self._sides = sides
        self._on_stop = on_stop

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)

    def _stop(self) -> None:
        log.info("ending")
        self._on_stop()
        for side in self._sides:
            side.stop()
