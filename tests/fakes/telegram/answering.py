"""The methods that answer what people asked outside of a chat: buttons, inline, guest mode."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.asked import Toast
from tests.fakes.telegram.chats import Message
from tests.fakes.telegram.compose import accept, parse
from tests.fakes.telegram.entities import units
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.sending import note

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Room
    from tests.fakes.telegram.world import World

    Params = dict[str, Any]

TOAST_UNITS = 200
RESULTS = 50
STALE = "query is too old and response timeout expired or query ID is invalid"


def answer_press(world: World, params: Params) -> Any:
    press = world.presses.get(params["callback_query_id"])
    if press is None or press.answer is not None:
        raise bad_request(STALE)
    text = params.get("text", "")
    if units(text) > TOAST_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = Toast(text, params.get("show_alert", False), params.get("url"))
    return True


def answer_inline(world: World, params: Params) -> Any:
    query = world.inline_queries.get(params["inline_query_id"])
    if query is None or query.results is not None:
        raise bad_request(STALE)
    results = params["results"]
    ids = [result["id"] for result in results]
    if len(ids) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        make_inline(world, query_room(world), result, "answerInlineQuery")
    start = params.get("button", {}).get("start_parameter", "x")
    if not re.fullmatch(r"[\w-]{1,64}", start, re.ASCII):
        raise bad_request("START_PARAM_INVALID")
    query.results = results
    query.settings = {
        name: value for name, value in params.items() if name not in ("inline_query_id", "results")
    }
    return True


def answer_guest(world: World, params: Params) -> Any:
    call = world.guest_calls.get(params["guest_query_id"])
    if call is None or call.sent is not None:
        raise bad_request(STALE)
    call.sent = make_inline(world, call.message.room, params["result"], "answerGuestQuery")
    call.inline_message_id = keep_inline(world, call.sent)
    return {"inline_message_id": call.inline_message_id}


def make_inline(world: World, room: Room, result: Params, method: str) -> Message:
    """The message that a result turns into once it is chosen.

    Raises:
        ApiError: 400, in the service's words.
    """
    if result["type"] != "article":
        raise bad_request(f"can't parse inline query result: this server has no {result['type']}")
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    said = dict(result["input_message_content"])
    said["text"] = said.pop("message_text")
    content = accept(parse(said | {"reply_markup": result.get("reply_markup")}))
    note(world, method, content)
    return Message(
        0,
        room,
        world.bot,
        int(time.time()),
        content.text,
        content.entities,
        content.live,
        content.keyboard,
        is_ours=True,
        preview=content.preview,
    )


def keep_inline(world: World, message: Message) -> str:
    """Give a message somewhere else the name by which it can be edited."""
    name = f"inline-{len(world.inline_messages) + 1}"
    world.inline_messages[name] = message
    return name


def query_room(world: World) -> Room:
    """Where a chosen result would stand; the bot is not told."""
    return world.rooms[min(room for room in world.rooms if room > 0)]
