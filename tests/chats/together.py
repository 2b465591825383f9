"""Conversations that are held at the same time: most of each is waiting for the pace of a chat.

A test that is marked so is begun with the module's first one, and its outcome awaited in its turn.
In a `town` that it shares it may bend nothing, and count nothing but what is its own; in towns of
its own, that it has `found`, it may do as it likes.
"""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.chats.town import Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
    from pathlib import Path

    Talk = Callable[..., Coroutine[Any, Any, None]]

AT_ONCE = 12
"""More would wait for one another: Telegram takes 30 messages a second of a bot."""

PROGRAMS_AT_ONCE = 4


class Founder:
    """Founds towns of one's own: `async with found(LINKDIGEST_OWNERS=…) as town`.

    After it nothing may be amiss there.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self.talks: dict[str, asyncio.Future[None]] = {}
        self._folder = folder

    @asynccontextmanager
    async def __call__(self, *, opened: bool = True, **settings: str) -> AsyncIterator[Town]:
        async with Town(self._folder(), **settings) as town:
            if opened:
                await town.open()
            yield town
            assert town.faults() == []

    async def quiet(self) -> None:
        """Wait until all conversations of the module in such towns are over."""
        await asyncio.gather(*self.talks.values(), return_exceptions=True)


def together(talk: Talk) -> Talk:
    """Mark a conversation as one that may be held beside others of its module."""

    @functools.wraps(talk)
    async def outcome(**given: Any) -> None:
        more = {name: value for name, value in given.items() if name not in {"town", "found"}}
        host: Town | Founder = given.get("found") or given["town"]
        await host.talks[_name(talk, more)]

    outcome.talk = talk  # type: ignore[attr-defined]
    return outcome


def begin(host: Town | Founder, items: Iterable[pytest.Item], module: object) -> None:
    """Begin all such conversations of `module` that are to be tested, and that `host` is for."""
    is_town = isinstance(host, Town)
    turns = asyncio.Semaphore(AT_ONCE if is_town else PROGRAMS_AT_ONCE)
    for item in items:
        if not isinstance(item, pytest.Function) or item.module is not module:
            continue
        talk = getattr(item.function, "talk", None)
        if talk and ("town" if is_town else "found") in item.fixturenames:
            more = item.callspec.params if hasattr(item, "callspec") else {}
            host.talks[_name(talk, more)] = asyncio.ensure_future(_hold(turns, talk, host, more))


async def end(host: Town | Founder) -> None:
    """Break off what is still being said."""
    for task in host.talks.values():
        task.cancel()
    await asyncio.gather(*host.talks.values(), return_exceptions=True)
    host.talks.clear()


async def _hold(
    turns: asyncio.Semaphore, talk: Talk, host: Town | Founder, more: dict[str, Any]
) -> None:
    async with turns:
        await talk(host, **more)


def _name(talk: Talk, more: dict[str, Any]) -> str:
    return f"{talk.__qualname__} {sorted(more.items())}"
