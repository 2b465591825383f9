"""What Telegram wants answered at once: presses, inline queries, mentions where we are guests."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.adapters.telegram import updates
from bot.adapters.telegram.faults import told
from bot.core.answers import Moment, notice
from bot.core.chats import Chat, ChatKind
from bot.core.commands.buttons import Press, Toast
from bot.core.errors import PostError, StoreError
from bot.core.links import find, host_of
from bot.render.phrases import phrase, ui_language
from bot.render.telegram import View, render
from bot.render.template import utc

if TYPE_CHECKING:
    import telegram
    from telegram import Update

    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.front import Front

log = logging.getLogger(__name__)

TOAST_MOST: Final = 200
"""Characters that Telegram shows above a chat."""

PRESS_SECONDS: Final = 8.0
STORE_PAUSE: Final = 2.0

INLINE_KEPT: Final = 30
"""Seconds that Telegram may answer an inline query by itself."""


class Queries:
    """Answers them; each runs beside the updates."""

    def __init__(self, bot: TelegramBot, front: Front, source: str) -> None:
        self._bot = bot
        self._front = front
        self._source = source
        self._late: set[asyncio.Task[Toast]] = set()

    async def press(self, query: telegram.CallbackQuery) -> None:
        """A button: whatever happens, the presser is answered."""
        ui = ui_language(query.from_user.language_code or "")
        work = asyncio.create_task(self._pressed(query, ui))
        self._late.add(work)
        work.add_done_callback(self._late.discard)
        await asyncio.wait({work}, timeout=PRESS_SECONDS)
        # What takes longer goes on; who pressed has to be answered before Telegram gives up.
        toast = work.result() if work.done() else Toast()
        text = toast_text(toast, ui)
        try:
            await self._bot.answer_callback_query(query.id, text, show_alert=toast.is_alert)
        except TelegramError as fault:
            log.info("press not answered: %s", told(fault, sent=False))

    async def _pressed(self, query: telegram.CallbackQuery, ui: str) -> Toast:
        if query.message is None or not query.data:
            return Toast("toast.expired")
        press = Press(
            updates.chat_of(query.message.chat),
            str(query.message.message_id),
            str(query.from_user.id),
            query.data,
            ui,
        )
        try:
            return await self._front.press(press)
        except (PostError, StoreError) as fault:
            log.warning("press failed: %s", fault)
        except Exception:  # the outer edge of one press
            log.exception("unforeseen fault")
        return Toast("toast.failed")

    async def inline(self, query: telegram.InlineQuery) -> None:
        """Answer with a digest that is made already, else lead to the private chat."""
        person = updates.person_of(query.from_user)
        private = Chat(updates.PLATFORM, str(query.from_user.id), ChatKind.PRIVATE)
        ui = ui_language(person.language)
        button = InlineQueryResultsButton(
            phrase(ui, "chat.inline_private"), start_parameter="inline"
        )
        results = []
        try:
            answer = await self._front.known(private, person, query.query)
            if answer:
                view = View("", ui, ChatKind.GUEST, self._bot.username)
                message = render(answer, view)
                results.append(
                    InlineQueryResultArticle(
                        id="1",
                        title=answer.digest.title[:100] or host_of(find(query.query)[0]),
                        description=answer.digest.one_line[:200],
                        input_message_content=_content(message.html),
                    )
                )
            await self._bot.answer_inline_query(
                query.id, results, cache_time=INLINE_KEPT, is_personal=True,
                button=None if results else button,
            )  # fmt: skip
        except (TelegramError, StoreError) as fault:
            log.info("inline query not answered: %s", type(fault).__name__)

    async def guest(self, update: Update, message: telegram.Message) -> None:
        """Answer with a stub at once, the time is short; the digest takes its place."""
        person = updates.person_of(message.guest_bot_caller_user or message.from_user)
        ui = ui_language(person.language)
        links = find(message.text or message.caption or "")
        host = host_of(links[0]) if links else "…"
        view = View("", ui, ChatKind.GUEST, self._bot.username)
        stub = InlineQueryResultArticle(
            id="1",
            title=host,
            input_message_content=_content(
                render(notice("chat.guest_reading", host=host), view).html
            ),
        )
        try:
            sent = await self._bot.answer_guest_query(message.guest_query_id or "", stub)
        except TelegramError as fault:
            log.info("guest not answered: %s", told(fault, sent=False))
            return
        arrived = updates.guest(
            message, update.update_id, self._bot.username, sent.inline_message_id
        )
        while True:
            try:
                await self._front.receive(f"{self._source} guests", arrived)
            except StoreError as fault:  # the stub stands there, so its digest is owed
                log.warning("a guest waits for the store: %s", fault)
                await asyncio.sleep(STORE_PAUSE)
            else:
                return


def toast_text(toast: Toast, ui: str) -> str | None:
    """The toast's words, cut to what Telegram takes; None for a silent one."""
    if not toast.key:
        return None
    fields = {
        name: utc(value) if isinstance(value, Moment) else value
        for name, value in toast.fields.items()
    }
    return phrase(ui, toast.key, **fields)[:TOAST_MOST]


def _content(html: str) -> InputTextMessageContent:
    return InputTextMessageContent(
        html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
