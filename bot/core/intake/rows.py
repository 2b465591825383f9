"""New rows: what a message asks for, written down as deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, Answer, Line, NoticeAnswer
from bot.core.chats import ChatKind
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.chats import Chat, Incoming, Person
    from bot.core.delivery.ids import Ids
    from bot.core.model import AskedLanguage, Link
    from bot.core.preferences import Preferences

SHARED: Final = "shared"
"""The code of a row that says: somebody shared a link that the chat had before."""

NAME_MOST: Final = 64
"""Characters of a name that are kept."""

LINKS_MOST: Final = 3
"""Digests for one message; more would bury the talk."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What becomes of a message: new rows, and what they make an end of.

    `replaced` are posted digests whose messages new rows take over; `dropped` are rows in work
    whose link is gone.
    """

    rows: list[Delivery] = field(default_factory=list)
    replaced: list[Delivery] = field(default_factory=list)
    dropped: list[Delivery] = field(default_factory=list)


class Rows:
    """Makes the rows of one message in one chat, at one moment."""

    def __init__(self, ids: Ids, incoming: Incoming, preferences: Preferences, now: int) -> None:
        self.incoming = incoming
        self.preferences = preferences
        self.now = now
        self._ids = ids

    def ask(
        self, ask: Ask, trigger: Trigger, *, slot: str = "", poster: Person | None = None
    ) -> Delivery:
        """A row that is to be answered. `poster`: who posted the link, the writer by default."""
        incoming = self.incoming
        author = incoming.written.author
        sharer = poster if poster and poster.id else author
        return Delivery(
            id=self._ids.next(),
            chat=incoming.chat,
            message=incoming.written.id,
            slot=slot or ask.key or ask.verb,
            trigger=trigger,
            ui=ui_language(author, self.preferences),
            ask=ask,
            accepted_at=self.now,
            expires_at=self.now + int(self.preferences.value("retention")) * DAY,
            reply_to="" if incoming.chat.kind.is_one_message else incoming.written.id,
            asker=author.id or "",
            poster=sharer.id or "",
            poster_name=sharer.name[:NAME_MOST] if ask.key else "",
            charged=ask.verb in {"digest", "text"},
        )

    def digest(
        self,
        link: Link,
        trigger: Trigger,
        language: AskedLanguage | None = None,
        *,
        poster: Person | None = None,
        **more: object,
    ) -> Delivery:
        """A row for the digest of `link`, in `language` or as the chat has it."""
        wanted = language or self.preferences.language
        ask = Ask("digest", link.url, link.key, language=wanted)
        return self.ask(replace(ask, **more), trigger, poster=poster)  # type: ignore[arg-type]

    def seen(self, link: Link, code: str = "") -> Delivery:
        """A row for a link that nobody asked us to digest yet."""
        row = self.digest(link, Trigger.DROPPED)
        return replace(row, state=State.SEEN, charged=False, code=code)

    def shared(self, link: Link) -> Delivery:
        """A row for a link that is not answered, as the chat has it: the daily post counts it."""
        row = self.digest(link, Trigger.DROPPED)
        return replace(row, state=State.QUIET, charged=False, code=SHARED)

    def say(self, answer: Answer, slot: str = "notice") -> Delivery:
        """A row whose answer is known already."""
        row = self.ask(Ask("notice"), Trigger.COMMAND, slot=slot)
        return replace(row, state=State.READY, answer=answer)

    def tell(self, line: Line, *actions: Action) -> Delivery:
        """A row that says one line."""
        return self.say(NoticeAnswer((line,), actions))


def ui_language(person: Person, preferences: Preferences) -> str:
    """The language of our own words: the chat's, else the one of whom we answer, "" if unknown."""
    if preferences.ui or not person.language:
        return preferences.ui
    return "zh" if person.language.lower().startswith("zh") else "en"


def reading_trigger(chat: Chat) -> Trigger:
    """What a request in this chat counts as."""
    if chat.kind is ChatKind.PRIVATE:
        return Trigger.PRIVATE
    return Trigger.GUEST if chat.kind is ChatKind.GUEST else Trigger.COMMAND
