"""Conversations that are held at the same time: most of each is waiting for the pace of a chat.

A test that is marked so is begun with the module's first one, and its outcome awaited in its turn.
In a `town` that it shares it may bend nothing, and count nothing but what is its own; in towns of
its own, that it has `found`, it may do as it likes.
"""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest

from tests.chats.city import City
from tests.chats.ground import Ground
from tests.chats.town import Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
    from pathlib import Path

    Talk = Callable[..., Coroutine[Any, Any, None]]

Place = TypeVar("Place", bound=Ground)

AT_ONCE = 12
"""More would wait for one another: Telegram takes 30 messages a second of a bot."""

PROGRAMS_AT_ONCE = 4

HOSTS = ("found", "founded", "town", "city")
"""What a conversation may call its host: those of its own first."""


class FounderOf(Generic[Place]):
    """Founds places of one's own: `async with found(LINKDIGEST_OWNERS=…) as town`.

    After it nothing may be amiss there.
    """

    def __init__(self, kind: type[Place], folder: Callable[[], Path]) -> None:
        self.talks: dict[str, asyncio.Future[None]] = {}
        self._kind = kind
        self._folder = folder

    @asynccontextmanager
    async def __call__(self, *, opened: bool = True, **settings: str) -> AsyncIterator[Place]:
        async with self._kind(self._folder(), **settings) as town:
            if opened:
                await town.open()
            yield town
            assert town.faults() == []

    def is_of(self, kind: type[Ground]) -> bool:
        """Whether such places are founded."""
        return self._kind is kind

    async def quiet(self) -> None:
        """Wait until all conversations of the module in such towns are over."""
        await asyncio.gather(*self.talks.values(), return_exceptions=True)


Founder = FounderOf[Town]
"""Of towns, with Telegram in them; of cities, with Discord, see `Builder`."""

Builder = FounderOf[City]


def together(talk: Talk) -> Talk:
    """Mark a conversation as one that may be held beside others of its module."""

    @functools.wraps(talk)
    async def outcome(**given: Any) -> None:
        more = {name: value for name, value in given.items() if name not in HOSTS}
        host: Ground | FounderOf[Any] = next(given[name] for name in HOSTS if name in given)
        await host.talks[_name(talk, more)]

    outcome.talk = talk  # type: ignore[attr-defined]
    return outcome


def begin(host: Ground | FounderOf[Any], items: Iterable[pytest.Item], module: object) -> None:
    """Begin all such conversations of `module` that are to be tested, and that `host` is for."""
    turns = asyncio.Semaphore(AT_ONCE if isinstance(host, Ground) else PROGRAMS_AT_ONCE)
    name = _called(host)
    for item in items:
        if not isinstance(item, pytest.Function) or item.module is not module:
            continue
        talk = getattr(item.function, "talk", None)
        if talk and name in item.fixturenames:
            more = item.callspec.params if hasattr(item, "callspec") else {}
            host.talks[_name(talk, more)] = asyncio.ensure_future(_hold(turns, talk, host, more))


async def end(host: Ground | FounderOf[Any]) -> None:
    """Break off what is still being said."""
    for task in host.talks.values():
        task.cancel()
    await asyncio.gather(*host.talks.values(), return_exceptions=True)
    host.talks.clear()


async def _hold(
    turns: asyncio.Semaphore, talk: Talk, host: Ground | FounderOf[Any], more: dict[str, Any]
) -> None:
    async with turns:
        await talk(host, **more)


def _called(host: Ground | FounderOf[Any]) -> str:
    if isinstance(host, FounderOf):
        return "found" if host.is_of(Town) else "founded"
    return "town" if isinstance(host, Town) else "city"


def _name(talk: Talk, more: dict[str, Any]) -> str:
    return f"{talk.__qualname__} {sorted(more.items())}"
