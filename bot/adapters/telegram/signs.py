"""Signs of life that may fail: reactions, typing, and drafts in private chats."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from bot.adapters.telegram.faults import says, words
from bot.adapters.telegram.wording import topic
from bot.core.chats import ChatKind
from bot.core.ports import Mark
from bot.core.recent import keep_newest
from bot.render.telegram import draft as render_draft

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.answers import Answer
    from bot.core.chats import Chat

_log = logging.getLogger(__name__)

EMOJI: Final = {Mark.SEEN: "👀", Mark.FAILED: "🤷", Mark.LIMITED: "😴"}
"""All of the few that bots may set (Bot API, ReactionTypeEmoji)."""

MOST_CLOSED: Final = 1000
"""Chats remembered for allowing no reactions."""

_NOT_ALLOWED: Final = ("reaction_invalid", "rights", "chat_admin_required")


class Signs:
    """What is shown besides messages; nothing here raises."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot
        self._has_drafts = True
        self._closed: dict[str, None] = {}  # chats without reactions, the oldest first

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        """React with what `mark` means, None: take it back. Typing where reactions are refused.

        False: it may not be as wanted, and trying again may help.
        """
        if chat.kind is ChatKind.GUEST or not message.isdecimal():
            return True
        is_done = True
        if chat.id not in self._closed:
            reaction = [EMOJI[mark]] if mark else []
            try:
                await self._bot.set_message_reaction(
                    int(chat.id),
                    int(message),
                    reaction,
                    rate_limit_args=mark is not Mark.SEEN,
                )
            except TelegramError as error:
                self._note(chat, error)
                # What Telegram has refused it refuses again.
                is_done = isinstance(error, BadRequest | Forbidden | InvalidToken)
        if chat.id in self._closed and mark is Mark.SEEN:
            await self.show_typing(chat)
        return is_done

    async def show_typing(self, chat: Chat) -> None:
        """Show for five seconds that we write."""
        if chat.kind is ChatKind.GUEST:
            return
        try:
            await self._bot.send_chat_action(int(chat.id), ChatAction.TYPING, **topic(chat))
        except TelegramError as error:
            _log.debug("typing is not shown: %s", words(error))

    async def show_draft(self, chat: Chat, draft: str, answer: Answer | None, ui: str) -> None:
        """Show what there is of an answer; typing where there are no drafts."""
        if chat.kind is not ChatKind.PRIVATE or not self._has_drafts:
            await self.show_typing(chat)
            return
        text = render_draft(answer, ui)
        try:
            await self._bot.send_message_draft(
                int(chat.id), _number(draft), text, parse_mode=ParseMode.HTML
            )
        except TelegramError as error:
            # A method that is not to be had answers 404, which the library takes for a bad token.
            if isinstance(error, BadRequest | EndPointNotFound | InvalidToken):
                self._has_drafts = False
                _log.warning("no more drafts, typing takes their place: %s", words(error))
                await self.show_typing(chat)

    def _note(self, chat: Chat, error: TelegramError) -> None:
        if isinstance(error, BadRequest) and says(error, *_NOT_ALLOWED):
            self._closed[chat.id] = None
            keep_newest(self._closed, MOST_CLOSED)
        _log.debug("no reaction: %s", words(error), extra={"chat": chat.id})


def _number(draft: str) -> int:
    """A positive number that is always the same for a name."""
    return int.from_bytes(sha256(draft.encode()).digest()[:4]) % (2**31 - 1) + 1
