"""Who and what exists: people, chats, their messages, and what the bot may do in each chat.

Alice made every group; Bob and Carol are members. Nothing is random and ids only grow, so that two
runs of a test are alike.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from tests.fakes.telegram.asked import Profile
from tests.fakes.telegram.chats import Message, Person, Room
from tests.fakes.telegram.errors import ApiError, bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.asked import Draft, GuestCall, InlineQuery, Press
    from tests.fakes.telegram.chats import File, Who
    from tests.fakes.telegram.feed import Feed

ALICE, BOB, CAROL = 1001, 1002, 1003
READERS, FORUM, CHANNEL, BASIC = -1001000000001, -1001000000002, -1001000000003, -55
ELSEWHERE = -1001000000009
"""A group that the bot is no member of: guest messages come from there."""
# The accounts of the service itself that stand for a linked channel and for hidden people.
SERVICE, ANONYMOUS, AS_CHANNEL = 777000, 1087968824, 136817688


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
        self.files: dict[str, File] = {}
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

    def store(self, file: File) -> File:
        """Keep a file under a name that nothing else has."""
        kept = replace(file, id=f"file{len(self.files) + 1}")
        self.files[kept.id] = kept
        return kept

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
