"""The methods about the bot itself and about chats and their members."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.wire import (
    full_room_json,
    me_json,
    member_json,
    own_member_json,
    person_json,
    room_json,
)
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Person, Room, Status
    from tests.fakes.telegram.world import World

    Params = dict[str, Any]

SCOPES = (
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators "
    "chat_member"
)
COMMANDS, DESCRIPTION, SHORT_DESCRIPTION = 100, 512, 120


def get_me(world: World, params: Params) -> Any:
    return me_json(world)


def get_chat(world: World, params: Params) -> Any:
    return full_room_json(world.enter(params["chat_id"]))


def get_member(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    person = world.people.get(params["user_id"])
    if person is None:
        raise bad_request("user not found")
    if person is world.bot:
        return own_member_json(world, room.status, room.type)
    return member_json(person, status_of(room, person))


def get_administrators(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    if room.type == "private":
        raise bad_request("there are no administrators in the private chat")
    people = [person for person in world.people.values() if not person.is_bot]
    found = [member_json(person, status_of(room, person)) for person in people]
    if room.status == "administrator":
        found.append(own_member_json(world, room.status))
    return [member for member in found if member["status"] in ("creator", "administrator")]


def status_of(room: Room, person: Person) -> str:
    """What somebody is in a chat."""
    if person.id == ALICE and room.type != "private":
        return "creator"
    if person.id in room.admins:
        return "administrator"
    is_there = person.id == room.id if room.type == "private" else person.id in room.members
    return "member" if is_there else "left"


def leave_chat(world: World, params: Params) -> Any:
    room = world.enter(params["chat_id"])
    if room.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    change_status(world, room, "left", world.bot)
    return True


def change_status(world: World, room: Room, status: Status, by: Person) -> int | None:
    """Let the bot be something else in a chat, and tell it so."""
    before, room.status = room.status, status
    change = {
        "chat": room_json(room),
        "from": person_json(by),
        "date": int(time.time()),
        "old_chat_member": own_member_json(world, before),
        "new_chat_member": own_member_json(world, status),
    }
    return world.feed.push("my_chat_member", change)


def set_commands(world: World, params: Params) -> Any:
    commands = params["commands"]
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    pairs = [(command["command"], command["description"]) for command in commands]
    world.profile.menus[_menu(world, params)] = pairs
    return True


def get_commands(world: World, params: Params) -> Any:
    pairs = world.profile.menus.get(_menu(world, params), [])
    return [{"command": command, "description": text} for command, text in pairs]


def delete_commands(world: World, params: Params) -> Any:
    world.profile.menus.pop(_menu(world, params), None)
    return True


def set_description(world: World, params: Params) -> Any:
    text = _short_enough(params.get("description", ""), DESCRIPTION)
    world.profile.descriptions[_language(params)] = text
    return True


def get_description(world: World, params: Params) -> Any:
    return {"description": world.profile.descriptions.get(_language(params), "")}


def set_short_description(world: World, params: Params) -> Any:
    text = _short_enough(params.get("short_description", ""), SHORT_DESCRIPTION)
    world.profile.short_descriptions[_language(params)] = text
    return True


def get_short_description(world: World, params: Params) -> Any:
    return {"short_description": world.profile.short_descriptions.get(_language(params), "")}


def set_rights(world: World, params: Params) -> Any:
    where = "channels" if params.get("for_channels") else "groups"
    world.profile.rights[where] = params.get("rights")
    return True


def _menu(world: World, params: Params) -> tuple[str, str]:
    """The name of a menu: its scope, as `chat:-55`, and its language."""
    scope = params.get("scope", {"type": "default"})
    if scope["type"] not in SCOPES.split():
        raise bad_request("unsupported type specified")
    if scope["type"].startswith("chat") and "chat_id" not in scope:
        raise bad_request("chat_id is empty")
    if "chat_id" in scope:
        world.enter(scope["chat_id"])
    parts = [scope["type"], scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None), _language(params)


def _language(params: Params) -> str:
    language: str = params.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    return language


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        raise bad_request("description is too long")
    return text
