"""What a test holds in its hands: servers, channels, people, and the requests of the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, whose client speaks `locale`."""

    id: int
    name: str
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(frozen=True, slots=True)
class Server:
    """A guild; `locale` is the language of a community."""

    id: int
    name: str
    locale: str = "en-US"
    system_channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a server, a thread, or a private chat (which belongs to no server)."""

    id: int
    server_id: int | None = None


class Call(NamedTuple):
    """One request: when it came in (monotonic), what it asked for, and what it got.

    `status` is 0 where the line was cut without an answer.
    """

    at: float
    method: str
    path: str
    params: dict[str, Any]
    body: Any
    status: int
    answer: Any = None


class Refusal(NamedTuple):
    """A request that Discord has refused, with the code that its documents list."""

    method: str
    path: str
    status: int
    code: int
    message: str


class Button(NamedTuple):
    """A button as it stands: one that is pressed has a custom id, a link has an address."""

    label: str | None
    custom_id: str | None
    url: str | None


class Select(NamedTuple):
    """A menu to choose from; `options` pairs label and value, `chosen` holds values."""

    custom_id: str
    placeholder: str | None
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


class FirstAnswer(NamedTuple):
    """How the bot first answered an interaction, and when (monotonic)."""

    at: float
    kind: int
    ephemeral: bool
