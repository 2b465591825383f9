"""What went wrong at the model's address, and what that calls for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.core.errors import (
    ModelAnswerError,
    ModelBusyError,
    ModelDownError,
    ModelError,
    ModelRefusedError,
    ModelRejectedError,
    ModelTooLongError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

# Seconds that the breaker stays open: quota spent, turned away for good, asked for by the address.
_QUOTA_PAUSE = 900.0
_REJECTED_PAUSE = 300.0
_LONGEST_PAUSE = 3600.0

_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|window|size|limit)|maximum context|too many (?:input )?tokens"
    r"|(?:prompt|input|request) (?:is )?too (?:long|large)|reduce the length|input token count"
)
_REFUSED = re.compile(
    r"content[ _]?(?:filter|policy|management|exists risk)|data_inspection|moderation_blocked"
    r"|safety (?:system|reasons)|responsible ?ai"
)
_QUOTA = re.compile(r"insufficient|quota|billing|balance|credit|arrear|payment")
_CODE = re.compile(r"[a-z][a-z_]{2,39}")


class Kind(Enum):
    """What a trouble calls for."""

    DOWN = "server fault or broken connection"
    BUSY = "rate limit"
    CUT = "the answer hit its limit: a larger one may help"
    UNREADABLE = "blank, HTML, no choices: the same again may help"
    DIALECT = "the request is not understood: the ladder decides"
    FINAL = "nothing helps"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failed try: the error it would end in, and how to go on before it does.

    `wait` in seconds, where the address asked for one; `opens_for` seconds for the breaker at
    once; `complaint` the address's own words in lower case, to choose a dialect by, never shown.
    """

    kind: Kind
    error: ModelError
    wait: float | None = None
    opens_for: float = 0.0
    complaint: str = ""


def of_status(status: int, headers: Mapping[str, str], body: bytes, where: str) -> Trouble:
    """Read an answer that is an error. `where` names model and host; no word of `body` is shown."""
    code, words = _said(body)
    what = f"{where}: HTTP {status} {code}".rstrip()
    if status in {400, 413, 422, 429} and _TOO_LONG.search(words):
        error = ModelTooLongError(f"{what}: the request is longer than the model's context")
        kind = Kind.DIALECT if "in the completion" in words else Kind.FINAL
        return Trouble(kind, error, complaint=words)
    if status < 500 and _REFUSED.search(words):
        return Trouble(Kind.FINAL, ModelRefusedError(f"{what}: declined by a content filter"))
    if status == 402 or (status == 429 and _QUOTA.search(words)):
        spent = ModelBusyError(f"{what}: the account's quota or credit is spent")
        return Trouble(Kind.FINAL, spent, opens_for=_QUOTA_PAUSE)
    return _by_status(status, headers, what, words)


def _by_status(status: int, headers: Mapping[str, str], what: str, words: str) -> Trouble:
    if status == 429:
        busy = ModelBusyError(f"{what}: rate limit")
        return Trouble(Kind.BUSY, busy, wait=retry_after(headers))
    if status in {400, 415, 422, 501}:
        refused = ModelRejectedError(f"{what}: the request is not understood")
        return Trouble(Kind.DIALECT, refused, complaint=words)
    if status in {408, 409, 425} or status >= 500:
        down = ModelDownError(f"{what}: the server failed")
        return Trouble(Kind.DOWN, down, wait=retry_after(headers))
    return _turned_away(what)


def unaskable(where: str) -> Trouble:
    """Key, address or model name hold what cannot be sent at all."""
    return _turned_away(f"{where}: not a request that can be sent")


def _turned_away(what: str) -> Trouble:
    fix = "check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL"
    return Trouble(Kind.FINAL, ModelRejectedError(f"{what}; {fix}"), opens_for=_REJECTED_PAUSE)


def unreachable(where: str) -> Trouble:
    """No whole answer came."""
    return Trouble(Kind.DOWN, ModelDownError(f"{where}: no connection, or it broke"))


def unreadable(where: str, what: str) -> Trouble:
    """An answer came that holds no text: `what` says which kind of nothing."""
    return Trouble(Kind.UNREADABLE, ModelAnswerError(f"{where}: {what}"))


def garbled(where: str) -> Trouble:
    """An answer in pieces that are none: it is worth asking for it in one."""
    error = ModelAnswerError(f"{where}: the answer is not the stream that was asked for")
    return Trouble(Kind.DIALECT, error, complaint="stream")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, 10.2.3: seconds or a date), an hour at most."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(seconds, 0.0) if seconds < _LONGEST_PAUSE else _LONGEST_PAUSE


def _said(body: bytes) -> tuple[str, str]:
    """The error's code, if it is a plain word, and all of the error in lower case."""
    text = body[:8000].decode("utf-8", "replace")
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    error: Any = data.get("error", data) if isinstance(data, dict) else None
    code = error.get("code") or error.get("type") if isinstance(error, dict) else None
    word = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    return word, text.lower()
