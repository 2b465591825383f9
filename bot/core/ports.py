"""What the core needs from outside, as protocols; adapters and the tests' fakes implement them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import Answer, DailyAnswer
    from bot.core.chats import Chat
    from bot.core.model import Article, Digest, Page, Refusal

T = TypeVar("T")


class Fetcher(Protocol):
    """Brings the page behind an address that a stranger posted."""

    async def fetch(self, url: str) -> Page:
        """Fetch `url`.

        Raises:
            FetchError: one of its subclasses, each with the refusal's code.
        """
        ...


class Extractor(Protocol):
    """Runs `core.extract.extract` where a hostile page can do no harm."""

    async def extract(self, page: Page) -> Article | Refusal:
        """Read the article of `page`; a page that hangs or bursts is a Refusal too."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What is asked of a model: the turns, and the JSON schema its answer must fit."""

    turns: tuple[Turn, ...]
    schema: Mapping[str, Any]
    schema_name: str


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The answer as text, and what it took. `cost` in USD, None where no price is known."""

    text: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None


class Model(Protocol):
    """A language model behind some address; retries, deadline and breaker are its own."""

    name: str

    async def ask(
        self, request: ModelRequest, *, on_text: Callable[[str], None] | None = None
    ) -> ModelAnswer:
        """Ask once, as far as the caller can see.

        While the answer arrives, `on_text` is called with all of its text so far: often, with long
        pauses, or never, as the address pleases. A text shorter than the one before belongs to a
        new try. None of it is the answer yet: the answer may still fail.

        Raises:
            ModelError: one of its subclasses, once the retry budget of its kind is spent.
        """
        ...


class Clock(Protocol):
    """Time, so that tests can turn it."""

    def now(self) -> int:
        """Seconds since 1970 in UTC: what is stored. May jump when somebody sets the clock."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, never backwards: what is measured."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others work for `seconds`."""
        ...


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something the store holds, and from when until when it counts (epoch seconds)."""

    value: T
    made_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Work:
    """What makes two digests the same: the article's key, and how and in what it is digested.

    `prompt` is the prompt's version, `model` the model's name, "" where none is set.
    `language` is the one the digest was wanted in, never "auto".
    """

    key: str
    prompt: str
    model: str
    language: str


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest with what tells whether it still fits its article.

    `article_language` decides whether it also answers "auto"; `text_hash` is that of the text it
    was made of.
    """

    digest: Digest
    article_language: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who may do a piece of work. `began`: when its holder, ourselves if granted, took it."""

    granted: bool
    began: int
    attempt: int


class Store(Protocol):
    """What outlives the process. Plain facts in and out; what they are worth, the core decides.

    Every method may raise StoreError. A row that cannot be read counts as absent.
    Times are epoch seconds, handed in by the caller.
    """

    async def digests(self, key: str, prompt: str, model: str) -> Mapping[str, Kept[DigestRow]]:
        """One article's digest in each language that it was made in, expired ones too."""
        ...

    async def keep_digest(self, work: Work, digest: Kept[DigestRow]) -> None:
        """Keep, in place of an older one."""
        ...

    async def article(self, key: str) -> Kept[Article] | None:
        """The article as it was last read, expired or not."""
        ...

    async def keep_article(self, key: str, article: Kept[Article]) -> None:
        """Keep, in place of an older one and of a refusal."""
        ...

    async def refusal(self, key: str) -> Kept[Refusal] | None:
        """Why there was no article, expired or not."""
        ...

    async def keep_refusal(self, key: str, refusal: Kept[Refusal]) -> None:
        """Keep, in place of an older one; the article of better days stays."""
        ...

    async def claim(self, name: str, owner: str, *, now: int, seconds: int) -> Claim:
        """Take the lease `name` for `seconds`, unless another owner holds it and is alive."""
        ...

    async def renew(self, name: str, owner: str, *, now: int, seconds: int) -> bool:
        """Hold the lease for `seconds` from now; False where it is no longer ours."""
        ...

    async def release(self, name: str, owner: str) -> None:
        """Give the lease back; nothing happens where it is not ours."""
        ...

    async def release_all(self, holder: str) -> None:
        """Give back every lease whose owner's name begins with `holder` and a space."""
        ...

    async def prune(self, now: int, limit: int) -> int:
        """Drop at most `limit` expired rows of each kind; the number dropped."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the file; safe to call twice."""
        ...


class Mark(StrEnum):
    """What a reaction on somebody's message says: a courtesy, never the only sign."""

    SEEN = "seen"
    FAILED = "failed"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Placing:
    """How an answer is to stand in its chat.

    `id` names the delivery in the buttons; `ui` is the language of our own words. `reply_to` is the
    message it answers; `must_reply`: without that message it is not wanted. `preview`: the platform
    may show a small preview of the article. `thread`: a digest's points stand in a thread of it.
    """

    id: str
    ui: str
    reply_to: str | None = None
    must_reply: bool = False
    silent: bool = True
    preview: bool = False
    thread: bool = False


OnSend = Callable[[], Awaitable[None]]


class Poster(Protocol):
    """A chat platform, as far as the core says something there.

    One call for one chat at a time is the core's duty; the platform's limits are the adapter's.
    """

    def split(self, chat: Chat, answer: DailyAnswer) -> tuple[DailyAnswer, ...]:
        """The messages it takes to say it in `chat`: at most two, what is too much is left out."""
        ...

    async def post(
        self, chat: Chat, answer: Answer, placing: Placing, on_send: OnSend | None = None
    ) -> str:
        """Post a new message and return its id.

        `on_send` is awaited each time right before the message may reach the platform, when all
        waiting for its limits is over; what it raises keeps the message back, and is raised.

        Raises:
            PostError: one of its subclasses, once what may be repeated safely has been repeated.
        """
        ...

    async def edit(self, chat: Chat, post: str, answer: Answer, placing: Placing) -> str:
        """Put `answer` in the place of our message `post`; the same again is no fault.

        Returns the id by which the message can be found from now on: a place that waited for its
        answer may have had another name.

        Raises:
            PostError: one of its subclasses.
        """
        ...

    async def delete(self, chat: Chat, post: str) -> None:
        """Remove our message `post`; one that is gone already is no fault.

        Raises:
            PostError: one of its subclasses.
        """
        ...

    async def find(
        self, chat: Chat, answer: Answer, placing: Placing, known: frozenset[str]
    ) -> str | None:
        """The id of the message that a `post` of unknown outcome left in the chat.

        `known` are messages that cannot be it, as it is known what they are. None: it was surely
        not delivered.

        Raises:
            PostUnknownError: it cannot be told.
            PostUnsentError: the platform does not answer; to look again may help.
        """
        ...

    def is_open(self, chat: Chat, target: Chat) -> bool:
        """Whether what is said in `chat` may be told in `target`: all there may read it anyway."""
        ...

    async def read_file(self, chat: Chat, file: str) -> bytes:
        """The small text file that somebody sent, by the name that the platform gave it.

        Raises:
            PostError: one of its subclasses: it cannot be had.
        """
        ...

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        """React to somebody's message, or take our reaction back; it never raises.

        False: it may not be as wanted, and trying again may help.
        """
        ...

    async def show_typing(self, chat: Chat) -> None:
        """Show for a few seconds that we are at work; what fails is left."""
        ...

    async def show_draft(self, chat: Chat, draft: str, answer: Answer | None, ui: str) -> None:
        """Show what is finished so far, None: only that we think; what fails is left."""
        ...

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` may change what we do in `chat`; False where nobody can say."""
        ...

    async def may_moderate(self, chat: Chat, person: str) -> bool:
        """Whether `person` may take away there what others have posted."""
        ...

    async def hears_reactions(self, chat: Chat) -> bool:
        """Whether we are told when somebody reacts to a message there."""
        ...

    async def sees_everything(self, chat: Chat) -> bool:
        """Whether messages that are not for us reach us there."""
        ...
