"""People, chats and the messages in them, as they stand at any moment."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.fakes.telegram.entities import cut

if TYPE_CHECKING:
    from tests.fakes.telegram.entities import Entity

Who = int | str
"""A person by id or by name."""
Buttons = list[list[dict[str, Any]]]
Status = Literal["administrator", "member", "restricted", "left", "kicked"]


@dataclass(eq=False, slots=True)
class Person:
    """A user, or a bot."""

    id: int
    first_name: str
    username: str
    language_code: str | None = None
    is_bot: bool = False


@dataclass(eq=False, slots=True)
class Room:
    """A chat. `status` is the bot's own; `topics` maps a thread to whether it is open.

    A private chat is "left" until its person writes first, and "kicked" while they block the bot.

    `reactions` None: every emoji of the list is allowed. `admins` are people beside the creator.
    """

    id: int
    type: str
    title: str
    username: str | None = None
    status: Status = "member"
    topics: dict[int, bool] | None = None
    reactions: tuple[str, ...] | None = None
    admins: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    moved_to: int | None = None
    last_bot_is_ours: bool = False

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    @property
    def has_own_ids(self) -> bool:
        """Private chats and basic groups share the bot's one sequence of message ids."""
        return self.type in ("supergroup", "channel")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was uploaded; `id` is what the service calls it from then on."""

    name: str
    data: bytes
    id: str = ""

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass(eq=False, slots=True)
class Message:
    """A message, ours or another's, as it stands now.

    `entities` are those of the markup, `live` those that came by themselves. `keyboard` holds the
    buttons as they were sent, `reactions` ours, `edits` counts ours and the author's. `at` is the
    monotonic time of posting; `update_id` None: the bot was not told.
    """

    id: int
    room: Room
    author: Person | None
    date: int
    text: str
    entities: tuple[Entity, ...] = ()
    live: tuple[Entity, ...] = ()
    keyboard: Buttons = field(default_factory=list)
    reply_to: Message | None = None
    thread: int | None = None
    is_ours: bool = False
    silent: bool = False
    is_caption: bool = False
    document: File | None = None
    is_service: bool = False
    preview: dict[str, Any] = field(default_factory=dict)
    reactions: list[str] = field(default_factory=list)
    reactions_of: dict[int, str] = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False
    at: float = field(default_factory=time.monotonic)
    edited_at: int | None = None
    update_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of (text, address or data)."""
        return [
            [
                (button["text"], button.get("url") or button.get("callback_data", ""))
                for button in row
            ]
            for row in self.keyboard
        ]

    def covered(self, *kinds: str) -> list[str]:
        """The pieces of the text that entities of these kinds cover, live ones among them."""
        found = [entity for entity in self.all_entities if entity.type in kinds]
        return [cut(self.text, entity.offset, entity.length) for entity in found]

    @property
    def all_entities(self) -> list[Entity]:
        return sorted((*self.entities, *self.live), key=lambda e: (e.offset, -e.length))
