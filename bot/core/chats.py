"""Chats and what arrives from them: the values that a platform hands to the core."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

Platform = Literal["telegram", "discord"]

FILE_MOST: Final = 512 << 10
"""Bytes of a file that is read: some thousand feeds."""

_FILE_ENDINGS: Final = (".opml", ".xml")


class ChatKind(StrEnum):
    """What kind of place a chat is; it decides how much is said there, and how."""

    PRIVATE = "private"
    BASIC = "basic"
    """Telegram's small group: a bot does not see the message that a command replies to."""
    GROUP = "group"
    THREAD = "thread"
    """A side talk of a group, which people have gone into to read."""
    CHANNEL = "channel"
    GUEST = "guest"
    """A message of ours in a chat that we are no member of; the chat's id is that message's."""
    ASIDE = "aside"
    """A message of ours that one person alone sees amid a chat; the chat's id is that message's."""

    @property
    def is_for_one(self) -> bool:
        """Whether one person alone reads what is said there."""
        return self in {ChatKind.PRIVATE, ChatKind.ASIDE}

    @property
    def has_admins(self) -> bool:
        """Whether some of the people there may do more than others."""
        return self is not ChatKind.PRIVATE and not self.is_one_message

    @property
    def is_one_message(self) -> bool:
        """Whether it holds one message of ours and nothing else: no row of its own is kept."""
        return self in {ChatKind.GUEST, ChatKind.ASIDE}


@dataclass(frozen=True, slots=True)
class Chat:
    """Where people talk. `topic` is the forum topic, None where there is none.

    A private chat goes by the id of the person it is with. `within` are the chats around it, the
    nearest first: a thread's channel and its server. Their settings hold where it has none.
    """

    platform: Platform
    id: str
    kind: ChatKind
    topic: str | None = None
    within: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The id of the outermost chat around it: the one that access and budgets are about."""
        return self.within[-1] if self.within else self.id


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or pressed. `id` None: a channel itself; `language` as the client names it.

    `is_admin`: the platform says so with the message itself (an anonymous administrator). `name` is
    what people call them there.
    """

    id: str | None
    language: str = ""
    is_bot: bool = False
    is_admin: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A message as far as we look at it. `addresses`: those that the platform found or hid.

    `file` is what the platform calls a small text file (.opml, .xml) that hangs at it, "" for none.
    """

    id: str
    text: str = ""
    addresses: tuple[str, ...] = ()
    author: Person = field(default_factory=lambda: Person(None))
    is_ours: bool = False
    file: str = ""


def is_small_list(name: str, size: int) -> bool:
    """Whether a file may be a list of feeds that is read: by its name, and its size in bytes."""
    return name.lower().endswith(_FILE_ENDINGS) and 0 < size <= FILE_MOST


class Way(StrEnum):
    """How a message came to us."""

    DROPPED = "dropped"
    EDITED = "edited"
    COMMAND = "command"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message for the core to decide on.

    `sent_at` in epoch seconds. `update` names the platform's notice of it, which may come twice.
    `command` is the verb without its slash, "" for none; `arguments` what follows it.
    `replied` is the message it answers, where the platform shows it.
    `origin`: the channel whose post the platform itself copied here, None for all else.
    `places` are messages of ours that stand there already, for the answers to take in order: then
    each request gets an answer of its own.
    """

    chat: Chat
    written: Written
    sent_at: int
    way: Way
    update: str
    command: str = ""
    arguments: str = ""
    replied: Written | None = None
    origin: str | None = None
    places: tuple[str, ...] = ()
