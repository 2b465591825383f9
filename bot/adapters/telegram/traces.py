"""Finds a message of ours whose sending nobody answered.

A bot cannot read a chat, but it can try to change a message and be refused, and the refusal tells
what stands there. The ids behind the message that was answered are asked in two steps:

1.  An edit that cannot succeed, as it has a button without an address. Telegram looks for the
    message first, then whether it is ours, and at its buttons last (tdlib, edit_message_text): so
    this tells "none", "somebody else's" or "ours", and changes nothing whatever is there. (If a
    server did take it, the wanted message would stand there, and step 2 would give it its buttons.)
2.  Only where a message is ours and nobody knows which: its buttons are replaced by those that the
    wanted one has. They hold the id of its delivery, so "not modified" proves that it is the one.
    If the edit succeeds, it was another, lost in the same way: its buttons are taken off again (one
    that leads to a wrong digest is worse than none; its words never change), and its own search
    puts them back, as a success upon the very text that is wanted is a find too.

A message whose buttons name no delivery cannot be told from another one, nor can anything be tried
safely in a channel, where a bot may be allowed to change what people wrote.
"""

from __future__ import annotations

import logging
from enum import Enum, auto
from itertools import count
from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram import Message as Shown

from bot.adapters.telegram.faults import FOREIGN, GONE, NOT_MODIFIED, says
from bot.adapters.telegram.wording import content, keyboard, read, standing
from bot.core.chats import ChatKind
from bot.core.errors import (
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.telegram.bot import TelegramBot
    from bot.adapters.telegram.calls import Calls
    from bot.core.chats import Chat
    from bot.core.ports import Placing
    from bot.render.telegram import Message

_log = logging.getLogger(__name__)

MOST: Final = 12
"""Ids that are asked, those that are known not counted. In a chat where more is said in between,
the message may be missed."""

MOST_GAPS: Final = 3
"""So many missing in a row are the end of the chat, where the chat counts by itself."""

_IMPOSSIBLE: Final = InlineKeyboardMarkup([[InlineKeyboardButton("?", url="no address")]])


class _What(Enum):
    NONE = auto()
    FOREIGN = auto()
    OURS = auto()


class Traces:
    """Looks for messages by their ids."""

    def __init__(self, bot: TelegramBot, calls: Calls) -> None:
        self._bot = bot
        self._calls = calls

    async def find(
        self, chat: Chat, message: Message, placing: Placing, known: frozenset[str]
    ) -> str | None:
        """The id of `message`, None where there is no such message behind the one it answers.

        Raises:
            PostUnknownError: it cannot be told.
            PostUnsentError: Telegram does not answer.
            PostError: the chat is closed or has moved.
        """
        if chat.kind is ChatKind.GUEST:
            return None  # its one message has a name, and the same change may be made twice
        if placing.reply_to is None or chat.kind is ChatKind.CHANNEL:
            raise PostUnknownError("where to look for the message is not known", is_final=True)
        asked = gaps = 0
        for number in count(int(placing.reply_to) + 1):
            if str(number) in known:
                gaps = 0
                continue
            if asked == MOST:
                break
            asked += 1
            what = await self._what(chat, number, message)
            if what is _What.OURS and await self._is_it(chat, number, message, placing.id):
                return str(number)
            gaps = gaps + 1 if what is _What.NONE else 0
            # Private chats and basic groups share one count: a gap there is another chat's message.
            if gaps == MOST_GAPS and chat.kind is ChatKind.GROUP:
                return None
        return None

    async def _what(self, chat: Chat, number: int, message: Message) -> _What:
        fault = await self._refusal(
            lambda: self._bot.edit_message_text(
                **standing(chat, str(number)),
                **content(message) | {"reply_markup": _IMPOSSIBLE},
                rate_limit_args=True,
            )
        )
        if says(fault, *GONE):
            return _What.NONE
        return _What.FOREIGN if says(fault, *FOREIGN) else _What.OURS

    async def _is_it(self, chat: Chat, number: int, message: Message, delivery: str) -> bool:
        if not _names(message, delivery):
            raise PostUnknownError(
                "a message of ours stands there that cannot be told from others", is_final=True
            )
        where = standing(chat, str(number))
        shown: list[Shown | bool] = []

        async def change() -> None:
            edit = self._bot.edit_message_reply_markup
            shown.append(await edit(**where, reply_markup=keyboard(message), rate_limit_args=True))

        fault = await self._refusal(change)
        if not shown:
            return says(fault, NOT_MODIFIED)
        if isinstance(shown[0], Shown) and (shown[0].text or "").split() == read(message.html):
            return True
        _log.warning("another lost message was found, its buttons are off", extra=where)
        await self._refusal(lambda: self._bot.edit_message_reply_markup(**where))
        return False

    async def _refusal(self, change: Callable[[], Awaitable[object]]) -> Exception:
        """How Telegram refused the change; an empty error where it did not.

        Raises:
            PostUnsentError: there was no answer; to look again may bring one.
            PostError: the chat is closed or has moved.
        """
        try:
            await self._calls.make(change, sent=False)
        except (PostRejectedError, PostTargetError) as fault:
            return fault
        except PostUnsentError as fault:
            reason = str(fault)
        else:
            return PostRejectedError()
        raise PostUnsentError(f"whether a message has arrived was not answered: {reason}")


def _names(message: Message, delivery: str) -> bool:
    """Whether a button of the message has its delivery's id, and so no other message has it."""
    buttons = (button for row in message.keyboard for button in row)
    return any(delivery in (button.data or "").split(":") for button in buttons)
