"""The methods that put something into a chat: messages, edits, reactions, drafts."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.asked import Draft
from tests.fakes.telegram.chats import Message
from tests.fakes.telegram.compose import (
    CAPTION_UNITS,
    accept,
    check_buttons,
    parse,
    parse_keyboard,
)
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.reactions import is_reaction
from tests.fakes.telegram.wire import FOLDER, file_json, message_json

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import File, Room
    from tests.fakes.telegram.compose import Content
    from tests.fakes.telegram.world import World

    Params = dict[str, Any]

ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
LARGEST = 20 << 20
"""Bytes of a file that the service hands out."""

TOO_LONG_EDIT = "MESSAGE_TOO_LONG"


def send_message(world: World, params: Params) -> Any:
    return _send(world, "sendMessage", params)


def send_document(world: World, params: Params) -> Any:
    file = params["document"]
    if not file.data:
        raise bad_request("file must be non-empty")
    if not file.name or file.name != re.sub(r"[^\w.-]", "", file.name):
        world.violations.append(f"sendDocument: people see another name than {file.name!r}")
    caption = {"text": params.get("caption", ""), "entities": params.get("caption_entities")}
    said = {name: value for name, value in caption.items() if value is not None}
    return _send(world, "sendDocument", params | said, file)


def get_file(world: World, params: Params) -> Any:
    file = world.files.get(params["file_id"])
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > LARGEST:
        raise bad_request("file is too big")
    told = file_json(file)
    shown = {name: told[name] for name in ("file_id", "file_unique_id", "file_size")}
    return shown | {"file_path": f"{FOLDER}{file.id}"}


def _send(world: World, method: str, params: Params, file: File | None = None) -> Any:
    parsed = parse(params, empty=file is not None)
    room = world.speak_in(params["chat_id"])
    answered = _answered(room, params.get("reply_parameters"))
    thread = _thread(room, params.get("message_thread_id"), answered)
    if file:
        content = accept(parsed, most=CAPTION_UNITS, too_long="message caption is too long")
    else:
        content = accept(parsed)
    note(world, method, content)
    message = Message(
        world.next_id(room),
        room,
        world.bot,
        int(time.time()),
        content.text,
        content.entities,
        content.live,
        content.keyboard,
        reply_to=answered,
        thread=thread,
        is_ours=True,
        silent=params.get("disable_notification", False),
        is_caption=file is not None,
        document=world.store(file) if file else None,
        preview=content.preview,
    )
    return message_json(world.keep(message))


def edit_text(world: World, params: Params) -> Any:
    parsed = parse(params)
    message = _ours(world, params)
    if message.document:
        raise bad_request("there is no text in the message to edit")
    content = accept(parsed, too_long=TOO_LONG_EDIT)
    note(world, "editMessageText", content)
    now = (content.text, content.entities, content.keyboard)
    if now == (message.text, message.entities, message.keyboard):
        raise bad_request(UNCHANGED)
    show(message, content)
    return _edited(message, params)


def edit_buttons(world: World, params: Params) -> Any:
    keyboard = parse_keyboard(params.get("reply_markup"))
    message = _ours(world, params)
    check_buttons(keyboard)
    if keyboard == message.keyboard:
        raise bad_request(UNCHANGED)
    message.keyboard = keyboard
    return _edited(message, params)


def delete(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    message = find(room, params["message_id"], "message to delete not found")
    if not message.is_ours and room.type != "private":
        raise bad_request("message can't be deleted")
    message.deleted = True
    return True


def set_reaction(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    message = find(room, params["message_id"], "message to react not found")
    wanted = params.get("reaction", [])
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [reaction.get("emoji", "") for reaction in wanted]
    for sign in emoji:
        if not is_reaction(sign) or (room.reactions is not None and sign not in room.reactions):
            raise bad_request("REACTION_INVALID")
    message.reactions = emoji
    return True


def send_action(world: World, params: Params) -> Any:
    room = world.speak_in(params["chat_id"])
    if params["action"] not in ACTIONS.split():
        raise bad_request("wrong parameter action in request")
    _thread(room, params.get("message_thread_id"), None)
    return True


def send_draft(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    if room.type != "private":
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if not params["draft_id"]:
        raise bad_request("draft identifier must be non-zero")
    content = accept(parse(params, empty=True))
    note(world, "sendMessageDraft", content)
    draft = Draft(time.monotonic(), room.id, params["draft_id"], content.text, content.entities)
    world.drafts.append(draft)
    return True


def find(room: Room, message_id: int, otherwise: str) -> Message:
    """A message that is still there.

    Raises:
        ApiError: 400 with the text `otherwise`.
    """
    message = room.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(otherwise)
    return message


def show(message: Message, content: Content) -> None:
    """Let a message show other content."""
    message.text, message.entities, message.live = content.text, content.entities, content.live
    message.keyboard, message.preview = content.keyboard, content.preview


def note(world: World, method: str, content: Content) -> None:
    """Remember what is wrong with a content that the service takes all the same."""
    world.violations += [f"{method}: {fault}" for fault in content.faults]


def _ours(world: World, params: Params) -> Message:
    """The message of an edit: in a chat, or anywhere by its inline id."""
    if name := params.get("inline_message_id"):
        if name not in world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.inline_messages[name]
    if not {"chat_id", "message_id"} <= params.keys():
        raise bad_request("message identifier is not specified")
    room = world.speak_in(params["chat_id"])
    message = find(room, params["message_id"], "message to edit not found")
    if not message.is_ours:
        raise bad_request("message can't be edited")
    return message


def _edited(message: Message, params: Params) -> Any:
    message.edits += 1
    message.edited_at = int(time.time())
    return True if "inline_message_id" in params else message_json(message)


def _answered(room: Room, reply: dict[str, Any] | None) -> Message | None:
    if reply is None:
        return None
    message = room.messages.get(reply["message_id"])
    if message and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _thread(room: Room, wanted: int | None, answered: Message | None) -> int | None:
    """The topic that a message lands in: the one asked for, or that of what it answers."""
    topics = room.topics or {}
    if wanted is not None and wanted not in topics:
        raise bad_request("message thread not found")
    thread = wanted or (answered.thread if answered else None)
    if thread in topics and not topics[thread] and room.status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return thread
