"""Says, changes and deletes messages on Discord."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.adapters.discord.building import as_new, content, file_content, nonce
from bot.adapters.discord.faults import INVALID_FORM, NO_HISTORY, code_of, made
from bot.adapters.discord.members import Members
from bot.adapters.discord.replies import LIVES, Replies, read_reply
from bot.adapters.discord.signs import Signs
from bot.adapters.discord.threads import Threads
from bot.adapters.discord.traces import find
from bot.core.answers import DigestAnswer, FileAnswer, NoticeAnswer, PointerAnswer
from bot.core.chats import FILE_MOST, ChatKind
from bot.core.delivery.ids import made_at
from bot.core.errors import (
    ChatClosedError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
)
from bot.render.discord import View, render, split_daily, thread_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.discord.bot import DiscordBot
    from bot.adapters.discord.replies import Reply
    from bot.core.answers import Answer, DailyAnswer
    from bot.core.chats import Chat
    from bot.core.ports import Clock, Mark, OnSend, Placing
    from bot.render.discord import Message

    Say = Callable[[dict[str, Any]], Awaitable[Any]]

log = logging.getLogger(__name__)

NONCE_LIVES: Final = 150.0
"""Seconds for which Discord surely knows a message by its nonce; it says "a few minutes"."""


class DiscordPoster:
    """Implements `ports.Poster`. `layout_faults` counts messages that went out in the older form.

    A message goes by its id, or by the `Reply` that it is to an interaction. What is aside, or
    where we are but a guest, can be reached by such a reply alone.
    """

    def __init__(self, bot: DiscordBot, clock: Clock) -> None:
        self.layout_faults = 0
        self.members = Members(bot, clock)
        self._bot = bot
        self._clock = clock
        self._signs = Signs(bot, self.channel, clock)
        self._threads = Threads(bot)
        self._replies = Replies(bot, clock)

    def split(self, chat: Chat, answer: DailyAnswer) -> tuple[DailyAnswer, ...]:
        """The messages it takes to say it in `chat`: at most two, what is too much is left out."""
        return split_daily(answer, View("", answer.language, chat.kind, _server(chat)))

    def is_open(self, chat: Chat, target: Chat) -> bool:
        """Whether what is said in `chat` may be told in `target`: everybody there may read it."""
        return self.members.is_open(chat, target)

    async def read_file(self, chat: Chat, file: str) -> bytes:  # noqa: ARG002 - its address is enough
        """The file that somebody sent, from Discord's own hosts alone.

        Raises:
            PostError: one of its subclasses: it cannot be had.
        """
        if not self._bot.has_file(file):
            raise PostRejectedError("Discord does not keep that file")
        client = self._bot.client
        body = await made(lambda: client.http.get_from_cdn(file), sent=False)
        if len(body) > FILE_MOST:
            raise PostRejectedError("the file is bigger than Discord says")
        return body

    async def post(
        self, chat: Chat, answer: Answer, placing: Placing, on_send: OnSend | None = None
    ) -> str:
        """Post a new message and return its id. Made again it is the same message, not another.

        Raises:
            PostError: one of its subclasses.
            PlatformError: Discord refuses the token.
        """
        if chat.kind.is_one_message:
            raise ChatClosedError("the time to answer this interaction is over")
        channel = await self.channel(chat)
        message = await self._rendered(chat, answer, placing)
        where: dict[str, Any] = {"silent": placing.silent, "nonce": nonce(message, placing.id)}
        if placing.reply_to and placing.reply_to.isdecimal():  # else it was a command
            where["reference"] = discord.MessageReference(
                message_id=int(placing.reply_to),
                channel_id=channel.id,
                fail_if_not_exists=placing.must_reply,
            )
            where["mention_author"] = False

        async def send(what: dict[str, Any]) -> discord.Message:
            if on_send:
                await on_send()
            new = as_new(what)
            try:
                return await channel.send(**where, **new)
            except discord.HTTPException as error:
                if code_of(error) != NO_HISTORY or not where.pop("reference", None):
                    raise
            del where["mention_author"]
            for file in new.get("files", ()):
                file.reset()  # it was read to its end
            return await channel.send(**where, **new)

        sent: discord.Message = await self._say(answer, message, placing, send, sent=True)
        await self._thread(chat, answer, placing, sent.id)
        return str(sent.id)

    async def edit(self, chat: Chat, post: str, answer: Answer, placing: Placing) -> str:
        """Put `answer` in the place of our message `post`; the same again is no fault.

        Words without a button that come instead of what everybody was to see are for who asked.

        Raises:
            PostError: one of its subclasses.
            PlatformError: Discord refuses the token.
        """
        if reply := read_reply(post):
            number = await self._answer(chat, reply, answer, placing)
        elif chat.kind.is_one_message:
            raise PostTargetError("the time to change this message is over")
        else:
            if isinstance(answer, FileAnswer):  # the components that stand there would have to stay
                raise PostTargetError("a file cannot take the place of a message")
            number = int(post)
            target = (await self.channel(chat)).get_partial_message(number)
            message = await self._rendered(chat, answer, placing)
            await self._say(answer, message, placing, lambda what: target.edit(**what), sent=False)
        await self._thread(chat, answer, placing, number)
        return str(number)

    async def delete(self, chat: Chat, post: str) -> None:
        """Remove our message `post`; one that is gone already is no fault.

        Raises:
            PostError: one of its subclasses.
        """
        with suppress(PostTargetError):
            if reply := read_reply(post):
                await made(lambda: self._replies.delete(reply), sent=False)
            elif not chat.kind.is_one_message:
                message = (await self.channel(chat)).get_partial_message(int(post))
                await made(message.delete, sent=False)

    async def find(
        self,
        chat: Chat,
        answer: Answer,
        placing: Placing,
        known: frozenset[str],  # noqa: ARG002 - the message itself says whose it is
    ) -> str | None:
        """The message that a `post` of unknown outcome left, None: surely none.

        Raises:
            PostUnknownError: it cannot be told.
            PostError: another of its subclasses: Discord does not answer.
        """
        if chat.kind.is_one_message:
            return None
        is_nonce_known = self._clock.now() - made_at(placing.id) <= NONCE_LIVES
        if isinstance(answer, FileAnswer):
            if is_nonce_known:
                return None
            raise PostUnknownError("a file has nothing by which it could be found", is_final=True)
        try:
            found = await find(self._bot, await self.channel(chat), placing.id)
        except PostUnknownError:
            if not is_nonce_known:
                raise
            return None  # posted again, it is the same message to Discord
        if found is None:
            return None
        await self._thread(chat, answer, placing, found.id)
        return str(found.id)

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        """React to somebody's message; False: it may not be as wanted."""
        return await self._signs.mark(chat, message, mark)

    async def show_typing(self, chat: Chat) -> None:
        """Show for ten seconds that we are at work; what fails is left."""
        await self._signs.show_typing(chat)

    async def show_draft(self, chat: Chat, draft: str, answer: Answer | None, ui: str) -> None:  # noqa: ARG002 - there are no drafts here
        """Show that we are at work."""
        await self._signs.show_typing(chat)

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` manages the server; False where nobody can say."""
        return await self.members.is_admin(chat, person)

    async def may_moderate(self, chat: Chat, person: str) -> bool:
        """Whether `person` manages messages there."""
        return await self.members.may_moderate(chat, person)

    async def hears_reactions(self, chat: Chat) -> bool:
        """Whether a reaction can ask for a digest: the links must have been seen."""
        return self.members.sees_everything(chat)

    async def sees_everything(self, chat: Chat) -> bool:
        """Whether messages that are not for us reach us there."""
        return self.members.sees_everything(chat)

    async def channel(self, chat: Chat) -> discord.PartialMessageable | discord.DMChannel:
        """Where to write: a person's direct messages, a server's system channel, or as it says.

        Raises:
            ChatClosedError: there is none.
            PostUnsentError: it cannot be told now.
        """
        client = self._bot.client
        if chat.kind is ChatKind.PRIVATE:
            person = discord.Object(int(chat.id))
            return await made(lambda: client.create_dm(person), sent=False)
        if chat.kind is ChatKind.GROUP and not chat.within:
            guild = client.get_guild(int(chat.id))
            if guild and guild.unavailable:
                raise PostUnsentError("the server is down")
            if (system := open_channel(guild) if guild else None) is None:
                raise ChatClosedError("the server has no system channel that we may write in")
            return client.get_partial_messageable(system.id, guild_id=system.guild.id)
        return client.get_partial_messageable(
            int(chat.id), guild_id=int(chat.whole) if chat.within else None
        )

    async def _answer(self, chat: Chat, reply: Reply, answer: Answer, placing: Placing) -> int:
        """Let the reply hold the answer; the id of its message."""
        if reply.age(self._clock.now()) > LIVES:
            raise PostTargetError("the interaction's token has run out")
        is_quiet = (
            isinstance(answer, NoticeAnswer) and not answer.actions and not chat.kind.is_for_one
        )

        async def say(what: dict[str, Any]) -> discord.WebhookMessage:
            if is_quiet:
                return await self._replies.whisper(reply, what)
            is_aside = chat.kind is ChatKind.ASIDE
            return await self._replies.say(reply, what, placing.id, aside=is_aside)

        message = await self._rendered(chat, answer, placing)
        said: discord.WebhookMessage = await self._say(answer, message, placing, say, sent=False)
        return said.id

    async def _say(
        self, answer: Answer, message: Message, placing: Placing, say: Say, *, sent: bool
    ) -> Any:
        """Say it, and in the older form if Discord refuses the newer: a fault of the renderer."""

        async def either() -> Any:
            if isinstance(answer, FileAnswer):
                return await say(file_content(message, answer))
            try:
                return await say(content(message, placing.id))
            except discord.HTTPException as error:
                is_refused = error.status == 400 and code_of(error) == INVALID_FORM
                if not is_refused or "message_reference" in error.text:
                    raise
                log.error("a layout was refused, it goes as an embed: %s", error.text)  # noqa: TRY400 - our own fault, and no stack tells more
            self.layout_faults += 1
            return await say(content(message, placing.id, as_embed=True))

        return await made(either, sent=sent)

    async def _rendered(self, chat: Chat, answer: Answer, placing: Placing) -> Message:
        if isinstance(answer, PointerAnswer) and chat.kind is ChatKind.PRIVATE:
            # Discord knows the channel; to us a private chat goes by its person.
            answer = replace(answer, chat=str((await self.channel(chat)).id))
        return render(answer, View(placing.id, placing.ui, chat.kind, _server(chat)))

    async def _thread(self, chat: Chat, answer: Answer, placing: Placing, post: int) -> None:
        if not placing.thread or not isinstance(answer, DigestAnswer):
            return
        whole = replace(answer, style="full")
        # Its buttons stand below the post itself: what they change is that one.
        message = render(whole, View("", placing.ui, ChatKind.THREAD, _server(chat)))
        place = (await self.channel(chat)).get_partial_message(post)
        told = content(message, placing.id)
        await self._threads.fill(place, thread_name(answer.digest), told, placing.id)


def _server(chat: Chat) -> str | None:
    return None if chat.kind is ChatKind.PRIVATE or not chat.within else chat.whole


def open_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for news of the server itself, if there is one that we may write in."""
    channel = guild.system_channel
    rights = channel.permissions_for(guild.me) if channel else discord.Permissions.none()
    return channel if rights.view_channel and rights.send_messages else None
