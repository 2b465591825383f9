"""Telegram's side of a message, as strict as it may ever be: its HTML, and what it brings to life.

The HTML parser refuses what the Bot API refuses, and what it would only silently drop: code in
bold or italic, a quotation in a quotation, anything inside code or a link, an empty tag.
The detector follows tdlib's find_entities, but takes any two letters for a top-level domain.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, pairwise

TAGS: dict[str, set[str]] = {
    "b": set(),
    "i": set(),
    "code": set(),
    "a": {"href"},
    "blockquote": {"expandable"},
    "tg-time": {"unix", "format"},
}
TIME_FORMAT = re.compile("r|w?[dD]?[tT]?")
ATTRIBUTE = re.compile(r' ([a-z]+)(?:="([^"<>]*)")?')
TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z-]+)(?P<rest>(?: [a-z]+(?:=\"[^\"<>]*\")?)*)>"
    r"|&(?:lt|gt|amp|quot);|[^<>&]+"
)


class RejectedError(Exception):
    """The Bot API would not take this, or would drop a part of it."""


@dataclass(frozen=True)
class Entity:
    kind: str
    offset: int
    length: int
    value: str = ""


@dataclass(frozen=True)
class Read:
    """The text of a message and its entities, with offsets in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...]

    @property
    def units(self) -> int:
        return units(self.text)

    def covered(self, *kinds: str) -> list[str]:
        data = self.text.encode("utf-16-le")
        return [
            data[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le")
            for each in self.entities
            if each.kind in kinds
        ]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def read_html(html: str) -> Read:
    """Parse a message.

    Raises:
        RejectedError: it is not exactly what Telegram takes.
    """
    reader = _Reader()
    at = 0
    while at < len(html):
        token = TOKEN.match(html, at)
        if not token:
            raise RejectedError(f"neither tag nor escaped: {html[at : at + 30]!r}")
        at = token.end()
        if not token["tag"]:
            reader.text += unescape(token[0]) if token[0][0] == "&" else token[0]
        elif token["end"]:
            reader.close(token["tag"])
        else:
            reader.open(token["tag"], token["rest"])
    if reader.tags:
        raise RejectedError(f"never closed: {reader.tags}")
    return Read(reader.text, tuple(reader.entities))


class _Reader:
    """The text so far, its entities, and the tags that are open."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Entity] = []
        self.tags: list[tuple[str, dict[str, str], int]] = []

    def open(self, name: str, rest: str) -> None:
        attributes = {found[1]: unescape(found[2] or "") for found in ATTRIBUTE.finditer(rest)}
        _check_place(name, {each[0] for each in self.tags})
        _check_attributes(name, attributes)
        self.tags.append((name, attributes, units(self.text)))

    def close(self, name: str) -> None:
        if not self.tags or self.tags[-1][0] != name:
            raise RejectedError(f"unmatched end of {name}")
        _, attributes, start = self.tags.pop()
        if units(self.text) == start:
            raise RejectedError(f"empty {name}")
        value = attributes.get("href") or attributes.get("unix") or ""
        self.entities.append(Entity(name, start, units(self.text) - start, value))


def _check_place(name: str, around: set[str]) -> None:
    if name not in TAGS:
        raise RejectedError(f"unsupported tag {name}")
    if name in around or {"code", "a", "tg-time"} & around:
        raise RejectedError(f"{name} within {around}")
    if name in {"code", "blockquote"} and around - {"blockquote"}:
        raise RejectedError(f"{name} within {around}")


def _check_attributes(name: str, attributes: dict[str, str]) -> None:
    if set(attributes) - TAGS[name]:
        raise RejectedError(f"unknown attribute of {name}: {attributes}")
    if name == "a" and not re.match(r"https?://[^\s/]*[.:]", attributes.get("href", "")):
        raise RejectedError(f"no web address: {attributes}")
    if name == "tg-time" and not (
        attributes["unix"].isdecimal() and TIME_FORMAT.fullmatch(attributes["format"])
    ):
        raise RejectedError(f"no time: {attributes}")


def live(read: Read) -> list[str]:
    """What would come to life: each with a few characters after the sign that does it.

    Code and links hold nothing alive; for all else even touching them is no excuse.
    """
    dead = [
        range(each.offset, each.offset + each.length)
        for each in read.entities
        if each.kind in {"code", "a", "tg-time"}
    ]
    signs = sorted({sign for rule in RULES for sign in rule(read.text)})
    offsets = list(accumulate((1 + (char > "\uffff") for char in read.text), initial=0))
    alive = [at for at in signs if not any(offsets[at] in each for each in dead)]
    return [read.text[at : at + 20] for at in alive]


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LN"


def _is_tag_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        char in "_\u200c\u00b7"
        or "\u0d80" <= char <= "\u0dff"
        or category[0] == "L"
        or (category == "Nd")
    )


def _mentions(text: str) -> list[int]:
    return [
        found.start()
        for found in re.finditer(r"@[A-Za-z0-9_]{2,32}", text)
        if not (found.start() and _is_word(text[found.start() - 1]))
    ]


def _commands(text: str) -> list[int]:
    return [
        found.start()
        for found in re.finditer(r"/[A-Za-z0-9_]{1,64}", text)
        if not (
            found.start()
            and (_is_word(text[found.start() - 1]) or text[found.start() - 1] in "/<>")
        )
        and text[found.end() : found.end() + 1] not in {"/", "<", ">"}
        and not any(map(_is_word, text[found.end() : found.end() + 1]))
    ]


def _hashtags(text: str) -> list[int]:
    return [
        at
        for at, char in enumerate(text)
        if char == "#"
        and not any(map(_is_tag_letter, text[max(0, at - 1) : at]))
        and _starts_with_letter_somewhere(text[at + 1 : at + 257])
    ]


def _starts_with_letter_somewhere(text: str) -> bool:
    for char in text:
        if not _is_tag_letter(char):
            return False
        if unicodedata.category(char)[0] == "L":
            return True
    return False


def _cashtags(text: str) -> list[int]:
    return [
        found.start()
        for found in re.finditer(r"\$(?:1INCH|[A-Z]{1,8})", text)
        if not any(
            _is_tag_letter(char) or char == "$"
            for char in text[max(0, found.start() - 1) : found.start()] + text[found.end() :][:1]
        )
    ]


def _schemes(text: str) -> list[int]:
    return [
        found.start() + len(found[1])
        for found in re.finditer(r"(?i)(https?|ftp|tg|ton)://\S", text)
    ]


def _numbers(text: str) -> list[int]:
    cards = [
        found.start()
        for found in re.finditer(r"(?<![\d.,+_-])[0-9][0-9 -]{11,}[0-9]", text)
        if sum(map(str.isdigit, found[0])) >= 13
    ]
    phones = [found.start() for found in re.finditer(r"\+[0-9][0-9 -]{6,}[0-9]", text)]
    return cards + phones


def _hosts(text: str) -> list[int]:
    """Each dot before what may be a top-level domain, and the first dot of an IPv4 address."""
    signs = []
    for run in re.finditer(r"[A-Za-z0-9_.~\u00c0-\u1fff\u2010-\u2015\u2070-\U0010ffff-]+", text):
        labels = run[0].rstrip(".").split(".")
        at = run.start()
        if len(labels) == 4 and all(
            re.fullmatch("25[0-5]|2[0-4]\\d|1?\\d?\\d", x, re.ASCII) for x in labels
        ):
            signs.append(at + len(labels[0]))
        for before, label in pairwise(labels):
            at += len(before) + 1
            if before and not before.endswith("-") and _may_be_top(label):
                signs.append(at - 1)
    return signs


def _may_be_top(label: str) -> bool:
    if re.fullmatch("[A-Za-z]{2,}|xn--[A-Za-z0-9]+", label):
        return True
    if label in {"中国", "公司", "网络", "在线", "我爱你", "コム", "닷컴", "한국", "世界"}:
        return True
    return (
        label.isalpha()
        and len(label) > 1
        and not re.search("[\u3040-\u9fff\uac00-\ud7a3]|[A-Za-z]", label)
    )


RULES = (_mentions, _commands, _hashtags, _cashtags, _schemes, _numbers, _hosts)
