"""What came back with status 200, read without trusting any of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.adapters.openai.trouble import Kind, Trouble, of_status, unreadable
from bot.core.errors import ModelAnswerError, ModelRefusedError


@dataclass(frozen=True, slots=True)
class Reply:
    """The text of an answer and the tokens it took, None where the address does not count.

    `streamed`: it came in pieces.
    """

    text: str
    input_tokens: int | None
    output_tokens: int | None
    streamed: bool = False


NO_REPLY = Reply("", None, None)


def read_reply(body: bytes, where: str) -> tuple[Reply, Trouble | None]:
    """Read a chat completion; with a trouble the reply still says what it cost."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return NO_REPLY, unreadable(where, "the answer is not JSON")
    if not isinstance(data, dict):
        return NO_REPLY, unreadable(where, "the answer is not an object")
    choice = first_of(data.get("choices"))
    message = choice.get("message")
    if not isinstance(message, dict):
        return NO_REPLY, in_band(data, where) or unreadable(where, "the answer has no choices")
    reply = Reply(
        text_of(message.get("content")),
        count_of(data.get("usage"), "prompt_tokens"),
        count_of(data.get("usage"), "completion_tokens"),
    )
    return reply, trouble_with(reply, choice.get("finish_reason"), message.get("refusal"), where)


def trouble_with(reply: Reply, finish: object, refusal: object, where: str) -> Trouble | None:
    """Why `reply` is not an answer, by its text, `finish_reason` and `refusal`; None if it is."""
    if refusal or finish == "content_filter":
        return Trouble(Kind.FINAL, ModelRefusedError(f"{where}: the model declined to answer"))
    if finish == "length":
        return Trouble(Kind.CUT, ModelAnswerError(f"{where}: the answer was cut at its limit"))
    if not finish:
        return unreadable(where, "the answer has no finish_reason and may be cut")
    return None if reply.text.strip() else unreadable(where, "the answer is blank")


def in_band(data: dict[str, Any], where: str) -> Trouble | None:
    """An error that some gateways send with status 200."""
    error = data.get("error")
    if not isinstance(error, dict):
        return None
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 502
    return of_status(status, {}, json.dumps(data).encode(), where)


def first_of(choices: object) -> dict[str, Any]:
    """The one choice there is, empty where there is none."""
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def text_of(content: object) -> str:
    """The content as one string; some addresses send it in pieces."""
    if isinstance(content, str):
        return content
    pieces = content if isinstance(content, list) else []
    texts = [piece.get("text") for piece in pieces if isinstance(piece, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def count_of(usage: object, side: str) -> int | None:
    """The tokens of one `side` of the bill, where that is a number to believe."""
    value = usage.get(side) if isinstance(usage, dict) else None
    return value if type(value) is int and 0 <= value < 10**9 else None
