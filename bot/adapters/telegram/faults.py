"""What went wrong, in the core's words.

BadRequest stands first: in the library it is a NetworkError, though Telegram has answered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.core.errors import (
    ChatClosedError,
    ChatMovedError,
    PlatformError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
    TopicClosedError,
)
from bot.core.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.errors import PostError

    Meaning = Callable[[Any], PostError | PlatformError]

NOT_MODIFIED: Final = "message is not modified"
NO_PARSE: Final = "can't parse entities"
NO_TOPIC: Final = "message thread not found"
TOO_LONG: Final = ("message is too long", "message_too_long")
GONE: Final = (
    "message to be replied not found",
    "message to reply not found",
    "message to edit not found",
    "message to delete not found",
    "message to react not found",
    "message_id_invalid",
    "replied message not found",
)
FOREIGN: Final = ("message can't be edited", "message_author_required")
CLOSED: Final = (
    "chat not found",
    "not enough rights",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "peer_id_invalid",
    "need administrator rights",
)
TOPIC_CLOSED: Final = "topic_closed"

_UNSENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""What httpx raises before a byte of the request has left."""


def told(error: Exception, *, sent: bool) -> PostError | PlatformError:
    """What `error` means for a message.

    `sent`: made again, the call would say the same thing twice, so an outcome that is not known
    must stay unknown; an edit or a deletion may simply be repeated.
    """
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning(error)
    if not sent or isinstance(error.__cause__, _UNSENT):
        return PostUnsentError(f"Telegram was not reached: {words(error)}")
    return PostUnknownError(f"no answer from Telegram: {words(error)}")


def says(error: Exception, *texts: str) -> bool:
    """Whether Telegram, or an error of ours that repeats it, has one of these words."""
    said = str(error).lower()
    return any(text in said for text in texts)


def words(error: Exception) -> str:
    """What the error says, without anything that looks like a token."""
    text = redact(" ".join(str(error).split()))[:300]
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        cause = error.__cause__
        return f"{text} ({type(cause).__name__})" if cause else text
    return text if isinstance(error, TelegramError) else f"{type(error).__name__}: {text}"


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _refused(error: BadRequest) -> PostError:
    said = f"Telegram: {words(error)}"
    if says(error, *GONE, *FOREIGN):
        return PostTargetError(said)
    if says(error, TOPIC_CLOSED):
        return TopicClosedError(
            "the topic is closed: reopen it, or make the bot an administrator who manages topics"
        )
    return ChatClosedError(said) if says(error, *CLOSED) else PostRejectedError(said)


def _refused_token(_: InvalidToken) -> PlatformError:
    return PlatformError("Telegram refused the bot token: it may have been renewed")


def _flood(error: RetryAfter) -> PostError:
    return PostUnsentError(f"Telegram: too many messages, wait {seconds_of(error):.0f} s")


_MEANINGS: Final[tuple[tuple[type[TelegramError], Meaning], ...]] = (
    (BadRequest, _refused),
    (ChatMigrated, lambda error: ChatMovedError(str(error.new_chat_id))),
    (Forbidden, lambda error: ChatClosedError(f"Telegram: {words(error)}")),
    (RetryAfter, _flood),
    (InvalidToken, _refused_token),
    (Conflict, lambda error: PostRejectedError(f"Telegram: {words(error)}")),
    (EndPointNotFound, lambda error: PostRejectedError(f"Telegram: {words(error)}")),
)
