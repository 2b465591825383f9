"""Message entities and the UTF-16 arithmetic that Telegram measures text in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WIRE = "utf-16-le"


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text.encode(WIRE, "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The piece of a text that an entity covers."""
    return text.encode(WIRE)[2 * offset : 2 * (offset + length)].decode(WIRE, "replace")


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A stretch of a text with a meaning; `offset` and `length` in UTF-16 units."""

    offset: int
    length: int
    type: str
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def overlaps(self, other: Entity) -> bool:
        return self.offset < other.end and other.offset < self.end

    def contains(self, other: Entity) -> bool:
        return self.offset <= other.offset and other.end <= self.end

    def json(self) -> dict[str, Any]:
        """As the Bot API shows it."""
        pairs = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in pairs if value is not None}


def from_json(data: dict[str, Any]) -> Entity:
    """An entity as a client, or a test, writes it."""
    return Entity(**data)
