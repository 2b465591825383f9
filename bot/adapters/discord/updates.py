"""What arrives, as the core wants to hear of it. Pure: nothing is asked, nothing is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import discord

from bot.core.chats import Chat, ChatKind, Incoming, Person, Way, Written, is_small_list

if TYPE_CHECKING:
    from bot.core.chats import Platform

    Channel = discord.abc.MessageableChannel | discord.interactions.InteractionChannel | None

PLATFORM: Final[Platform] = "discord"

TRIGGER: Final = "📝"
"""The reaction that asks for a digest, in chats of the mode react."""

PAPER_MOST: Final = 400_000
"""Bytes of a pasted text: more than any article has."""

_TALK: Final = {discord.MessageType.default, discord.MessageType.reply}
_COMMAND: Final = re.compile(r"/(\w{1,32})(?:\s+|$)(.*)", re.DOTALL)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_SPOILER: Final = re.compile(r"\|\|")
_PLAIN_ENGLISH: Final = "en-US"
"""The locale of every server that has chosen none."""


def server_chat(server: int) -> Chat:
    """The whole of a server: its settings hold in all of its channels."""
    return Chat(PLATFORM, str(server), ChatKind.GROUP)


def private_chat(person: int) -> Chat:
    """The direct messages with a person."""
    return Chat(PLATFORM, str(person), ChatKind.PRIVATE)


def channel_chat(channel: Channel, number: int, server: int | None) -> Chat | None:
    """The chat that is a server's channel or thread; None outside of servers."""
    if server is None:
        return None
    if isinstance(channel, discord.Thread):
        within = (str(channel.parent_id), str(server))
        return Chat(PLATFORM, str(number), ChatKind.THREAD, within=within)
    return Chat(PLATFORM, str(number), ChatKind.GROUP, within=(str(server),))


def chat_of(message: discord.Message) -> Chat | None:
    """The chat that a message stands in; None for one that is not with us."""
    if message.guild is None:
        is_direct = isinstance(message.channel, discord.DMChannel)
        return private_chat(message.author.id) if is_direct else None
    return channel_chat(message.channel, message.channel.id, message.guild.id)


def person_of(user: discord.abc.User, language: str = "") -> Person:
    """A user; `language` as their client, their server or their words name it."""
    return Person(str(user.id), language, user.bot, name=user.display_name)


def written(message: discord.Message, us: int) -> Written:
    """A message as far as we look at it, and what it forwards."""
    texts = [message.content, *(each.content for each in message.message_snapshots)]
    text = _SPOILER.sub(" ", "\n".join(filter(None, texts)))
    language = _language(message, text)
    return Written(
        id=str(message.id),
        text=text,
        addresses=tuple(embed.url for embed in message.embeds if embed.url and not text),
        author=person_of(message.author, language),
        is_ours=message.author.id == us,
        file=next(filter(None, map(file_of, message.attachments)), ""),
    )


def incoming(message: discord.Message, us: int, *, edited: bool = False) -> Incoming | None:
    """What a message says to us; None for one that is not to be looked at.

    A mention of us is a command, and so is one that somebody types out in direct messages.
    """
    chat = chat_of(message)
    if chat is None or message.type not in _TALK or message.webhook_id is not None:
        return None
    said = written(message, us)
    command, arguments = _command(said.text, us, is_private=chat.kind is ChatKind.PRIVATE)
    if edited and command:
        return None
    changed = message.edited_at.timestamp() if message.edited_at and edited else ""
    return Incoming(
        chat=chat,
        written=said,
        sent_at=int(message.created_at.timestamp()),
        way=Way.EDITED if edited else Way.COMMAND if command else Way.DROPPED,
        update=f"{message.id}@{changed}",
        command=command,
        arguments=arguments,
        replied=_replied(message, us),
    )


def file_of(attachment: discord.Attachment) -> str:
    """The address of a list of feeds, "" for any other file."""
    return attachment.url if is_small_list(attachment.filename, attachment.size) else ""


def pasted(message: discord.Message) -> discord.Attachment | None:
    """The text that somebody pasted into direct messages, where Discord has made a file of it."""
    if message.guild is not None or len(message.attachments) != 1:
        return None
    (paper,) = message.attachments
    is_text = (paper.content_type or "").startswith("text/plain")
    return paper if is_text and paper.size <= PAPER_MOST else None


def _command(text: str, us: int, *, is_private: bool) -> tuple[str, str]:
    """Command and arguments; `@us …` alone asks for the digest of what is behind or replied to."""
    rest = re.sub(rf"<@!?{us}>", " ", text)
    mentioned = rest != text
    found = _COMMAND.fullmatch(rest.strip()) if mentioned or is_private else None
    if found:
        return found[1].lower(), found[2].strip()
    return ("mention", rest.strip()) if mentioned else ("", "")


def _replied(message: discord.Message, us: int) -> Written | None:
    reference = message.reference
    is_reply = message.type is discord.MessageType.reply and reference is not None
    resolved = reference.resolved if is_reply and reference else None
    return written(resolved, us) if isinstance(resolved, discord.Message) else None


def _language(message: discord.Message, text: str) -> str:
    """Of who writes Discord does not say it: what their server has chosen, else what they write."""
    chosen = str(message.guild.preferred_locale) if message.guild else _PLAIN_ENGLISH
    if chosen != _PLAIN_ENGLISH:
        return chosen
    return "zh" if _CHINESE.search(text) else ""
