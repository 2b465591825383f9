"""What passes between the pool and a worker: frames of a length and JSON, a page's body raw.

JSON and not pickle: what a worker answers was made from a stranger's page.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from bot.core.codec import article_from_json, article_to_json
from bot.core.model import Article, Page, Refusal, RefusalCode

LENGTH = struct.Struct(">I")
MAX_ANSWER = 64 << 20
"""Bytes; an answer beyond it is a fault of the worker (a page has at most 24 MiB)."""


def frame(payload: bytes) -> bytes:
    """`payload` behind its length."""
    return LENGTH.pack(len(payload)) + payload


def page_frames(page: Page) -> bytes:
    """A page as two frames: its description, its body."""
    about = {"url": page.url, "content_type": page.content_type, "status": page.status}
    return frame(json.dumps(about).encode()) + frame(page.body)


def page_of(about: bytes, body: bytes) -> Page:
    """The page that `page_frames` wrote."""
    return Page(body=body, **json.loads(about))


def answer_bytes(outcome: Article | Refusal, *, retire: bool) -> bytes:
    """The outcome as JSON; `retire` says that the worker ends after this answer."""
    answer: dict[str, Any] = {"retire": retire}
    if isinstance(outcome, Refusal):
        answer["refusal"] = [outcome.code, outcome.detail]
    else:
        answer["article"] = article_to_json(outcome)
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answer_of(payload: bytes) -> tuple[Article | Refusal, bool]:
    """The outcome and whether the worker retires.

    Raises:
        ValueError, KeyError, TypeError: the payload is not what `answer_bytes` writes.
    """
    answer = json.loads(payload.decode("utf-8", "replace"))
    retire = bool(answer["retire"])
    if "refusal" in answer:
        code, detail = answer["refusal"]
        return Refusal(RefusalCode(code), str(detail)), retire
    return article_from_json(answer["article"]), retire
