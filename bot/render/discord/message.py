"""What a rendering for Discord is made for, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.chats import ChatKind


@dataclass(frozen=True, slots=True)
class Button:
    """One button: it opens `url` (at most 512 characters), or sends us `data` (at most 100)."""

    text: str
    url: str | None = None
    data: str | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One choice in a menu: what people read, and the value that it sends us."""

    text: str
    value: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A menu of at most 25 options in a row of its own; `text` stands there while none is chosen.

    The choice is sent to us with `data` (at most 100 characters).
    """

    data: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Some lines in Discord's markdown, escaped and never empty."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the message."""


Row = tuple[Button, ...]
"""At most five buttons side by side."""

Block = Text | Rule | Row | Choice


@dataclass(frozen=True, slots=True)
class Embed:
    """The same in the older form, for the day that the newer is refused.

    In UTF-16 units at most 256, 4096 for the description, 2048 for the footer, which knows no
    markdown.
    """

    title: str
    url: str | None
    description: str
    footer: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Components V2 take it: at most 40 components and 4000 units of text in all.

    `accent`: the blocks stand in a container with our colour at its edge.
    """

    blocks: tuple[Block, ...]
    embed: Embed
    accent: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """Where an answer is shown. `id` names the delivery in the buttons; `ui` is our own language.

    `server` is the id of the server it is shown in, None outside of all.
    """

    id: str
    ui: str
    kind: ChatKind
    server: str | None = None
