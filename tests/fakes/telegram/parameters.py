"""Which parameters each method takes, and whether what arrived is of the documented type.

The table holds what this server plays and no more: a parameter that it would pass over in silence
is unknown to it, so that a test fails rather than believes in an effect.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import File

if TYPE_CHECKING:
    from collections.abc import Mapping

# `name:type`, with ! where it must be given; [type] is a list; a capital begins an object. A file
# is uploaded with the call: none is sent again by its name.
METHODS = """
getMe
getUpdates offset:int limit:int timeout:int allowed_updates:[str]
setWebhook url:str! ip_address:str max_connections:int allowed_updates:[str]
    drop_pending_updates:bool secret_token:str
deleteWebhook drop_pending_updates:bool
getWebhookInfo
sendMessage chat_id:chat! text:str! parse_mode:str entities:[MessageEntity] message_thread_id:int
    link_preview_options:LinkPreviewOptions disable_notification:bool protect_content:bool
    reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup
sendDocument chat_id:chat! document:file! caption:str parse_mode:str
    caption_entities:[MessageEntity] message_thread_id:int disable_notification:bool
    protect_content:bool disable_content_type_detection:bool
    reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup
getFile file_id:str!
editMessageText chat_id:chat message_id:int inline_message_id:str text:str! parse_mode:str
    entities:[MessageEntity] link_preview_options:LinkPreviewOptions
    reply_markup:InlineKeyboardMarkup
editMessageReplyMarkup chat_id:chat message_id:int inline_message_id:str
    reply_markup:InlineKeyboardMarkup
deleteMessage chat_id:chat! message_id:int!
setMessageReaction chat_id:chat! message_id:int! reaction:[ReactionType] is_big:bool
sendChatAction chat_id:chat! action:str! message_thread_id:int
sendMessageDraft chat_id:int! draft_id:int! text:str parse_mode:str entities:[MessageEntity]
    message_thread_id:int
answerCallbackQuery callback_query_id:str! text:str show_alert:bool url:str cache_time:int
answerInlineQuery inline_query_id:str! results:[InlineQueryResult]! cache_time:int is_personal:bool
    next_offset:str button:InlineQueryResultsButton
answerGuestQuery guest_query_id:str! result:InlineQueryResult!
getChat chat_id:chat!
getChatMember chat_id:chat! user_id:int!
getChatAdministrators chat_id:chat!
leaveChat chat_id:chat!
setMyCommands commands:[BotCommand]! scope:BotCommandScope language_code:str
getMyCommands scope:BotCommandScope language_code:str
deleteMyCommands scope:BotCommandScope language_code:str
setMyDescription description:str language_code:str
getMyDescription language_code:str
setMyShortDescription short_description:str language_code:str
getMyShortDescription language_code:str
setMyDefaultAdministratorRights rights:ChatAdministratorRights for_channels:bool
"""
OBJECTS = """
MessageEntity type:str! offset:int! length:int! url:str language:str custom_emoji_id:str
    unix_time:int date_time_format:str
LinkPreviewOptions is_disabled:bool url:str prefer_small_media:bool prefer_large_media:bool
    show_above_text:bool
ReplyParameters message_id:int! allow_sending_without_reply:bool
InlineKeyboardMarkup inline_keyboard:[[InlineKeyboardButton]]!
InlineKeyboardButton text:str! url:str callback_data:str style:str switch_inline_query:str
    switch_inline_query_current_chat:str
ReactionType type:str! emoji:str custom_emoji_id:str
InlineQueryResult type:str! id:str! title:str! input_message_content:InputTextMessageContent!
    reply_markup:InlineKeyboardMarkup url:str description:str thumbnail_url:str
    thumbnail_width:int thumbnail_height:int
InputTextMessageContent message_text:str! parse_mode:str entities:[MessageEntity]
    link_preview_options:LinkPreviewOptions
InlineQueryResultsButton text:str! start_parameter:str
BotCommand command:str! description:str!
BotCommandScope type:str! chat_id:chat user_id:int
ChatAdministratorRights is_anonymous:bool! can_manage_chat:bool! can_delete_messages:bool!
    can_manage_video_chats:bool! can_restrict_members:bool! can_promote_members:bool!
    can_change_info:bool! can_invite_users:bool! can_post_stories:bool! can_edit_stories:bool!
    can_delete_stories:bool! can_post_messages:bool can_edit_messages:bool can_pin_messages:bool
    can_manage_topics:bool can_manage_direct_messages:bool can_manage_tags:bool
"""
WHOLE = re.compile(r"-?\d{1,19}")
FLAGS = {"true": True, "false": False}


class MistypedError(Exception):
    """A parameter is unknown, missing or of another type; says which, and how."""


@dataclass(frozen=True, slots=True)
class Field:
    """What one parameter must be."""

    type: str
    required: bool


Shape = dict[str, Field]


def _shapes(table: str) -> dict[str, Shape]:
    shapes = {}
    for row in table.strip().replace("\n    ", " ").splitlines():
        name, *fields = row.split()
        pairs = (field.removesuffix("!").split(":") for field in fields)
        required = [field.endswith("!") for field in fields]
        shapes[name] = {
            pair[0]: Field(pair[1], must) for pair, must in zip(pairs, required, strict=True)
        }
    return shapes


SHAPES = _shapes(METHODS)
PARTS = _shapes(OBJECTS)


def check(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call, each of its own type.

    In a form everything is text, objects and lists as JSON; in a JSON body each is itself.

    Raises:
        MistypedError: it names the first parameter that is wrong.
    """
    shape = SHAPES[method]
    _require_names(method, shape, given)
    return {name: _read(shape[name].type, value, name) for name, value in given.items()}


def _require_names(where: str, shape: Shape, given: Mapping[str, Any]) -> None:
    for name in given:
        if name not in shape:
            raise MistypedError(f"{where} knows no {name}")
    for name, field in shape.items():
        if field.required and name not in given:
            raise MistypedError(f"{where} is missing {name}")


def _read(kind: str, value: Any, where: str) -> Any:
    """A parameter as it stands in a form or in a JSON body."""
    if not isinstance(value, str) or kind == "str":
        return _typed(kind, value, where)
    if kind == "int" and WHOLE.fullmatch(value):
        return int(value)
    if kind == "bool" and value in FLAGS:
        return FLAGS[value]
    if kind == "chat":
        return _chat(value, where)
    if kind[0] == "[" or kind in PARTS:
        try:
            return _typed(kind, json.loads(value), where)
        except ValueError as error:
            raise MistypedError(f"{where} is no JSON") from error
    raise MistypedError(f"{where} is no {kind}")


def _typed(kind: str, value: Any, where: str) -> Any:
    """A value of JSON, checked all the way down."""
    if kind == "chat":
        return _chat(value, where)
    if kind[0] == "[":
        if not isinstance(value, list):
            raise MistypedError(f"{where} is no list")
        return [_typed(kind[1:-1], item, f"{where}[{at}]") for at, item in enumerate(value)]
    if kind in PARTS:
        return _part(kind, value, where)
    if type(value) is not {"int": int, "bool": bool, "str": str, "file": File}[kind]:
        raise MistypedError(f"{where} is no {kind}")
    return value


def _part(kind: str, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MistypedError(f"{where} is no {kind}")
    shape = PARTS[kind]
    _require_names(where, shape, value)
    return {name: _typed(shape[name].type, item, f"{where}.{name}") for name, item in value.items()}


def _chat(value: Any, where: str) -> int | str:
    """A chat's number, or the name of a public one."""
    if type(value) is int:
        return value
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"@\w{4,32}", value):
        return value
    raise MistypedError(f"{where} is no chat")
