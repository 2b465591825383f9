"""What the bot wants to say, read and measured: its text, its buttons, its preview."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.entities import Entity, from_json, units
from tests.fakes.telegram.errors import ApiError, bad_request
from tests.fakes.telegram.live import find_live
from tests.fakes.telegram.markup import Marked, parse_html
from tests.fakes.telegram.tags import nesting_faults

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Buttons

    Params = dict[str, Any]

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
ENTITIES = 100
BUTTONS, BUTTONS_A_ROW = 100, 8
ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat")
ADDRESS = re.compile(r"(?:https?://[^\s/?#]+\.[^\s/?#]+|tg://)\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows. `faults` are what the service would pass over and a test should not."""

    text: str
    entities: tuple[Entity, ...]
    live: tuple[Entity, ...]
    keyboard: Buttons
    preview: dict[str, Any]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a call says, read but not yet looked at."""

    marked: Marked
    keyboard: Buttons
    preview: dict[str, Any]


def parse(params: Params, *, empty: bool = False) -> Parsed:
    """Read a call that sends or edits; `empty`: it may be without text.

    What is wrong here is refused before the service looks for the chat or the message.

    Raises:
        ApiError: 400, in the service's words.
    """
    marked = _trimmed(_marked(params))
    if not marked.text and not empty:
        raise bad_request("message text is empty")
    keyboard = parse_keyboard(params.get("reply_markup"))
    return Parsed(marked, keyboard, params.get("link_preview_options", {}))


def accept(
    parsed: Parsed, *, most: int = TEXT_UNITS, too_long: str = "message is too long"
) -> Content:
    """Look at what a call says, once it is known where it is to stand.

    Raises:
        ApiError: 400, in the service's words.
    """
    text, entities, keyboard = parsed.marked.text, parsed.marked.entities, parsed.keyboard
    if units(text) > most:
        raise bad_request(too_long)
    check_buttons(keyboard)
    live = tuple(find_live(text, entities)) if text else ()
    faults = nesting_faults(entities)
    if len(entities) + len(live) > ENTITIES:
        faults.append(f"{len(entities) + len(live)} entities: the service drops some")
    if sum(map(len, keyboard)) > BUTTONS or max(map(len, keyboard), default=0) > BUTTONS_A_ROW:
        faults.append("too many buttons: the service drops some")
    return Content(text, entities, live, keyboard, parsed.preview, tuple(faults))


def parse_keyboard(markup: dict[str, Any] | None) -> Buttons:
    """The rows of buttons, each with a label and one thing to do.

    Raises:
        ApiError: 400, in the service's words.
    """
    rows: Buttons = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    where = "can't parse inline keyboard button"
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise bad_request(f'{where}: Field "text" must be non-empty')
        if sum(action in button for action in ACTIONS) != 1:
            raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
        if button.get("style", "primary") not in ("primary", "success", "danger"):
            raise bad_request(f"{where}: invalid button style specified")
    return rows


def check_buttons(rows: Buttons) -> None:
    """Refuse data that is too long and addresses that lead nowhere.

    Raises:
        ApiError: 400, in the service's words.
    """
    for button in (button for row in rows for button in row):
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not ADDRESS.fullmatch(button["url"]):
            invalid = f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            raise bad_request(invalid)


def _marked(params: Params) -> Marked:
    text, mode = params.get("text", ""), params.get("parse_mode", "")
    if "entities" in params:
        given = sorted(from_json(item) for item in params["entities"])
        if any(entity.end > units(text) or entity.length < 1 for entity in given):
            raise bad_request("ENTITY_BOUNDS_INVALID")
        return Marked(text, tuple(given))
    if mode.upper() == "HTML":
        return parse_html(text)
    if mode:
        raise ApiError(400, f"Bad Request: unsupported parse_mode (this server reads no {mode})")
    return Marked(text, ())


def _trimmed(marked: Marked) -> Marked:
    """Without the blank space around, as the service shows it; entities move along."""
    text = marked.text.rstrip()
    first = min((entity.offset for entity in marked.entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text, end = text[lead:], units(text) - lead
    moved = []
    for entity in marked.entities:
        start = entity.offset - lead
        length = min(entity.end - lead, end) - start
        if length > 0:
            moved.append(_moved(entity, start, length))
    return Marked(text, tuple(moved))


def _moved(entity: Entity, offset: int, length: int) -> Entity:
    return from_json(entity.json() | {"offset": offset, "length": length})
