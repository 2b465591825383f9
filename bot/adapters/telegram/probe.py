"""Questions to Telegram that change nothing there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.faults import words
from bot.adapters.telegram.menus import wanted_menus
from bot.core.errors import PlatformError
from bot.core.skew import nearest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    import httpx
    from telegram import ChatMember

    from bot.adapters.telegram.bot import TelegramBot
    from bot.adapters.telegram.menus import Menu
    from bot.core.ports import Clock

PATIENCE: Final = 6.0
"""Seconds for one answer."""

AT_ONCE: Final = 32
"""Connections: more than are asked for side by side."""

_GONE: Final = {ChatMemberStatus.LEFT: "not in it", ChatMemberStatus.BANNED: "thrown out"}


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Telegram has it."""

    name: str
    reads_all: bool
    is_guest: bool
    is_inline: bool


@dataclass(frozen=True, slots=True)
class Hook:
    """The webhook, `url` "" for none, and the last `fault` with it."""

    url: str
    fault: str
    faulted_at: datetime | None
    waiting: int


class TelegramProbe:
    """Asks. `skew`: seconds that our clock is ahead of Telegram's, None before an answer told.

    Every method may raise PlatformError.
    """

    def __init__(self, bot: TelegramBot) -> None:
        self.skew: float | None = None
        self._bot = bot

    async def me(self) -> Me:
        """Who we are; to be asked first."""
        await self._asked_to_begin()
        me = self._bot.bot
        return Me(
            me.username or "",
            bool(me.can_read_all_group_messages),
            bool(me.supports_guest_queries),
            bool(me.supports_inline_queries),
        )

    async def hook(self) -> Hook:
        """Where Telegram posts updates to."""
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            raise _told(error) from None
        return Hook(
            info.url,
            info.last_error_message or "",
            info.last_error_date,
            info.pending_update_count,
        )

    async def is_polled(self) -> bool:
        """Whether another program polls with this token; see `TelegramBot.is_polled`."""
        try:
            return await self._bot.is_polled()
        except TelegramError as error:
            raise _told(error) from None

    async def writers(self) -> list[tuple[str, str]]:
        """Id and name of those who wrote to us in private of late, and were not heard yet.

        They stay unheard: nothing is confirmed.
        """
        try:
            updates = await self._bot.waiting()
        except TelegramError as error:
            raise _told(error) from None
        found = {
            str(message.from_user.id): message.from_user.full_name
            for update in updates
            if (message := update.message) and message.from_user and message.chat.type == "private"
        }
        return list(found.items())

    async def shut(self, chat: str, *, is_channel: bool) -> str:
        """Why we cannot write in `chat`, "" where we can."""
        try:
            member = await self._bot.get_chat_member(int(chat), self._bot.id)
        except TelegramError as error:
            return words(error)
        return _why_shut(member, is_channel=is_channel)

    async def has_menus(self) -> bool:
        """Whether people see the commands that this program knows."""
        try:
            return all(await asyncio.gather(*map(self._has_menu, wanted_menus())))
        except TelegramError as error:
            raise _told(error) from None

    async def _has_menu(self, menu: Menu) -> bool:
        found = await self._bot.get_my_commands(menu.scope, menu.language)
        return tuple((each.command, each.description) for each in found) == menu.commands

    async def _asked_to_begin(self) -> None:
        try:
            await self._bot.initialize()
        except TelegramError as error:
            raise _told(error) from None

    async def heard(self, response: httpx.Response) -> None:
        """Note the time of an answer."""
        if date := response.headers.get("date"):
            self.skew = nearest(self.skew, date)


@asynccontextmanager
async def open_probe(
    token: str, *, clock: Clock, base_url: str | None
) -> AsyncIterator[TelegramProbe]:
    """A probe, closed at the end."""

    async def heard(response: httpx.Response) -> None:
        await probe.heard(response)

    request = HTTPXRequest(
        connect_timeout=PATIENCE,
        read_timeout=PATIENCE,
        write_timeout=PATIENCE,
        pool_timeout=PATIENCE,
        connection_pool_size=AT_ONCE,
        httpx_kwargs={"event_hooks": {"response": [heard]}},
    )
    bot = open_bot(token, clock=clock, base_url=base_url, request=request)
    probe = TelegramProbe(bot)
    try:
        yield probe
    finally:
        await request.shutdown()


def _why_shut(member: ChatMember, *, is_channel: bool) -> str:
    if gone := _GONE.get(ChatMemberStatus(member.status)):
        return gone
    if not getattr(member, "can_send_messages", True):
        return "not allowed to write"
    if is_channel and not getattr(member, "can_post_messages", False):
        return "not allowed to post"
    return ""


def _told(error: TelegramError) -> PlatformError:
    return PlatformError(f"Telegram: {words(error)}")
