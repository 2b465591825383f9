"""Updates as the core wants to hear of them. Pure: nothing is asked, nothing is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telegram import MessageEntity
from telegram.constants import ChatType

from bot.core.chats import Chat, ChatKind, Incoming, Person, Way, Written, is_small_list

if TYPE_CHECKING:
    import telegram

    from bot.core.chats import Platform

PLATFORM: Final[Platform] = "telegram"

ALLOWED: Final = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "message_reaction",
    "guest_message",
)
"""What we ask Telegram to tell us."""

TRIGGER: Final = "✍"
"""The reaction that asks for a digest, in chats of the mode react."""

ADDRESSES_MOST: Final = 30
"""More links than a message is digested for by far; a hundred long ones take too long to read."""

_KINDS: Final = {
    ChatType.PRIVATE: ChatKind.PRIVATE,
    ChatType.GROUP: ChatKind.BASIC,
    ChatType.SUPERGROUP: ChatKind.GROUP,
    ChatType.CHANNEL: ChatKind.CHANNEL,
}
_COMMAND: Final = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+|$)(.*)", re.DOTALL)


def chat_of(chat: telegram.Chat, topic: int | None = None) -> Chat:
    """A chat of Telegram's as one of ours."""
    kind = _KINDS.get(ChatType(chat.type), ChatKind.GROUP)
    return Chat(PLATFORM, str(chat.id), kind, str(topic) if topic else None)


def person_of(user: telegram.User | None) -> Person:
    """A user; None is a channel itself."""
    if user is None:
        return Person(None)
    return Person(str(user.id), user.language_code or "", user.is_bot, name=user.full_name)


def author_of(message: telegram.Message) -> Person:
    """Who wrote it. Who writes as a chat goes by the chat's id: an anonymous admin, a channel.

    Telegram puts a bot in the place of such a writer, which is none to us.
    """
    if message.sender_chat is None:
        return person_of(message.from_user)
    if message.chat.type == ChatType.CHANNEL:
        return Person(None)
    is_admin = message.sender_chat.id == message.chat.id
    name = message.sender_chat.effective_name or ""
    return Person(str(message.sender_chat.id), is_admin=is_admin, name=name)


def written(message: telegram.Message, bot_id: int) -> Written:
    """A message as far as we look at it."""
    sender = message.from_user
    return Written(
        id=str(message.message_id),
        text=message.text or message.caption or "",
        addresses=_addresses(message),
        author=author_of(message),
        is_ours=bool(sender and sender.id == bot_id),
        file=_file(message),
    )


def incoming(
    message: telegram.Message, update: int, bot_id: int, name: str, *, edited: bool = False
) -> Incoming | None:
    """What a message says to us; None for one that is not to be looked at.

    `name` is our username: a command with another name is not for us, a mention of ours is one.
    """
    if message.via_bot and message.via_bot.id == bot_id:
        return None  # one of our own digests, posted by way of inline mode
    text = message.text or message.caption or ""
    command, arguments, is_ours = _command(text, name)
    if not is_ours or (edited and command):
        return None
    way = Way.EDITED if edited else Way.COMMAND if command else Way.DROPPED
    return Incoming(
        chat=chat_of(message.chat, _topic(message)),
        written=written(message, bot_id),
        sent_at=int(message.date.timestamp()),
        way=way,
        update=str(update),
        command=command,
        arguments=arguments,
        replied=_replied(message, bot_id),
        origin=_origin(message),
    )


def guest(message: telegram.Message, update: int, name: str, inline_message: str) -> Incoming:
    """A mention in a chat we are no member of; the answer goes into `inline_message`."""
    caller = message.guest_bot_caller_user or message.from_user
    text = message.text or message.caption or ""
    return Incoming(
        chat=Chat(PLATFORM, inline_message, ChatKind.GUEST),
        written=Written(
            str(message.message_id), text, _addresses(message), person_of(caller), is_ours=False
        ),
        sent_at=int(message.date.timestamp()),
        way=Way.GUEST,
        update=str(update),
        command="mention",
        arguments=_without(text, name).strip(),
    )


def asks_by_reaction(changed: telegram.MessageReactionUpdated) -> bool:
    """Whether the reaction that asks for a digest was just put there."""
    before = {getattr(reaction, "emoji", None) for reaction in changed.old_reaction}
    return any(
        getattr(reaction, "emoji", None) == TRIGGER and TRIGGER not in before
        for reaction in changed.new_reaction
    )


def _file(message: telegram.Message) -> str:
    """What a list of feeds that hangs at the message is called, "" without one."""
    document = message.document
    if document and is_small_list(document.file_name or "", document.file_size or 0):
        return document.file_id
    return ""


def _command(text: str, name: str) -> tuple[str, str, bool]:
    """Command, arguments, and whether the message is for us at all.

    `@name …` anywhere is a mention; the text around it may hold a command or links.
    """
    rest = text if text.startswith("/") else _without(text, name)
    mentioned = rest != text
    if found := _COMMAND.fullmatch(rest.strip()):
        verb, target, arguments = found.groups()
        if target and target.lower() != name.lower():
            return "", "", False
        return verb.lower(), arguments.strip(), True
    return ("mention", rest.strip(), True) if mentioned else ("", "", True)


def _without(text: str, name: str) -> str:
    """The text without the mentions of us."""
    return re.sub(rf"(?<!\w)@{re.escape(name)}\b", " ", text, flags=re.IGNORECASE)


def _addresses(message: telegram.Message) -> tuple[str, ...]:
    """The addresses that Telegram found in text or caption, those behind words too, in order."""
    links: list[str | None] = [MessageEntity.URL, MessageEntity.TEXT_LINK]
    found = {
        **message.parse_entities(links),
        **message.parse_caption_entities(links),
    }
    ordered = sorted(found.items(), key=lambda pair: pair[0].offset)
    return tuple(dict.fromkeys(entity.url or text for entity, text in ordered))[:ADDRESSES_MOST]


def _topic(message: telegram.Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _replied(message: telegram.Message, bot_id: int) -> Written | None:
    """The message it answers; the one that began a topic is not meant."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created:
        return None
    return written(replied, bot_id)


def _origin(message: telegram.Message) -> str | None:
    """The channel whose post Telegram has copied into its discussion group."""
    if message.is_automatic_forward and message.sender_chat:
        return str(message.sender_chat.id)
    return None
