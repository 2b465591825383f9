"""Telegram, as the program runs it."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.app.side import model_of
from bot.core.errors import StoreError

if TYPE_CHECKING:
    from bot.adapters.http import HttpServer
    from bot.adapters.telegram import Telegram
    from bot.app.chats import Chats
    from bot.core.chats import Platform
    from bot.core.meter import Meter
    from bot.core.ports import Clock
    from bot.settings import Settings

log = logging.getLogger(__name__)


class TelegramSide:
    """Implements `Side`: by long polling, or by webhook where an address is set."""

    name: Platform = "telegram"

    def __init__(self, settings: Settings, clock: Clock, meter: Meter) -> None:
        from bot.adapters.telegram import TelegramPoster, open_bot  # noqa: PLC0415 - half a second

        token = settings.telegram_bot_token
        self._settings = settings
        self._clock = clock
        self._bot = open_bot(
            token.reveal() if token else "",
            base_url=settings.telegram_base_url,
            base_file_url=settings.telegram_base_file_url,
            clock=clock,
            on_wait=meter.told_to_wait,
        )
        given = settings.webhook_secret
        self._secret = given.reveal() if given else secrets.token_urlsafe(32)
        self._is_reached = False
        self.poster = TelegramPoster(self._bot, clock, meter=meter)
        self._telegram: Telegram
        self._chats: Chats

    def join(self, chats: Chats) -> None:
        """Take the core's doors."""
        from bot.adapters.telegram import Telegram  # noqa: PLC0415 - half a second

        self._chats = chats
        self._telegram = Telegram(
            self._bot, chats.front, self.poster.members, self._clock, chats.background
        )

    def open_hook(self, server: HttpServer) -> None:
        """Let Telegram's webhook end at our server, if one is wanted."""
        if address := self._settings.webhook_url:
            path = urlsplit(address).path or "/"
            server.add_hook(path, self._secret, self._heard)

    async def _heard(self, body: dict[str, Any]) -> None:
        """Take an update that Telegram posts to us.

        Raises:
            StoreError: it is to be posted again.
        """
        if not self._is_reached:
            raise StoreError("Telegram has not told us yet who we are")
        await self._telegram.handle_json(body)

    @property
    def is_connected(self) -> bool:
        """Whether Telegram answers."""
        return self._is_reached and self._telegram.is_connected

    @property
    def bot_name(self) -> str:
        """Our user name, without its @."""
        return self._bot.username if self._is_reached else ""

    async def run(self) -> None:
        """Connect, take up what is owed, hear until `stop`.

        Raises:
            PlatformError: Telegram turned us away for good.
        """
        from bot.adapters.telegram.connect import reached  # noqa: PLC0415 - half a second

        self._is_reached = await self._telegram.unless_stopped(reached(self._bot, self._clock))
        if not self._is_reached:
            return
        await self._chats.desk.resume(self.name)
        self._chats.dailies.scheduler.stir()
        log.info("running", extra=self._told())
        if address := self._settings.webhook_url:
            await self._telegram.listen(address, self._secret)
        else:
            await self._telegram.run()

    def stop(self) -> None:
        """Hear nothing more."""
        self._telegram.stop()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._is_reached:
            await self._bot.shutdown()

    def _told(self) -> dict[str, object]:
        """What whoever starts the program wants to know first."""
        return {
            "platform": self.name,
            "bot": f"https://t.me/{self._bot.username}",
            "sees_links_in_groups": bool(self._bot.bot.can_read_all_group_messages),
            "model": model_of(self._settings),
        }
