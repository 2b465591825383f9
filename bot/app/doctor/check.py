"""One thing that was looked at: how it is, and what to do about it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Awaitable,
        Callable,
        Coroutine,
        Iterable,
        Mapping,
        Sequence,
    )

    from bot.core.errors import PlatformError
    from bot.core.ledger import ChatRow

    Lacks = Mapping[str, str]

Status = Literal["ok", "warn", "fail"]

MOST_CHATS: Final = 20
"""Chats that a platform is asked about."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `detail` is what was seen, `fix` what to do; "" where nothing is to be done."""

    name: str
    status: Status
    detail: str
    fix: str = ""


def ok(name: str, detail: str) -> Check:
    """As it should be."""
    return Check(name, "ok", detail)


def warn(name: str, detail: str, fix: str) -> Check:
    """It works, but for what is told."""
    return Check(name, "warn", detail, fix)


def fail(name: str, detail: str, fix: str) -> Check:
    """It does not work."""
    return Check(name, "fail", detail, fix)


def split(name: str, message: str) -> Check:
    """A failure from an error's text, which ends with what to do behind its last colon."""
    detail, _, fix = message.rpartition(": ")
    return fail(name, detail or fix, fix if detail else "")


def turned_away(name: str, fault: PlatformError, reach: str) -> Check:
    """Why a platform does not even tell who we are; `reach` is the fix where nobody answered."""
    if "refused the bot token" in str(fault):
        return split(name, str(fault))
    return fail(name, str(fault), reach)


async def asked(chats: Iterable[ChatRow], ask: Callable[[ChatRow], Awaitable[str]]) -> Lacks:
    """What is missing in the first of them, all asked at once."""
    some = list(islice(chats, MOST_CHATS))
    lacks = await asyncio.gather(*map(ask, some))
    return {chat.id: lack for chat, lack in zip(some, lacks, strict=True)}


async def side_by_side(looks: Sequence[Coroutine[Any, Any, Check]]) -> AsyncIterator[Check]:
    """Their lines in order, however long each takes; one that fails ends those behind it."""
    tasks = [asyncio.create_task(look) for look in looks]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def rights(name: str, chats: int, lacks: Lacks) -> Check:
    """One line about the chats that we know; `lacks` has what is missing in each, "" for none."""
    some = f", {len(lacks)} of them asked" if len(lacks) < chats else ""
    told = f"{chats} {'chat' if chats == 1 else 'chats'}{some}"
    shut = [f"{chat} ({lack})" for chat, lack in lacks.items() if lack]
    if not shut:
        return ok(name, f"{told}, all open to it")
    return warn(
        name,
        f"{told}, in {len(shut)} it may not write as it should: {', '.join(shut)}",
        "give it the rights there, or remove it from the chat",
    )
