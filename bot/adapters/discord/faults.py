"""What went wrong, in the core's words; one call, in a bounded time, without the library's text.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

import aiohttp
import discord

from bot.core.errors import (
    ChatClosedError,
    PlatformError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
    TopicClosedError,
)
from bot.core.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.errors import PostError

T = TypeVar("T")

CALL_SECONDS: Final = 60.0
"""Longest for one call, waits for Discord's limits among it."""

UNKNOWN_MESSAGE, INVALID_FORM = 10008, 50035
ACKNOWLEDGED: Final = 40060
"""The interaction has been answered: by ourselves, nobody else can."""

NO_HISTORY: Final = 160002
"""Nobody may reply who may not read what was said."""

THREAD_EXISTS: Final = 160004
_GONE: Final = frozenset({UNKNOWN_MESSAGE, 10015, 10062, 50005, 50027})
"""Message, webhook or interaction unknown; not ours to change; the interaction's token ran out."""

_CLOSED: Final = frozenset({10003, 10004, 10013, 40001, 50001, 50007, 50013, 50278, 340013})
"""Channel, server or user unknown; no access; no messages to this person; no right to."""

_LOCKED: Final = frozenset({50083, 160005})

HANDLED: Final = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.DiscordException)
"""What a call may raise."""

ABSENT: Final = (RuntimeError, AttributeError)
"""What the library trips over after it was closed, and before it has logged in."""


async def made(call: Callable[[], Awaitable[T]], *, sent: bool) -> T:
    """Make the call. `sent`: made again it would say the same twice.

    What is raised has nothing of the library's own error about it.

    Raises:
        PostError: one of its subclasses.
        PlatformError: the token is refused.
    """
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await call()
    except HANDLED as error:
        fault = told(error, sent=sent)
    except ABSENT as error:
        if not any(sign in str(error) for sign in ("closed", "_MissingSentinel")):
            raise
        fault = PostUnsentError("Discord is not connected")
    raise fault


def told(error: Exception, *, sent: bool) -> PostError | PlatformError:
    """What `error` means for a message; `sent` as in `made`."""
    said = f"Discord: {words(error)}"
    if isinstance(error, discord.RateLimited):
        return PostUnsentError(said)
    if isinstance(error, discord.HTTPException) and error.status < 500:
        return _refused(error, said)
    if sent and not isinstance(error, aiohttp.ClientConnectorError):
        return PostUnknownError(f"no answer from Discord: {words(error)}")
    return PostUnsentError(f"Discord was not reached: {words(error)}")


def code_of(error: Exception | None) -> int:
    """Discord's own number for what it refused, 0 for anything else."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def words(error: Exception) -> str:
    """What the error says, without anything that looks like a token."""
    text = redact(" ".join(str(error).split()))[:300]
    return text if isinstance(error, discord.DiscordException) else f"{type(error).__name__} {text}"


def _refused(error: discord.HTTPException, said: str) -> PostError | PlatformError:
    if error.status == 429:
        return PostUnsentError(said)
    is_reference = error.code == INVALID_FORM and "message_reference" in error.text
    if error.code in _GONE or is_reference:
        return PostTargetError(said)
    if error.status == 401:
        return PlatformError("Discord refused the bot token: it may have been renewed")
    if error.code in _LOCKED:
        return TopicClosedError("the thread is locked: open it, or let us manage threads")
    return ChatClosedError(said) if error.code in _CLOSED else PostRejectedError(said)
