"""Conversations that are held at the same time: most of each is waiting for the pace of a chat.

A test that is marked so is begun with the module's first one, and its outcome awaited in its turn.
It may bend nothing that others share, and count nothing but what is its own.
"""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from tests.chats.town import Town

    Talk = Callable[..., Coroutine[Any, Any, None]]

AT_ONCE = 12
"""More would wait for one another: Telegram takes 30 messages a second of a bot."""


def together(talk: Talk) -> Talk:
    """Mark a conversation as one that may be held beside others of its module."""

    @functools.wraps(talk)
    async def outcome(town: Town, **more: Any) -> None:
        await town.talks[_name(talk, more)]

    outcome.talk = talk  # type: ignore[attr-defined]
    return outcome


def begin(town: Town, items: Iterable[pytest.Item], module: object) -> None:
    """Begin all such conversations of `module` that are to be tested."""
    turns = asyncio.Semaphore(AT_ONCE)
    for item in items:
        if not isinstance(item, pytest.Function) or item.module is not module:
            continue
        if talk := getattr(item.function, "talk", None):
            more = item.callspec.params if hasattr(item, "callspec") else {}
            town.talks[_name(talk, more)] = asyncio.ensure_future(_hold(turns, talk, town, more))


async def end(town: Town) -> None:
    """Break off what is still being said."""
    for task in town.talks.values():
        task.cancel()
    await asyncio.gather(*town.talks.values(), return_exceptions=True)
    town.talks.clear()


async def _hold(turns: asyncio.Semaphore, talk: Talk, town: Town, more: dict[str, Any]) -> None:
    async with turns:
        await talk(town, **more)


def _name(talk: Talk, more: dict[str, Any]) -> str:
    return f"{talk.__qualname__} {sorted(more.items())}"
