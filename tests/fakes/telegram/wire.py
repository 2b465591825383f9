"""People, chats and messages in the JSON in which the Bot API shows them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import File, Message, Person, Room
    from tests.fakes.telegram.world import World

Json = dict[str, Any]

RIGHTS = (
    "can_be_edited can_change_info can_delete_stories can_edit_stories can_invite_users "
    "can_manage_video_chats can_post_stories can_promote_members can_restrict_members is_anonymous"
)
LIMITS = (
    "can_add_web_page_previews can_change_info can_edit_tag can_invite_users can_manage_topics "
    "can_pin_messages can_react_to_messages can_send_audios can_send_documents can_send_messages "
    "can_send_other_messages can_send_photos can_send_polls can_send_video_notes can_send_videos "
    "can_send_voice_notes"
)
FOLDER = "documents/"
GIFTS = "gifts_from_channels limited_gifts premium_subscription unique_gifts unlimited_gifts"


def person_json(person: Person) -> Json:
    return _given(
        id=person.id,
        is_bot=person.is_bot,
        first_name=person.first_name,
        username=person.username,
        language_code=person.language_code,
    )


def me_json(world: World) -> Json:
    """The bot as getMe shows it."""
    return person_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all,
        "supports_inline_queries": True,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def room_json(room: Room) -> Json:
    name = "first_name" if room.type == "private" else "title"
    return _given(
        id=room.id,
        type=room.type,
        username=room.username,
        is_forum=True if room.topics is not None else None,
        **{name: room.title},
    )


def full_room_json(room: Room) -> Json:
    """A chat as getChat shows it."""
    gifts = dict.fromkeys(GIFTS.split(), False)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if room.reactions is not None:
        full["available_reactions"] = [emoji_json(emoji) for emoji in room.reactions]
    return room_json(room) | full


def emoji_json(emoji: str) -> Json:
    return {"type": "emoji", "emoji": emoji}


def message_json(message: Message, *, reply: bool = True) -> Json:
    """A message; `reply`: with the one that it answers."""
    body, entities = ("caption", "caption_entities") if message.is_caption else ("text", "entities")
    room, author = message.room, message.author
    found = [entity.json() for entity in message.all_entities]
    return _given(
        document=file_json(message.document) if message.document else None,
        message_id=message.id,
        date=message.date,
        chat=room_json(room),
        sender_chat=room_json(room) if room.type == "channel" else None,
        edit_date=message.edited_at,
        message_thread_id=_thread(message),
        is_topic_message=True if message.thread and room.topics is not None else None,
        reply_to_message=_replied_json(message) if reply else None,
        link_preview_options=message.preview or None,
        reply_markup={"inline_keyboard": message.keyboard} if message.keyboard else None,
        **{
            "from": person_json(author) if author and room.type != "channel" else None,
            body: message.text or None,
            entities: found or None,
        },
    ) | (message.extra)


def file_json(file: File) -> Json:
    """A document; what it is called to be fetched only getFile tells."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_name": file.name,
        "mime_type": kind,
        "file_size": len(file.data),
    }


def _thread(message: Message) -> int | None:
    """The topic; in a supergroup without topics a chain of replies has a number as well."""
    room, answered = message.room, message.reply_to
    if message.thread or answered is None or room.type != "supergroup" or room.topics is not None:
        return message.thread
    return _thread(answered) or answered.id


def _replied_json(message: Message) -> Json | None:
    """What a message answers; in a topic, for want of that, the message that made the topic."""
    answered = message.reply_to
    if answered is None and message.room.topics is not None and message.thread:
        answered = message.room.messages.get(message.thread)
    if answered is None or answered is message or answered.deleted:
        return None
    return message_json(answered, reply=False)


def own_member_json(world: World, status: str, kind: str = "") -> Json:
    """The bot as a member of a chat; who administers a channel may post there."""
    member = member_json(world.bot, status)
    if (status, kind) == ("administrator", "channel"):
        member |= {"can_post_messages": True, "can_edit_messages": True}
    return member


def member_json(person: Person, status: str) -> Json:
    member: Json = {"status": status, "user": person_json(person)}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= dict.fromkeys(RIGHTS.split(), False)
            member |= {"can_manage_chat": True, "can_delete_messages": False}
        case "restricted":
            member |= dict.fromkeys(LIMITS.split(), False) | {"is_member": True, "until_date": 0}
        case "kicked":
            member["until_date"] = 0
    return member


def _given(**pairs: Any) -> Json:
    return {name: value for name, value in pairs.items() if value is not None}
