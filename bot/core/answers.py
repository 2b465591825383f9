"""What is said to a chat, as typed values: any platform renders them, the store keeps them.

Never text that is ready to send: what a page or a stranger wrote is marked up in one place, the
renderer of the platform.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.model import Digest

ChatStyle = Literal["compact", "full"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, epoch seconds: each platform shows it in the reader's own zone.

    `is_dated`: it is so far off that a time of day says too little.
    """

    at: int
    is_dated: bool = False


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
    ZONE = "dz"
    PREVIEW = "dp"


OVER_BUDGET: Final = "budget"
"""The trouble of an extract that was made where no budget had room for a digest."""


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """A digest. `trouble` is a ModelError's code where an extract stands in for the model's.

    `limit` says which budget was used up when it was to be made.
    `more_links`: so many further links of the message were left out. `evidence`: the article's own
    sentences stand below each point. `meta`: model, cost and time are shown.
    """

    digest: Digest
    style: ChatStyle = "compact"
    more_links: int = 0
    trouble: str | None = None
    evidence: bool = False
    meta: bool = False
    limit: Line | None = None


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


@dataclass(frozen=True, slots=True)
class AlsoAt:
    """Another article about the same event: where it stands, and its address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class DailyItem:
    """One story of a daily post.

    `language` is that of `one_line`; `is_extract`: the line is one of the article's own sentences.
    `sharers` are the names that may be shown, `shared_by` how many people shared it, named or not.
    `chat` and `post` name the message that holds the full digest, "" where there is none; `row` is
    the delivery by whose id the digest can be asked for, "" where there is none either.
    """

    title: str
    url: str
    one_line: str
    language: str
    is_extract: bool = False
    author: str | None = None
    source: str | None = None
    sharers: tuple[str, ...] = ()
    shared_by: int = 0
    chat: str = ""
    post: str = ""
    row: str = ""
    also: tuple[AlsoAt, ...] = ()


@dataclass(frozen=True, slots=True)
class DailyAnswer:
    """A daily post, or the part of it that stands in one message.

    `day` is the local date, YYYY-MM-DD; `language` that of our own words. `first` is the number of
    the first item, of `total` in all; `part` of `parts` messages. `late`: the local time, HH:MM, at
    which it should have been posted, "" for one on time. `unread`: so many links could not be read.
    `rings`: the platform may notify people of it. `is_preview`: only who asked sees it.
    """

    day: str
    language: str
    items: tuple[DailyItem, ...]
    total: int
    first: int = 1
    part: int = 1
    parts: int = 1
    late: str = ""
    unread: int = 0
    rings: bool = False
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A small text file of ours, with a line about it."""

    name: str
    text: str
    line: Line


Answer = DigestAnswer | PointerAnswer | NoticeAnswer | SettingsAnswer | DailyAnswer | FileAnswer


def notice(key: str, *actions: Action, **fields: Field) -> NoticeAnswer:
    """A notice of one line."""
    return NoticeAnswer((Line(key, fields),), actions)
