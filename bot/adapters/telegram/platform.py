"""Telegram: updates in, by long polling or by webhook; presses, inline queries and guests too."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.adapters.telegram import updates
from bot.adapters.telegram.connect import until_reached
from bot.adapters.telegram.menus import publish
from bot.adapters.telegram.polling import Poller, unless
from bot.adapters.telegram.queries import Queries
from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import telegram

    from bot.adapters.telegram.bot import TelegramBot
    from bot.adapters.telegram.members import Members
    from bot.core.background import Background
    from bot.core.front import Front
    from bot.core.ports import Clock

log = logging.getLogger(__name__)

CONNECTED: Final = 60.0
"""Seconds since the last answer to a poll for which we count as connected."""

_HERE: Final = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}
_MENU: Final = "telegram menu"


class Telegram:
    """Receives. What it hears it hands to the core at once; what takes longer runs beside."""

    def __init__(
        self,
        bot: TelegramBot,
        front: Front,
        members: Members,
        clock: Clock,
        background: Background,
    ) -> None:
        self._bot = bot
        self._front = front
        self._members = members
        self._clock = clock
        self._background = background
        self._source = f"telegram:{bot.token.partition(':')[0]}"  # that is our id, known at once
        self._poller = Poller(bot, self.handle, allowed_updates=updates.ALLOWED, clock=clock)
        self._is_listening = False
        self._one_by_one = asyncio.Lock()
        self._queries = Queries(bot, front, self._source)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Poll until `stop`.

        Raises:
            PlatformError: the token was refused, or another program polls with it.
        """
        self._background.spawn(self._publish())
        await self._poller.run(self._stop)

    async def listen(self, url: str, secret: str) -> None:
        """Have updates sent to `url` until `stop`; `handle_json` takes them.

        Raises:
            PlatformError: the token was refused, or the address.
        """
        self._background.spawn(self._publish())
        await until_reached(
            lambda: self._bot.set_webhook(
                url, secret_token=secret, allowed_updates=updates.ALLOWED, max_connections=1
            ),
            self._clock,
        )
        self._is_listening = True
        await self._stop.wait()

    @property
    def is_connected(self) -> bool:
        """Whether Telegram has answered within the last poll and a half."""
        last = self._poller.last_ok
        return self._is_listening or (
            last is not None and self._clock.monotonic() - last < CONNECTED
        )

    async def unless_stopped(self, work: Coroutine[Any, Any, bool]) -> bool:
        """The outcome of `work`; False if `stop` comes first."""
        return bool(await unless(self._stop, work))

    def stop(self) -> None:
        """Hear nothing more."""
        self._stop.set()

    async def handle_json(self, body: dict[str, Any]) -> None:
        """Take one update as Telegram posts it.

        Raises:
            StoreError: Telegram is to send it again.
        """
        update = Update.de_json(body, self._bot)
        async with self._one_by_one:  # as by polling: their order, and what is counted, hold
            await self.handle(update)

    async def handle(self, update: Update) -> None:
        """Take one update: rows are written when this returns.

        Raises:
            StoreError: nothing was written.
        """
        message = update.message or update.channel_post or update.edited_message
        if message:
            await self._message(update, message)
        elif update.my_chat_member:
            await self._membership(update, update.my_chat_member)
        elif update.message_reaction:
            await self._reaction(update.message_reaction)
        elif (work := self._query(update)) and await self._is_new(update):
            self._background.spawn(work())

    def _query(self, update: Update) -> Callable[[], Coroutine[Any, Any, None]] | None:
        """The work on what Telegram wants answered by another call."""
        if query := update.callback_query:
            return partial(self._queries.press, query)
        if asked := update.inline_query:
            return partial(self._queries.inline, asked)
        if message := update.guest_message:
            return partial(self._queries.guest, update, message)
        return None

    async def _is_new(self, update: Update) -> bool:
        return await self._front.is_new(self._source, str(update.update_id))

    async def _message(self, update: Update, message: telegram.Message) -> None:
        if message.migrate_to_chat_id:
            old = updates.chat_of(message.chat)
            await self._front.moved(old, str(message.migrate_to_chat_id))
            return
        name = self._bot.username
        edited = update.edited_message is not None
        arrived = updates.incoming(message, update.update_id, self._bot.id, name, edited=edited)
        if arrived:
            await self._front.receive(self._source, arrived)

    async def _membership(self, update: Update, changed: telegram.ChatMemberUpdated) -> None:
        chat = updates.chat_of(changed.chat)
        self._members.forget(chat.id)
        if changed.new_chat_member.status in _HERE or getattr(
            changed.new_chat_member, "is_member", False
        ):
            person = updates.person_of(changed.from_user)
            await self._front.joined(self._source, str(update.update_id), chat, person)
        else:
            await self._front.left(chat)

    async def _reaction(self, changed: telegram.MessageReactionUpdated) -> None:
        if updates.asks_by_reaction(changed):
            chat = updates.chat_of(changed.chat)
            await self._front.react(chat, str(changed.message_id), updates.person_of(changed.user))

    async def _publish(self) -> None:
        """Put commands and descriptions where people see them, if they are not there yet."""
        try:
            known = await self._front.ledger.fact(_MENU)
            published = await publish(self._bot, known)
            if published != known:
                await self._front.ledger.keep_fact(_MENU, published)
        except StoreError as fault:
            log.warning("menus are not noted: %s", fault)
