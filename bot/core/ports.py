"""What the core needs from outside, as protocols; adapters and the tests' fakes implement them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.model import Article, Page, Refusal


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

    async def ask(self, request: ModelRequest) -> ModelAnswer:
        """Ask once, as far as the caller can see.

        Raises:
            ModelError: one of its subclasses, once the retry budget of its kind is spent.
        """
        ...
