"""Telegram's HTML, read as strictly as the live service reads it.

The rules are those of core.telegram.org/bots/api#html-style: few tags, each closed in order; four
named character references and the numeric ones; everything else is refused with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from tests.fakes.telegram.entities import Entity, units
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
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(=?)\s*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
ADDRESS = re.compile(
    r"(?:(?:https?|tg|ton|ftp)://)?[^\s/?#.]+(?:\.[^\s/?#.]+)*(?:[:/?#]\S*)?", re.IGNORECASE
)
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markup, and the entities that the markup meant."""

    text: str
    entities: tuple[Entity, ...]


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> Marked:
        at = 0
        while (tag := self.source.find("<", at)) >= 0:
            self._write(self.source[at:tag])
            at = self._close(tag) if self.source.startswith("</", tag) else self._begin(tag)
        self._write(self.source[at:])
        if self.open:
            raise _fault(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        # An outer entity stands before the inner ones that begin with it.
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return Marked("".join(self.text), tuple(ordered))

    def _write(self, piece: str) -> None:
        plain = _decoded(piece)
        self.text.append(plain)
        self.offset += units(plain)

    def _begin(self, begin: int) -> int:
        at, name = self._match(NAME, begin + 1)
        if at == len(self.source):
            raise self._at("Unclosed start tag", begin)
        if name.lower() not in KINDS:
            raise self._at(f'Unsupported start tag "{name.lower()}"', begin)
        attributes: dict[str, str] = {}
        at = self._skip_space(at)
        while self.source[at : at + 1] != ">":
            at = self._attribute(at, begin, name.lower(), attributes)
        tag = _Open(name.lower(), attributes, self.offset)
        if tag.tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._at('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(tag)
        return at + 1

    def _attribute(self, at: int, begin: int, tag: str, attributes: dict[str, str]) -> int:
        found = ATTRIBUTE.match(self.source, at)
        assert found
        name, equals = found.groups()
        at = found.end()
        if at == len(self.source):
            raise self._at("Unclosed start tag", begin)
        if not name:
            raise self._at(f'Empty attribute name in the tag "{tag}"', begin)
        value = ""
        if equals:
            at, value = self._value(at, begin)
        attributes[name] = value
        return self._skip_space(at)

    def _value(self, at: int, begin: int) -> tuple[int, str]:
        quote = self.source[at]
        if quote in "\"'":
            end = self.source.find(quote, at + 1)
            if end < 0 or end + 1 == len(self.source):
                raise self._at("Unclosed start tag", begin)
            return end + 1, _decoded(self.source[at + 1 : end])
        end, token = self._match(TOKEN, at)
        if end == len(self.source):
            raise self._at("Unclosed start tag", begin)
        if not self.source[end].isspace() and self.source[end] != ">":
            raise self._at("Unexpected end of name token", at)
        return end, token.lower()

    def _close(self, begin: int) -> int:
        if not self.open:
            raise self._at("Unexpected end tag", begin)
        at, name = self._match(NAME, begin + 2)
        at = self._skip_space(at)
        if self.source[at : at + 1] != ">":
            raise self._at("Unclosed end tag", begin)
        tag = self.open.pop()
        if name and name.lower() != tag.tag:
            raise self._at(
                "Unmatched end tag", begin, f', expected "</{tag.tag}>", found "</{name.lower()}>"'
            )
        entity = _entity(tag, self.offset - tag.offset)
        if entity and entity.length:
            self.entities.append(entity)
        return at + 1

    def _match(self, pattern: re.Pattern[str], at: int) -> tuple[int, str]:
        found = pattern.match(self.source, at)
        assert found
        return found.end(), found.group()

    def _skip_space(self, at: int) -> int:
        while self.source[at : at + 1].isspace():
            at += 1
        return at

    def _at(self, what: str, position: int, more: str = "") -> Exception:
        offset = len(self.source[:position].encode())
        return _fault(f"{what} at byte offset {offset}{more}")


def parse_html(source: str) -> Marked:
    """The text and the entities of a piece of Telegram's HTML.

    Raises:
        ApiError: 400 "can't parse entities", with what is wrong and where.
    """
    return _Reader(source).read()


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


def _entity(tag: _Open, length: int) -> Entity | None:
    """None for a link that leads nowhere: the service drops it and keeps its text."""
    kind, given = KINDS[tag.tag], tag.attributes
    if kind == "text_link":
        href = given.get("href", "")
        return Entity(tag.offset, length, kind, url=href) if ADDRESS.fullmatch(href) else None
    if kind == "date_time":
        return _time(tag, length)
    if kind == "custom_emoji":
        return Entity(tag.offset, length, kind, custom_emoji_id=_emoji_id(given))
    if kind == "blockquote" and "expandable" in given:
        return Entity(tag.offset, length, "expandable_blockquote")
    return Entity(tag.offset, length, kind)


def _time(tag: _Open, length: int) -> Entity:
    unix, form = tag.attributes.get("unix", ""), tag.attributes.get("format", "")
    if not unix.isdecimal() or not TIME_FORMAT.fullmatch(form):
        raise _fault("Invalid date specified")
    return Entity(
        tag.offset, length, "date_time", unix_time=int(unix), date_time_format=form or None
    )


def _emoji_id(given: dict[str, str]) -> str:
    number = given.get("emoji-id", "")
    if not number.isdecimal():
        raise _fault("Invalid custom emoji identifier specified")
    return number


def _decoded(piece: str) -> str:
    return REFERENCE.sub(_character, piece)


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0 < number < 0x10FFFF and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else reference.group()


def _fault(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")
