"""What is said to a chat, as typed values: any platform renders them, the store keeps them.

Never text that is ready to send: what a page or a stranger wrote is marked up in one place, the
renderer of the platform.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.model import Digest

ChatStyle = Literal["compact", "full"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, epoch seconds: each platform shows it in the reader's own zone."""

    at: int


Field = str | int | Moment


class Action(StrEnum):
    """What a button below one of our messages does, as it is written into the button."""

    AGAIN = "re"
    DELETE = "rm"
    TRANSLATE = "tr"
    EVIDENCE = "ev"
    BACK = "bk"
    CANCEL = "cx"
    RETRY = "ry"
    CLOSE = "cl"
    ASK_OWNER = "ow"
    CONFIRM_FORGET = "fc"
    MODE_ASK = "ma"
    HELP_ADMIN = "ha"


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """A digest. `trouble` is a ModelError's code where an extract stands in for the model's.

    `more_links`: so many further links of the message were left out. `evidence`: the article's own
    sentences stand below each point. `meta`: model, cost and time are shown.
    """

    digest: Digest
    style: ChatStyle = "compact"
    more_links: int = 0
    trouble: str | None = None
    evidence: bool = False
    meta: bool = False


@dataclass(frozen=True, slots=True)
class PointerAnswer:
    """The article was digested here before: when, and which message holds it."""

    title: str
    posted_at: int
    chat: str
    post: str


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the catalogue ("refusal.deleted"), with its fields."""

    key: str
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """A few lines of ours, and the buttons below them."""

    lines: tuple[Line, ...]
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as it is in force: its value, and whether the chat has set it itself.

    `choices` are the values that a button cycles through; none: it is set by command alone.
    `is_around`: a chat around this one has set it.
    """

    name: str
    value: str
    is_own: bool
    choices: tuple[str, ...] = ()
    is_around: bool = False


@dataclass(frozen=True, slots=True)
class SettingsAnswer:
    """The panel of a chat's settings. `chat` is the id of the chat they belong to."""

    chat: str
    rows: tuple[SettingRow, ...]
    may_change: bool


Answer = DigestAnswer | PointerAnswer | NoticeAnswer | SettingsAnswer


def notice(key: str, *actions: Action, **fields: Field) -> NoticeAnswer:
    """A notice of one line."""
    return NoticeAnswer((Line(key, fields),), actions)
