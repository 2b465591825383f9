"""Says, changes and deletes messages on Telegram."""

from __future__ import annotations

import logging
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.adapters.telegram.calls import Calls
from bot.adapters.telegram.faults import NO_PARSE, NO_TOPIC, NOT_MODIFIED, TOO_LONG, says
from bot.adapters.telegram.files import document, read_file
from bot.adapters.telegram.members import Members
from bot.adapters.telegram.signs import Signs
from bot.adapters.telegram.traces import Traces
from bot.adapters.telegram.wording import content, place, standing
from bot.core.answers import FileAnswer
from bot.core.chats import ChatKind
from bot.core.errors import PostRejectedError, PostTargetError, PostUnknownError
from bot.core.meter import NOBODY
from bot.render.telegram import View, render, split_daily

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message as Shown

    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.answers import Answer, DailyAnswer
    from bot.core.chats import Chat
    from bot.core.meter import Meter
    from bot.core.ports import Clock, Mark, OnSend, Placing
    from bot.render.telegram import Message

    Say = Callable[[dict[str, Any]], Awaitable[Any]]

_log = logging.getLogger(__name__)


class TelegramPoster:
    """Implements `ports.Poster`. `parse_faults` counts messages whose markup Telegram refused.

    In a chat of kind GUEST there is one message of ours, which is there already: to post is to
    change it, and the chat's id is its name.
    """

    def __init__(
        self,
        bot: TelegramBot,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
        meter: Meter = NOBODY,
    ) -> None:
        self._meter = meter
        self.parse_faults = 0
        self.members = Members(bot, clock)
        self._bot = bot
        self._calls = Calls(clock, jitter)
        self._signs = Signs(bot)
        self._traces = Traces(bot, self._calls)

    def split(self, chat: Chat, answer: DailyAnswer) -> tuple[DailyAnswer, ...]:
        """The messages it takes to say it in `chat`: at most two, what is too much is left out."""
        return split_daily(answer, View("", answer.language, chat.kind, self._bot.username))

    async def post(
        self, chat: Chat, answer: Answer, placing: Placing, on_send: OnSend | None = None
    ) -> str:
        """Post a new message and return its id; `on_send` is awaited before each try, at the last.

        Raises:
            PostError: one of its subclasses, once what may be repeated safely has been repeated.
            PlatformError: Telegram refuses the token.
        """
        message = self._render(chat, answer, placing)
        if chat.kind is ChatKind.GUEST:
            if isinstance(answer, FileAnswer):
                raise PostRejectedError("a guest has one message, and that is no file")
            if on_send:
                await on_send()
            await self._change(chat, chat.id, message)
            return chat.id
        where = place(chat, placing)
        try:
            return await self._send(answer, message, where, on_send)
        except PostRejectedError as fault:
            if "message_thread_id" not in where or not says(fault, NO_TOPIC):
                raise
        _log.warning("a topic is gone, its post goes to the chat itself", extra={"chat": chat.id})
        del where["message_thread_id"]
        return await self._send(answer, message, where, on_send)

    async def edit(self, chat: Chat, post: str, answer: Answer, placing: Placing) -> str:
        """Put `answer` in the place of our message `post`; the same again is no fault.

        Its id stays.

        Raises:
            PostTargetError: a file can take no other message's place; or `post` is gone.
            PostError: another of its subclasses.
            PlatformError: Telegram refuses the token.
        """
        if isinstance(answer, FileAnswer):
            raise PostTargetError("a file cannot take the place of a message")
        await self._change(chat, post, self._render(chat, answer, placing))
        return post

    async def delete(self, chat: Chat, post: str) -> None:
        """Remove our message `post`; one that is gone already is no fault.

        Raises:
            PostRejectedError: it is too old, or stands where we are but a guest.
            PostError: another of its subclasses.
        """
        if chat.kind is ChatKind.GUEST:
            raise PostRejectedError("a guest's message can only be deleted by its people")
        with suppress(PostTargetError):
            await self._calls.make(
                lambda: self._bot.delete_message(int(chat.id), int(post)), sent=False
            )

    async def find(
        self, chat: Chat, answer: Answer, placing: Placing, known: frozenset[str]
    ) -> str | None:
        """The message that a `post` of unknown outcome left, None: none, as far as can be seen.

        Raises:
            PostUnknownError: it cannot be told.
            PostError: another of its subclasses: the chat is closed or has moved.
        """
        if isinstance(answer, FileAnswer):
            raise PostUnknownError("a file has nothing by which it could be found", is_final=True)
        return await self._traces.find(chat, self._render(chat, answer, placing), placing, known)

    def is_open(self, chat: Chat, target: Chat) -> bool:  # noqa: ARG002 - topics hide nothing
        """Whether what is said in `chat` may be told in `target`: it is told where it was said."""
        return True

    async def read_file(self, chat: Chat, file: str) -> bytes:  # noqa: ARG002 - its name is enough
        """The file that somebody sent.

        Raises:
            PostError: one of its subclasses: it cannot be had.
        """
        return await read_file(self._bot, self._calls, file)

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        """React to somebody's message; False: it may not be as wanted."""
        return await self._signs.mark(chat, message, mark)

    async def show_typing(self, chat: Chat) -> None:
        """Show for five seconds that we are at work; what fails is left."""
        await self._signs.show_typing(chat)

    async def show_draft(self, chat: Chat, draft: str, answer: Answer | None, ui: str) -> None:
        """Show what is finished so far, None: only that we think; what fails is left."""
        await self._signs.show_draft(chat, draft, answer, ui)

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` may change what we do in `chat`; False where nobody can say."""
        return await self.members.is_admin(chat, person)

    async def may_moderate(self, chat: Chat, person: str) -> bool:
        """Whether `person` may take away what others have posted: administrators may."""
        return await self.members.is_admin(chat, person)

    async def hears_reactions(self, chat: Chat) -> bool:
        """Whether we are told when somebody reacts to a message there."""
        return await self.members.hears_reactions(chat)

    async def sees_everything(self, chat: Chat) -> bool:
        """Whether messages that are not for us reach us there."""
        return await self.members.sees_everything(chat)

    def _render(self, chat: Chat, answer: Answer, placing: Placing) -> Message:
        view = View(placing.id, placing.ui, chat.kind, self._bot.username, placing.preview)
        return render(answer, view)

    async def _send(
        self, answer: Answer, message: Message, where: dict[str, Any], on_send: OnSend | None
    ) -> str:
        def say(what: dict[str, Any]) -> Awaitable[Shown]:
            if isinstance(answer, FileAnswer):
                file = document(answer, what)
                return self._bot.send_document(**where, **file, rate_limit_args=on_send)
            return self._bot.send_message(**where, **what, rate_limit_args=on_send)

        sent = await self._say(message, say, sent=True)
        return str(sent.message_id)

    async def _change(self, chat: Chat, post: str, message: Message) -> None:
        which = standing(chat, post)
        try:
            await self._say(
                message, lambda what: self._bot.edit_message_text(**which, **what), sent=False
            )
        except PostRejectedError as fault:
            if not says(fault, NOT_MODIFIED):
                raise

    async def _say(self, message: Message, say: Say, *, sent: bool) -> Any:
        """Say it with markup, and without if Telegram cannot read that: a fault of the renderer."""
        try:
            return await self._calls.make(lambda: say(content(message)), sent=sent)
        except PostRejectedError as fault:
            if says(fault, *TOO_LONG):
                _log.error("a message is too long, the renderer must not let it: %s", fault)
            if not says(fault, NO_PARSE):
                raise
            self.parse_faults += 1
            self._meter.delivery_failed("markup")
            _log.error("markup was refused, the message goes without: %s", fault)
        return await self._calls.make(lambda: say(content(message, plain=True)), sent=sent)
