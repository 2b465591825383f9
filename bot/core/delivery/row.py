"""A delivery: what somebody asked for, what is owed for it, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from bot.core.answers import DigestAnswer

if TYPE_CHECKING:
    from bot.core.answers import Answer, ChatStyle
    from bot.core.chats import Chat
    from bot.core.model import AskedLanguage


class State(StrEnum):
    """Where a delivery stands. The first three are owed work; the rest is history."""

    ACCEPTED = "accepted"
    """An answer is to be made."""
    READY = "ready"
    """An answer is made and to be posted."""
    SENDING = "sending"
    """The answer is on its way: after a crash nobody knows whether it arrived."""
    POSTED = "posted"
    UNKNOWN = "unknown"
    """Sent, and never confirmed: not sent again, shown to the operator."""
    QUIET = "quiet"
    """No answer is owed: filtered, failed where nobody asked, or the chat is closed to us."""
    CANCELLED = "cancelled"
    DELETED = "deleted"
    """It was posted, and somebody with the right to took it away."""
    SEEN = "seen"
    """A link that nobody asked us to digest yet: a reaction or a daily post may."""


OPEN: Final = (State.ACCEPTED, State.READY, State.SENDING)


class Trigger(StrEnum):
    """What made us begin."""

    DROPPED = "dropped"
    """A link in a group or channel that nobody asked about: silence is a good answer."""
    COMMAND = "command"
    PRIVATE = "private"
    REACTION = "reaction"
    GUEST = "guest"
    DAILY = "daily"
    """The hour of the daily post: nobody asked just now, and nothing may be posted twice."""

    @property
    def wants_words(self) -> bool:
        """Whether a failure is told in words: somebody asked, and waits."""
        return self not in {Trigger.DROPPED, Trigger.DAILY}


Verb = Literal[
    "digest", "text", "notice", "start", "help", "settings", "optout", "optin", "forget", "privacy",
    "stats", "owner", "welcome", "daily", "feed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted. `text` is a pasted article, kept only until its digest is made.

    `key` is the link's canonical address. `file` is what the platform calls a file that was sent
    along. `more_links`: so many links of the message were left out.
    """

    verb: Verb
    url: str = ""
    key: str = ""
    text: str = ""
    language: AskedLanguage = "auto"
    style: ChatStyle | Literal[""] = ""
    fresh: bool = False
    arguments: str = ""
    file: str = ""
    more_links: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row. Times in epoch seconds, 0 for never; ids are the platform's own, "" for none.

    `poster_name` is what people call who posted the link, for the daily post.
    `ui` is the language of our own words, "" where nobody has said which.

    `id` sorts by time of acceptance. `message` asked for it, `slot` tells apart what one message
    asks for: together they are unique in a chat. `reply_to` is the message to answer, which may be
    another. `placeholder` is a message of ours that the answer takes the place of; `post` the one
    that holds the answer. `code` says why it ended without one. `charged`: it was new.
    After `expires_at` the row is dropped.
    """

    id: str
    chat: Chat
    message: str
    slot: str
    trigger: Trigger
    ui: str
    ask: Ask
    accepted_at: int
    expires_at: int
    state: State = State.ACCEPTED
    reply_to: str = ""
    asker: str = ""
    poster: str = ""
    poster_name: str = ""
    answer: Answer | None = field(default=None, repr=False)
    placeholder: str = ""
    post: str = ""
    posted_at: int = 0
    cost_micros: int = 0
    charged: bool = True
    again: int = 0
    code: str = ""

    @property
    def spoken(self) -> str:
        """The language of our own words below the answer: the digest's, if no other is known."""
        if self.ui or not isinstance(self.answer, DigestAnswer):
            return self.ui or "en"
        return self.answer.digest.language

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state in OPEN

    @property
    def is_marked(self) -> bool:
        """Whether its message shows by a reaction that it is in work."""
        is_ours_to_mark = self.trigger is not Trigger.GUEST and bool(self.reply_to)
        return self.is_digest and self.is_open and is_ours_to_mark

    @property
    def is_digest(self) -> bool:
        """Whether it asks for a digest, not for words of ours."""
        return self.ask.verb in {"digest", "text"}


_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int, width: int) -> str:
    """`number` in at least `width` digits."""
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
