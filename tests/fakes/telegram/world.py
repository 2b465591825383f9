"""Who and what exists: people, chats, their messages, and what the bot may do in each chat.

Alice made every group; Bob and Carol are members. Nothing is random and ids only grow, so that two
runs of a test are alike.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from tests.fakes.telegram.entities import cut
from tests.fakes.telegram.errors import ApiError, bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.entities import Entity
    from tests.fakes.telegram.feed import Feed

Who = int | str
Buttons = list[list[dict[str, Any]]]
Status = Literal["administrator", "member", "restricted", "left", "kicked"]

ALICE, BOB, CAROL = 1001, 1002, 1003
READERS, FORUM, CHANNEL, BASIC = -1001000000001, -1001000000002, -1001000000003, -55
ELSEWHERE = -1001000000009
"""A group that the bot is no member of: guest messages come from there."""
# The accounts of the service itself that stand for a linked channel and for hidden people.
SERVICE, ANONYMOUS, AS_CHANNEL = 777000, 1087968824, 136817688


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


class World:
    """All chats and people of a test, and the bot among them."""

    def __init__(self, bot: Person, feed: Feed) -> None:
        self.bot = bot
        self.feed = feed
        self.reads_all = True
        """Privacy mode is off: `can_read_all_group_messages`."""
        self.people = {person.id: person for person in (*_people(), bot)}
        self.rooms: dict[int, Room] = {}
        self.inline_messages: dict[str, Message] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.guest_calls: dict[str, GuestCall] = {}
        self.drafts: list[Draft] = []
        self.profile = Profile()
        self.violations: list[str] = []
        self._shared_ids = count(1)
        self._own_ids: dict[int, count[int]] = {}
        for person in _people()[:3]:
            self.add(Room(person.id, "private", person.first_name, person.username))
        self.add(Room(READERS, "supergroup", "Readers"))
        self.add(Room(FORUM, "supergroup", "Forum", topics={7: True, 8: True}))
        self.add(Room(CHANNEL, "channel", "Daily", "dailydigest", status="administrator"))
        self.add(Room(BASIC, "group", "Old friends"))

    def add(self, room: Room) -> Room:
        """Let a chat exist; one with topics begins with the messages that made them."""
        self.rooms[room.id] = room
        room.members |= {ALICE, BOB, CAROL}
        topics = room.topics or {}
        self._own_ids[room.id] = count(1 + max(topics, default=0))
        for thread in topics:
            made = {"forum_topic_created": {"name": f"Topic {thread}", "icon_color": 7322096}}
            room.messages[thread] = Message(
                thread, room, self.people[ALICE], 0, "", thread=thread, is_service=True, extra=made
            )
        return room

    def person(self, who: Who) -> Person:
        """By id or by name."""
        for person in self.people.values():
            if who in (person.id, person.username):
                return person
        raise LookupError(f"nobody is called {who}")

    def next_id(self, room: Room) -> int:
        return next(self._own_ids[room.id] if room.has_own_ids else self._shared_ids)

    def keep(self, message: Message) -> Message:
        """Put a new message into its chat."""
        message.room.messages[message.id] = message
        author = message.author
        if author and author.is_bot and author.id not in (ANONYMOUS, AS_CHANNEL):
            message.room.last_bot_is_ours = message.is_ours
        return message

    def find_room(self, name: int | str) -> Room:
        """The chat of a call, whatever the bot is there.

        Raises:
            ApiError: 400 where there is none, with its new id where it has moved.
        """
        room = self.rooms.get(name) if isinstance(name, int) else self._public(name)
        if room is None:
            raise bad_request("chat not found")
        if room.moved_to:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, moved, migrate_to=room.moved_to)
        return room

    def enter(self, name: int | str) -> Room:
        """The chat of a call in which the bot is still allowed.

        Raises:
            ApiError: 403 where it was thrown out or never was; as `find_room`.
        """
        room = self.find_room(name)
        if room.type == "private" and room.status == "left":
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if room.type == "private" and room.status == "kicked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if room.status == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {room.type} chat")
        if room.status == "left":
            raise ApiError(403, f"Forbidden: bot is not a member of the {room.type} chat")
        return room

    def speak_in(self, name: int | str) -> Room:
        """The chat of a call in which the bot may write.

        Raises:
            ApiError: 400 where it lacks the right; as `enter`.
        """
        room = self.enter(name)
        if room.type == "channel" and room.status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        if room.status == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        return room

    def _public(self, name: str) -> Room | None:
        for room in self.rooms.values():
            if room.type != "private" and f"@{room.username}" == name:
                return room
        return None


def _people() -> list[Person]:
    return [
        Person(ALICE, "Alice", "alice", "en"),
        Person(BOB, "Bob", "bob", "zh-hans"),
        Person(CAROL, "Carol", "carol", "en"),
        Person(1900, "Robby", "robby_bot", is_bot=True),
        Person(SERVICE, "Telegram", "telegram"),
        Person(ANONYMOUS, "Group", "GroupAnonymousBot", is_bot=True),
        Person(AS_CHANNEL, "Channel", "Channel_Bot", is_bot=True),
    ]
