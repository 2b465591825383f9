"""Playing people: they press buttons, ask inline, and call the bot as a guest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.answering import keep_inline, make_inline, query_room
from tests.fakes.telegram.asked import GuestCall, InlineQuery, Press
from tests.fakes.telegram.chats import Message, Room
from tests.fakes.telegram.live import find_live
from tests.fakes.telegram.wire import message_json, person_json
from tests.fakes.telegram.world import ALICE, ELSEWHERE
from tests.fakes.telegram.writing import Writing

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Person, Who


INSTANCE = "4242"  # of callbacks: the chat as a game would know it


class Asking(Writing):
    """What people ask of the bot. Each method gives a handle on the answer."""

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
