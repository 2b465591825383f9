"""Playing people: they let the bot in and out, and change chats around it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.asking import Asking
from tests.fakes.telegram.chats import Message, Room
from tests.fakes.telegram.profile import change_status
from tests.fakes.telegram.wire import person_json
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Person, Status, Who


class People(Asking):
    """All that people do."""

    async def set_member(self, chat: int, status: Status, by: Who = ALICE) -> int | None:
        """Let the bot be something else in a chat: add, promote, restrict or remove it."""
        room, person = self.world.rooms[chat], self.world.person(by)
        is_new = room.is_group and room.status in ("left", "kicked")
        update = change_status(self.world, room, status, person)
        if is_new and status not in ("left", "kicked"):
            self._announce(room, person, new_chat_members=[person_json(self.world.bot)])
        self.changed()
        return update

    async def migrate(self, chat: int, new_id: int) -> tuple[Message, Message]:
        """Turn a basic group into a supergroup: two messages of the service, in each one."""
        old, alice = self.world.rooms[chat], self.world.people[ALICE]
        new = self.world.add(Room(new_id, "supergroup", old.title, status="left"))
        new.admins, status = set(old.admins), old.status
        there = self._announce(old, alice, migrate_to_chat_id=new_id)
        old.moved_to = new_id
        new.status = status
        here = self._announce(new, alice, migrate_from_chat_id=chat)
        new.status = "left"
        change_status(self.world, new, status, alice)
        self.changed()
        return there, here

    def _announce(self, room: Room, by: Person, **what: Any) -> Message:
        """A message of the service itself."""
        number, now = self.world.next_id(room), int(time.time())
        return self._tell(Message(number, room, by, now, "", is_service=True, extra=what))

    async def push_again(self, update_id: int) -> None:
        """Let the bot hear an update a second time."""
        self.feed.push_again(update_id)
        self.changed()

    def close_topic(self, chat: int, thread: int) -> None:
        """Let only administrators write there."""
        topics = self.world.rooms[chat].topics
        assert topics is not None
        topics[thread] = False

    def delete_topic(self, chat: int, thread: int) -> None:
        topics = self.world.rooms[chat].topics
        assert topics is not None
        del topics[thread]

    def promote(self, chat: int, who: Who) -> None:
        """Make a person an administrator."""
        self.world.rooms[chat].admins.add(self.world.person(who).id)

    def allow_reactions(self, chat: int, *emoji: str) -> None:
        """Let a chat know no reactions but these."""
        self.world.rooms[chat].reactions = emoji
