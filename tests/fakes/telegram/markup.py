"""Telegram's HTML, read as strictly as the live service reads it.

The rules are those of core.telegram.org/bots/api#html-style: few tags, each closed in order; four
named character references and the numeric ones; everything else is refused with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.fakes.telegram.entities import Entity, units
from tests.fakes.telegram.tags import KINDS, entity_of, fault

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(=?)\s*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")


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
            raise fault(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
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
        entity = entity_of(tag.tag, tag.attributes, tag.offset, self.offset - tag.offset)
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
        return fault(f"{what} at byte offset {offset}{more}")


def parse_html(source: str) -> Marked:
    """The text and the entities of a piece of Telegram's HTML.

    Raises:
        ApiError: 400 "can't parse entities", with what is wrong and where.
    """
    return _Reader(source).read()


def _decoded(piece: str) -> str:
    return REFERENCE.sub(_character, piece)


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0 < number < 0x10FFFF and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else reference.group()
