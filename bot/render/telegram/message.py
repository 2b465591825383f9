"""What a rendering for Telegram is made for, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.chats import ChatKind


@dataclass(frozen=True, slots=True)
class Button:
    """One button: it opens `url`, or sends us `data` (at most 64 bytes)."""

    text: str
    url: str | None = None
    data: str | None = None
    danger: bool = False


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the Bot API takes it, at most 4096 UTF-16 units and 100 entities once parsed.

    `plain` is the same text without markup, for the day that the markup is refused. `preview` is
    the address of which the platform may show a small preview; None: none at all.
    """

    html: str
    plain: str
    keyboard: Keyboard = ()
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Where an answer is shown. `id` names the delivery in the buttons; `ui` is our own language.

    `bot` is our user name without its @; `preview`: the platform may show one of the article.
    """

    id: str
    ui: str
    kind: ChatKind
    bot: str
    preview: bool = False
