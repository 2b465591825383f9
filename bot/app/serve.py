"""`linkdigest run`: the platforms that have a token, until the program is told to end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.adapters.clock import SystemClock
from bot.adapters.http import HttpServer
from bot.adapters.store import open_ledger
from bot.adapters.store.lock import only_one
from bot.app.arrow import SERVING, open_app
from bot.app.chats import join_chats
from bot.core.errors import SettingsError, StoreError
from bot.core.ledger import Scope
from bot.core.retention import HOUR

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.telegram.bot import TelegramBot
    from bot.adapters.telegram.platform import Telegram
    from bot.app.chats import Chats
    from bot.core.ledger import Ledger
    from bot.core.pipeline import Pipeline
    from bot.core.ports import Clock
    from bot.settings import Settings

log = logging.getLogger(__name__)

GRACE: Final = 6.0
"""Seconds that running digests have to finish once the program is told to end; the rest of them
stays owed, and the next start takes it up. With all that is closed after it this is below ten."""

MARKS_EVERY: Final = 120.0
"""Seconds between two looks for reactions that should not be there any more."""

LAST_POSTS: Final = 1.5
PRUNE_AT_MOST: Final = 500

NO_PLATFORM: Final = (
    "TELEGRAM_BOT_TOKEN: must be set; @BotFather gives you one."
    " To try without a chat: linkdigest digest URL"
)


async def serve(settings: Settings) -> int:
    """Run every platform that has a token until SIGTERM or SIGINT; the exit code.

    Raises:
        SettingsError: no platform has a token, or one was refused.
        StoreError: the database cannot be used, or another program runs on it.
        PlatformError: a platform has turned us away for good.
    """
    if settings.telegram_bot_token is None:
        raise SettingsError((NO_PLATFORM,))
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        stack.enter_context(only_one(settings.database))
        app = await stack.enter_async_context(open_app(settings, stays=True))
        await app.store.release_all(SERVING)  # of a run that was killed: we are the only one
        ledger = await stack.enter_async_context(await open_ledger(settings.database))
        bot = await stack.enter_async_context(_telegram(settings, clock))
        await _run(settings, app.pipeline, ledger, bot, clock)
    return 0


async def _run(
    settings: Settings, pipeline: Pipeline, ledger: Ledger, bot: TelegramBot, clock: Clock
) -> None:
    from bot.adapters.telegram import Telegram, TelegramPoster  # noqa: PLC0415 - half a second

    poster = TelegramPoster(bot, clock)
    chats = join_chats(
        settings, pipeline, ledger, {"telegram": poster}, {"telegram": bot.username}, clock
    )
    telegram = Telegram(bot, chats.front, poster.members, clock, chats.background)
    async with _web(settings, ledger, telegram) as secret:
        await chats.desk.resume()
        log.info("running", extra=_told(settings, bot))
        pruning = asyncio.create_task(_prune(ledger, clock))
        marking = asyncio.create_task(_settle_marks(chats, clock))
        try:
            with _signals(telegram):
                await (
                    telegram.listen(settings.webhook_url, secret)
                    if settings.webhook_url
                    else telegram.run()
                )
        finally:
            pruning.cancel()
            marking.cancel()
            await _wind_down(chats)


def _told(settings: Settings, bot: TelegramBot) -> dict[str, object]:
    """What whoever starts the program wants to know first."""
    return {
        "platform": "telegram",
        "bot": f"https://t.me/{bot.username}",
        "sees_links_in_groups": bool(bot.bot.can_read_all_group_messages),
        "model": settings.openai_model or "none: digests are extracts",
    }


async def _wind_down(chats: Chats) -> None:
    """What can be finished soon is; everything else is in its row."""
    log.info("ending")
    await chats.desk.stop(GRACE)
    await chats.background.finish(LAST_POSTS)


@asynccontextmanager
async def _telegram(settings: Settings, clock: Clock) -> AsyncIterator[TelegramBot]:
    """The bot, connected; while Telegram cannot be reached it is tried again."""
    from bot.adapters.telegram import connected, open_bot  # noqa: PLC0415 - half a second

    token = settings.telegram_bot_token
    bot = open_bot(
        token.reveal() if token else "",
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        clock=clock,
    )
    async with connected(bot, clock):
        yield bot


@asynccontextmanager
async def _web(settings: Settings, ledger: Ledger, telegram: Telegram) -> AsyncIterator[str]:
    """The web server, if one is wanted; gives the webhook's secret."""
    given = settings.webhook_secret
    secret = given.reveal() if given else secrets.token_urlsafe(32)
    if settings.http is None:
        yield secret
        return

    async def is_ready() -> bool:
        try:
            await ledger.waiting(Scope())
        except StoreError:
            return False
        return telegram.is_connected

    server = HttpServer(*settings.http, is_ready)
    if settings.webhook_url:
        server.add_hook(urlsplit(settings.webhook_url).path or "/", secret, telegram.handle_json)
    async with server:
        yield secret


async def _settle_marks(chats: Chats, clock: Clock) -> None:
    """After an outage, take back the reactions that outlived it."""
    while True:
        await clock.sleep(MARKS_EVERY)
        try:
            await chats.desk.settle_marks()
        except StoreError as fault:
            log.warning("reactions are not looked after: %s", fault)


async def _prune(ledger: Ledger, clock: Clock) -> None:
    """Drop what has expired, a little every hour."""
    while True:
        await clock.sleep(HOUR)
        try:
            while await ledger.prune_rows(clock.now(), PRUNE_AT_MOST) >= PRUNE_AT_MOST:
                await clock.sleep(1)
        except StoreError as fault:
            log.warning("nothing was dropped: %s", fault)


class _signals:  # noqa: N801 - used as a statement
    """SIGTERM and SIGINT end the platform in order."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._telegram.stop)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)
