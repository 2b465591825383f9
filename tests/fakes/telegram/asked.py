"""What is asked of the bot outside of a message, and what it says outside of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Message, Person
    from tests.fakes.telegram.entities import Entity


@dataclass(frozen=True, slots=True)
class Draft:
    """What a private chat shows for half a minute while the bot is at work."""

    at: float
    chat: int
    draft_id: int
    text: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to the press of a button."""

    text: str = ""
    is_alert: bool = False
    url: str | None = None


@dataclass(eq=False, slots=True)
class Press:
    """A pressed button; `answer` is None until the bot answers."""

    id: str
    data: str
    answer: Toast | None = None
    update_id: int | None = None


@dataclass(eq=False, slots=True)
class InlineQuery:
    """A query typed into any chat; `results` None until the bot answers."""

    id: str
    by: Person
    query: str
    results: list[dict[str, Any]] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    update_id: int | None = None


@dataclass(eq=False, slots=True)
class GuestCall:
    """A call for the bot in a chat where it is a guest; `sent` is its one message there."""

    id: str
    by: Person
    message: Message
    sent: Message | None = None
    inline_message_id: str | None = None
    update_id: int | None = None


@dataclass(slots=True)
class Profile:
    """What the bot says of itself, by language, and its menus, by scope and language."""

    menus: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    rights: dict[str, dict[str, Any] | None] = field(default_factory=dict)
