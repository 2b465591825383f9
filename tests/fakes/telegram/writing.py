"""Playing people: they write, edit, delete and react."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Message, Room
from tests.fakes.telegram.entities import Entity, from_json
from tests.fakes.telegram.live import find_live
from tests.fakes.telegram.visibility import hears, hears_reactions, shows_reply
from tests.fakes.telegram.watch import Watch
from tests.fakes.telegram.wire import emoji_json, message_json, person_json, room_json
from tests.fakes.telegram.world import ANONYMOUS, AS_CHANNEL, SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.telegram.chats import File, Person, Who

    Given = Iterable[Entity | dict[str, Any]]

PHOTO = [{"file_id": "photo-1", "file_unique_id": "photo-1", "width": 90, "height": 60}]


class Writing(Watch):
    """What people do with messages. Each method gives the message, or the id of the update."""

    async def say(
        self,
        chat: int,
        who: Who | None,
        text: str,
        *,
        reply_to: Message | int | None = None,
        thread: int | None = None,
        entities: Given = (),
        caption: bool = False,
        document: File | None = None,
        forward_from: Message | Who | None = None,
        automatic_forward: Message | None = None,
        sender_chat: int | None = None,
        via_bot: Who | None = None,
        date: int | None = None,
    ) -> Message:
        """Write a message; `who` None: the channel itself.

        Addresses, commands and mentions are found as Telegram finds them; `entities` come on top.
        `caption`: the text stands below a photo, with `document` below that file.
        `forward_from`: a message, or whose it was.
        `automatic_forward`: a channel's post that the service copies into its discussion group.
        `sender_chat`: the chat in whose name somebody writes, the group's own for an anonymous
        administrator.
        """
        room = self.world.rooms[chat]
        if room.type == "private" and room.status == "left":
            room.status = "member"
        author = self._author(room, who, automatic_forward, sender_chat)
        answered = room.messages[reply_to] if isinstance(reply_to, int) else reply_to
        marked = _entities(entities)
        message = Message(
            self.world.next_id(room),
            room,
            author,
            int(time.time()) if date is None else date,
            text,
            marked,
            tuple(find_live(text, marked)) if text else (),
            reply_to=answered,
            thread=thread or (answered.thread if answered else None),
            is_caption=caption or document is not None,
            document=self.world.store(document) if document else None,
            extra=self._extra(forward_from, automatic_forward, sender_chat, via_bot),
        )
        if caption:
            message.extra["photo"] = PHOTO
        return self._tell(message)

    def _author(
        self, room: Room, who: Who | None, post: Message | None, sender_chat: int | None
    ) -> Person | None:
        """Who a message is from, or the service's own account that stands for them."""
        if post:
            return self.world.people[SERVICE]
        if sender_chat is not None and room.is_group:
            return self.world.people[ANONYMOUS if sender_chat == room.id else AS_CHANNEL]
        return self.world.person(who) if who is not None else None

    def _extra(
        self,
        forward_from: Message | Who | None,
        post: Message | None,
        sender_chat: int | None,
        via_bot: Who | None,
    ) -> dict[str, Any]:
        extra: dict[str, Any] = {}
        if (source := post or forward_from) is not None:
            extra["forward_origin"] = self._origin(source)
        if post:
            extra |= {"is_automatic_forward": True, "sender_chat": room_json(post.room)}
        if sender_chat is not None:
            extra["sender_chat"] = room_json(self.world.rooms[sender_chat])
        if via_bot is not None:
            extra["via_bot"] = person_json(self.world.person(via_bot))
        return extra

    def _origin(self, source: Message | Who) -> dict[str, Any]:
        if not isinstance(source, Message):
            if source in self.world.rooms and self.world.rooms[int(source)].type == "channel":
                chat = room_json(self.world.rooms[int(source)])
                return {"type": "channel", "date": 0, "chat": chat, "message_id": 1}
            person = self.world.person(source)
            return {"type": "user", "date": 0, "sender_user": person_json(person)}
        if source.room.type == "channel":
            chat, number = room_json(source.room), source.id
            return {"type": "channel", "date": source.date, "chat": chat, "message_id": number}
        assert source.author
        return {"type": "user", "date": source.date, "sender_user": person_json(source.author)}

    async def edit(self, chat: int, message_id: int, text: str, *, entities: Given = ()) -> Message:
        """Let the author of a message change it."""
        message = self.message(chat, message_id)
        message.text, message.entities = text, _entities(entities)
        message.live = tuple(find_live(text, message.entities))
        message.edits += 1
        message.edited_at = int(time.time())
        return self._tell(message, edited=True)

    async def remove(self, chat: int, message_id: int) -> None:
        """Let a person delete a message; a bot is never told."""
        self.message(chat, message_id).deleted = True

    def _tell(self, message: Message, *, edited: bool = False) -> Message:
        """Put a message into its chat, and let the bot hear of it where it may."""
        self.world.keep(message)
        if hears(self.world, message):
            kind = "channel_post" if message.room.type == "channel" else "message"
            shown = message_json(message)
            if not shows_reply(self.world, message):
                shown.pop("reply_to_message", None)
            message.update_id = self.feed.push(f"edited_{kind}" if edited else kind, shown)
        self.changed()
        return message

    async def react(self, chat: int, message_id: int, emoji: str, who: Who) -> int | None:
        """React to a message, with "" take it back; gives the update where the bot is told."""
        message, person = self.message(chat, message_id), self.world.person(who)
        before = message.reactions_of.pop(person.id, "")
        if emoji:
            message.reactions_of[person.id] = emoji
        self.changed()
        if not hears_reactions(message.room):
            return None
        change = {
            "chat": room_json(message.room),
            "message_id": message.id,
            "user": person_json(person),
            "date": int(time.time()),
            "old_reaction": [emoji_json(before)] if before else [],
            "new_reaction": [emoji_json(emoji)] if emoji else [],
        }
        return self.feed.push("message_reaction", change)


def _entities(given: Given) -> tuple[Entity, ...]:
    made = (item if isinstance(item, Entity) else from_json(item) for item in given)
    return tuple(sorted(made, key=lambda entity: (entity.offset, -entity.length)))
