"""The port to what outlives the process on the chat side: deliveries, chats, who opted out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.core.chats import Chat, ChatKind, Platform
    from bot.core.delivery.row import Delivery, State, Trigger


@dataclass(frozen=True, slots=True)
class ChatRow:
    """What is kept of a chat. `own` are its settings.

    `is_open` False: we were removed or blocked, nothing is sent there. `is_blocked`, `is_allowed`:
    what the owner said of it, by command. `onboarded_at`: when it was told how we
    work, epoch seconds, 0 for never. `around` are the rows of the chats `within` which it is, the
    nearest first; who keeps a row does not keep these with it.
    """

    platform: Platform
    id: str
    kind: ChatKind
    own: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = True
    is_allowed: bool = False
    is_blocked: bool = False
    onboarded_at: int = 0
    within: tuple[str, ...] = ()
    around: tuple[ChatRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """What was used: digests that a model wrote, millionths of a USD, tokens in and out."""

    digests: int = 0
    cost_micros: int = 0
    tokens: int = 0

    def __bool__(self) -> bool:
        """Whether anything was."""
        return bool(self.digests or self.cost_micros or self.tokens)

    def __add__(self, other: Use) -> Use:
        """Both together."""
        return Use(
            self.digests + other.digests,
            self.cost_micros + other.cost_micros,
            self.tokens + other.tokens,
        )


NOTHING: Final = Use()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are meant: all that is not None must fit. `whole`: of a chat and all within it."""

    platform: Platform | None = None
    chat: str | None = None
    asker: str | None = None
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a digest that was just made took, and on whose accounts it goes."""

    day: int
    accounts: tuple[str, ...]
    use: Use


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows for digests with one outcome on one day, counted from the first, which is 0.

    `outcome` is a state, `cached`, or the code of a failure. What those of the cache cost when they
    were made is `saved_micros`; for so many as `unpriced` that is not known.
    """

    day: int
    outcome: str
    rows: int
    cost_micros: int = 0
    saved_micros: int = 0
    unpriced: int = 0


class Ledger(Protocol):
    """Every accepted link is a row before it is work, every answer a row before it is sent.

    Every method may raise StoreError.
    """

    async def accept(
        self,
        source: str,
        update: str,
        deliveries: Sequence[Delivery],
        now: int,
        *,
        replaced: Sequence[Delivery] = (),
    ) -> Sequence[Delivery]:
        """In one transaction: note that `update` of `source` came, and write its deliveries.

        Those of `replaced` that are POSTED are DELETED with it: new rows take their messages over.
        The deliveries that are new: none of an update that came before, none whose place in its
        message is taken.
        """
        ...

    async def note(self, source: str, update: str, now: int) -> bool:
        """Note that `update` of `source` came; False for one that came before."""
        ...

    async def save(self, delivery: Delivery, was: Collection[State] | None = None) -> bool:
        """Write the row anew, but for who asked and posted: they may have been forgotten meanwhile.

        False and nothing written where the row is gone, or in none of the states `was`.
        """
        ...

    async def save_made(self, delivery: Delivery, bill: Bill | None) -> bool:
        """In one transaction: write the row anew if it is ACCEPTED, and charge what it took.

        False where it is not. What was made for a row that is gone, or that nobody wants any more,
        is charged all the same.
        """
        ...

    async def claim_seen(self, delivery: Delivery) -> bool:
        """Write a row that was SEEN anew, with who asks for it now; False if it is not SEEN."""
        ...

    async def delivery(self, id: str) -> Delivery | None:  # noqa: A002 - it is one
        """The row of that id."""
        ...

    async def unfinished(self) -> Sequence[Delivery]:
        """All that is owed, oldest first."""
        ...

    async def of_message(self, chat: Chat, message: str) -> Sequence[Delivery]:
        """All rows that one message has brought, oldest first."""
        ...

    async def unmarked(self) -> Sequence[Delivery]:
        """Rows that have ended, whose message may still show a reaction to take back."""
        ...

    async def marked(self, chat: Chat, message: str) -> None:
        """The reaction on this message is as it should be."""
        ...

    async def holding(self, chat: Chat, post: str) -> Delivery | None:
        """The row whose answer our message `post` holds."""
        ...

    async def known_messages(self, chat: Chat, since: int) -> frozenset[str]:
        """The ids of messages, ours and those that asked for one, in rows of `since` or later.

        For a private chat or a basic group those of all such chats, as they may share one count.
        """
        ...

    async def digests_in(self, chat: Chat, key: str, since: int) -> Sequence[Delivery]:
        """The digests of one article that were asked for in `chat` since, newest first."""
        ...

    async def pace(self, trigger: Trigger, scope: Scope, since: int) -> int:
        """How many digests by that trigger were begun since; pointers and failures do not count."""
        ...

    async def waiting(self, scope: Scope) -> int:
        """How many digests are owed."""
        ...

    async def words_waiting(self, scope: Scope) -> int:
        """How many answers in words of ours are owed."""
        ...

    async def spent(self, since: int, day: int, account: str) -> Use:
        """What went on an account from one day to another, both with it (days since 1970)."""
        ...

    async def charge(self, bill: Bill) -> None:
        """Put on its accounts what nobody has asked for."""
        ...

    async def spoken_by(self, platform: Platform, person: str) -> str:
        """The language in which this person was last answered, "" if that is not known."""
        ...

    async def figures(self, chat: Chat | None, since: int) -> Sequence[Figures]:
        """What was done since, day by day: of a chat and all within it, or of all chats."""
        ...

    async def in_doubt(self, since: int) -> int:
        """How many messages were sent since and never confirmed: the operator is to know."""
        ...

    async def chat(self, platform: Platform, id: str) -> ChatRow | None:  # noqa: A002
        """What is kept of a chat."""
        ...

    async def chats(self, platform: Platform) -> Sequence[ChatRow]:
        """All chats of a platform."""
        ...

    async def save_chat(self, chat: ChatRow) -> None:
        """Keep, in place of what was kept."""
        ...

    async def bound_rows(self, chat: Chat, seconds: int) -> None:
        """Keep no row of the chat longer than so, nor of those within it that have not said."""
        ...

    async def move_chat(self, platform: Platform, old: str, new: str) -> None:
        """In one transaction: all that is kept of the chat `old` belongs to `new`."""
        ...

    async def opt_out(self, platform: Platform, person: str, now: int) -> None:
        """Leave this person's dropped links alone from now on."""
        ...

    async def opt_in(self, platform: Platform, person: str) -> None:
        """Take it back."""
        ...

    async def is_opted_out(self, platform: Platform, person: str) -> bool:
        """Whether this person's dropped links are to be left alone."""
        ...

    async def forget_person(self, platform: Platform, person: str, but: str) -> tuple[int, int]:
        """Remove the person from every row but that of the id `but`, in work or not.

        Digests of their private chat, and shares elsewhere, counted. Its daily post and its feeds
        go, too; what the owner has decided about it stays.
        """
        ...

    async def drop(self, id: str) -> None:  # noqa: A002
        """Remove one row."""
        ...

    async def forget_chat(self, chat: Chat, now: int) -> int:
        """Remove every row of the chat and of all within it; the number removed.

        No feed brings those articles again there; nor after `forget_key`.
        """
        ...

    async def forget_key(self, chat: Chat, key: str, now: int, person: str | None = None) -> int:
        """Remove the rows of one article there and in all within it; the number removed.

        With a `person` those alone that they asked for, or whose link they posted.
        """
        ...

    async def fact(self, name: str) -> str | None:
        """A small fact under a name."""
        ...

    async def keep_fact(self, name: str, value: str) -> None:
        """Keep, in place of what was kept."""
        ...

    async def prune_rows(self, now: int, limit: int) -> int:
        """Drop at most `limit` rows of each kind whose time is over; the number dropped."""
        ...
