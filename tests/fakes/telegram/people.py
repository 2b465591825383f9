"""Playing people: they write, edit, press, react, ask inline, and let the bot in and out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.answering import keep_inline, make_inline, query_room
from tests.fakes.telegram.entities import Entity, from_json
from tests.fakes.telegram.live import find_live
from tests.fakes.telegram.profile import change_status
from tests.fakes.telegram.visibility import hears, hears_reactions, shows_reply
from tests.fakes.telegram.watch import Watch
from tests.fakes.telegram.wire import emoji_json, message_json, person_json, room_json
from tests.fakes.telegram.world import (
    ALICE,
    ANONYMOUS,
    AS_CHANNEL,
    ELSEWHERE,
    SERVICE,
    GuestCall,
    InlineQuery,
    Message,
    Press,
    Room,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.telegram.world import Person, Status, Who

    Given = Iterable[Entity | dict[str, Any]]

PHOTO = [{"file_id": "photo-1", "file_unique_id": "photo-1", "width": 90, "height": 60}]
INSTANCE = "4242"  # of callbacks: the chat as a game would know it


class People(Watch):
    """What people do. Each method gives the message, or a handle on the bot's answer."""

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
        forward_from: Message | Who | None = None,
        automatic_forward: Message | None = None,
        sender_chat: int | None = None,
        via_bot: Who | None = None,
        date: int | None = None,
    ) -> Message:
        """Write a message; `who` None: the channel itself.

        Addresses, commands and mentions are found as Telegram finds them; `entities` come on top.
        `caption`: the text stands below a photo. `forward_from`: a message, or whose it was.
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
            is_caption=caption,
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

    async def press(self, chat: int, message_id: int, button: str, who: Who) -> Press:
        """Press a button by its label or its data.

        Raises:
            LookupError: the message has no such button now, or it leads to an address.
        """
        message = self.message(chat, message_id)
        return self._press(message, button, who, {"message": message_json(message)})

    async def press_inline(self, inline_message_id: str, button: str, who: Who) -> Press:
        """Press a button below a message of the bot in a chat of others."""
        message = self.inline_messages[inline_message_id]
        return self._press(message, button, who, {"inline_message_id": inline_message_id})

    async def press_stale(self, chat: int, message_id: int, data: str, who: Who) -> Press:
        """Press a button that a client still shows though the message has it no longer."""
        message = message_json(self.message(chat, message_id))
        return self._pressed(data, who, {"message": message})

    def _press(self, message: Message, wanted: str, who: Who, where: dict[str, Any]) -> Press:
        for button in (button for row in message.keyboard for button in row):
            if "callback_data" in button and wanted in (button["text"], button["callback_data"]):
                return self._pressed(button["callback_data"], who, where)
        raise LookupError(f"no button {wanted!r} among {message.buttons}")

    def _pressed(self, data: str, who: Who, where: dict[str, Any]) -> Press:
        press = Press(f"press-{len(self.world.presses) + 1}", data)
        self.world.presses[press.id] = press
        query = {
            "id": press.id,
            "from": person_json(self.world.person(who)),
            "chat_instance": INSTANCE,
            "data": data,
            **where,
        }
        press.update_id = self.feed.push("callback_query", query)
        self.changed()
        return press

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

    async def inline(self, who: Who, query: str) -> InlineQuery:
        """Type a query after the bot's name."""
        person = self.world.person(who)
        asked = InlineQuery(f"inline-{len(self.world.inline_queries) + 1}", person, query)
        self.world.inline_queries[asked.id] = asked
        shown = {"id": asked.id, "from": person_json(person), "query": query, "offset": ""}
        asked.update_id = self.feed.push("inline_query", shown)
        self.changed()
        return asked

    async def choose(self, asked: InlineQuery, result_id: str) -> str:
        """Send one of the results; gives the name of the message that stands there now."""
        result = next(item for item in asked.results or () if item["id"] == result_id)
        message = make_inline(self.world, query_room(self.world), result, "answerInlineQuery")
        name = keep_inline(self.world, message)
        chosen = {
            "result_id": result_id,
            "from": person_json(asked.by),
            "query": asked.query,
            # Telegram names the message only where it can change later: where it has buttons.
            **({"inline_message_id": name} if message.keyboard else {}),
        }
        self.feed.push("chosen_inline_result", chosen)
        self.changed()
        return name

    async def guest(self, who: Who, text: str, *, reply_to: str | None = None) -> GuestCall:
        """Call the bot in a chat that it is no member of, perhaps as a reply to some text there."""
        room = self.world.rooms.get(ELSEWHERE)
        room = room or self.world.add(Room(ELSEWHERE, "supergroup", "Elsewhere", status="left"))
        person, answered = self.world.person(who), None
        if reply_to is not None:
            answered = self._elsewhere(room, self.world.people[ALICE], reply_to, None)
        message = self._elsewhere(room, person, text, answered)
        call = GuestCall(f"guest-{len(self.world.guest_calls) + 1}", person, message)
        self.world.guest_calls[call.id] = call
        more = {"guest_query_id": call.id, "guest_bot_caller_user": person_json(person)}
        call.update_id = self.feed.push("guest_message", message_json(message) | more)
        self.changed()
        return call

    def _elsewhere(
        self, room: Room, author: Person, text: str, answered: Message | None
    ) -> Message:
        number, now = self.world.next_id(room), int(time.time())
        live = tuple(find_live(text))
        message = Message(number, room, author, now, text, live=live, reply_to=answered)
        return self.world.keep(message)

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


def _entities(given: Given) -> tuple[Entity, ...]:
    made = (item if isinstance(item, Entity) else from_json(item) for item in given)
    return tuple(sorted(made, key=lambda entity: (entity.offset, -entity.length)))
