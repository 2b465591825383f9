"""The tags of Telegram's HTML: which entity each one means, and which may stand in which."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from tests.fakes.telegram.entities import Entity
from tests.fakes.telegram.errors import bad_request

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ADDRESS = re.compile(
    r"(?:(?:https?|tg|ton|ftp)://)?[^\s/?#.]+(?:\.[^\s/?#.]+)*(?:[:/?#]\S*)?", re.IGNORECASE
)
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def entity_of(tag: str, given: dict[str, str], offset: int, length: int) -> Entity | None:
    """What a tag with these attributes means, so long and at that place.

    None for a link that leads nowhere: the service drops it and keeps its text.

    Raises:
        ApiError: 400 "can't parse entities".
    """
    plain = Entity(offset, length, KINDS[tag])
    match plain.type:
        case "text_link":
            href = given.get("href", "")
            return replace(plain, url=href) if ADDRESS.fullmatch(href) else None
        case "date_time":
            unix, form = given.get("unix", ""), given.get("format", "")
            if not unix.isdecimal() or not TIME_FORMAT.fullmatch(form):
                raise fault("Invalid date specified")
            return replace(plain, unix_time=int(unix), date_time_format=form or None)
        case "custom_emoji":
            return replace(plain, custom_emoji_id=_emoji_id(given))
        case "blockquote" if "expandable" in given:
            return replace(plain, type="expandable_blockquote")
    return plain


def _emoji_id(given: dict[str, str]) -> str:
    number = given.get("emoji-id", "")
    if not number.isdecimal():
        raise fault("Invalid custom emoji identifier specified")
    return number


def nesting_faults(entities: tuple[Entity, ...]) -> list[str]:
    """What the documentation forbids though the service mends it in silence."""
    faults = []
    for one, other in combinations(entities, 2):
        if one.overlaps(other) and (why := _quarrel(one.type, other.type)):
            faults.append(why)
    return faults


def _quarrel(one: str, other: str) -> str | None:
    kinds = {one, other}
    if kinds & {"code", "pre"}:
        return f"{one} and {other} overlap: code stands alone"
    if all(kind.endswith("blockquote") for kind in kinds):
        return "block quotes are nested"
    if kinds <= {"text_link", "date_time", "custom_emoji"}:
        return f"{one} and {other} are nested"
    return None


def fault(what: str) -> Exception:
    """A refusal of a text for its markup."""
    return bad_request(f"can't parse entities: {what}")
