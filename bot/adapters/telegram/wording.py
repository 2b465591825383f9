"""A rendered message, and its place in the chat, as parameters of the library's methods."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import KeyboardButtonStyle, ParseMode

from bot.core.chats import ChatKind

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from bot.core.ports import Placing
    from bot.render.telegram.message import Button, Message

GENERAL: Final = "1"
"""The topic that every forum has; Telegram refuses its number (tdlib/telegram-bot-api 798)."""

_TAG: Final = re.compile(r"<[^>]*>")


def content(message: Message, *, plain: bool = False) -> dict[str, Any]:
    """What the message says, with markup or without; a preview only if it names one."""
    return {
        "text": message.plain if plain else message.html,
        "parse_mode": None if plain else ParseMode.HTML,
        "link_preview_options": _preview(message.preview),
        "reply_markup": keyboard(message),
    }


def place(chat: Chat, placing: Placing) -> dict[str, Any]:
    """Where a new message stands, and whether a phone rings for it.

    A reply lands in the topic of what it answers, so no topic goes with it.
    """
    where: dict[str, Any] = {
        "chat_id": int(chat.id),
        "disable_notification": placing.silent,
    }
    if placing.reply_to:
        where["reply_parameters"] = ReplyParameters(
            int(placing.reply_to), allow_sending_without_reply=not placing.must_reply
        )
        return where
    return where | topic(chat)


def topic(chat: Chat) -> dict[str, Any]:
    """The topic's parameter, where there is one to name."""
    return {"message_thread_id": int(chat.topic)} if chat.topic not in {None, "", GENERAL} else {}


def standing(chat: Chat, post: str) -> dict[str, Any]:
    """Which message of ours is meant."""
    if chat.kind is ChatKind.GUEST:
        return {"inline_message_id": chat.id}
    return {"chat_id": int(chat.id), "message_id": int(post)}


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons below, None without any."""
    rows = [[_button(button) for button in row] for row in message.keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def read(html: str) -> list[str]:
    """The words that a reader sees of `html`: two texts are the same if these are."""
    return unescape(_TAG.sub("", html)).split()


def _button(button: Button) -> InlineKeyboardButton:
    style = KeyboardButtonStyle.DANGER if button.danger else None
    return InlineKeyboardButton(button.text, url=button.url, callback_data=button.data, style=style)


def _preview(url: str | None) -> LinkPreviewOptions:
    if url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=url, prefer_small_media=True, show_above_text=False)
