"""What passes between the pool and a worker: frames of a length and JSON, a page's body raw.

A job says what is to be read in a page.

JSON and not pickle: what a worker answers was made from a stranger's page.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from bot.core.codec import article_from_json, article_to_json
from bot.core.daily.feed import Entry, FeedReading
from bot.core.model import Article, Page, Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

LENGTH = struct.Struct(">I")
MAX_ANSWER = 64 << 20
"""Bytes; an answer beyond it is a fault of the worker (a page has at most 24 MiB)."""


def frame(payload: bytes) -> bytes:
    """`payload` behind its length."""
    return LENGTH.pack(len(payload)) + payload


@dataclass(frozen=True)
class Job(Generic[T]):
    """A kind of reading: its name, and how what it makes passes through a pipe."""

    name: str
    to_json: Callable[[T], Mapping[str, Any]]
    from_json: Callable[[Any], T]


def _reading_from_json(told: Any) -> FeedReading:
    entries = tuple(Entry(**entry) for entry in told["entries"])
    return FeedReading(told["title"], entries, tuple(told["feeds"]))


ARTICLE = Job[Article]("article", article_to_json, article_from_json)
FEED = Job[FeedReading]("feed", asdict, _reading_from_json)


def page_frames(job: Job[T], page: Page) -> bytes:
    """A page as two frames: its description with the job's name, its body."""
    about = {"url": page.url, "content_type": page.content_type, "status": page.status}
    return frame(json.dumps({"job": job.name, "page": about}).encode()) + frame(page.body)


def page_of(about: bytes, body: bytes) -> tuple[str, Page]:
    """The job's name and the page that `page_frames` wrote."""
    told = json.loads(about)
    return told["job"], Page(body=body, **told["page"])


def answer_bytes(job: Job[T], outcome: T | Refusal, *, retire: bool) -> bytes:
    """The outcome as JSON; `retire` says that the worker ends after this answer."""
    answer: dict[str, Any] = {"retire": retire}
    if isinstance(outcome, Refusal):
        answer["refusal"] = [outcome.code, outcome.detail]
    else:
        answer[job.name] = job.to_json(outcome)
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


class Outcome(NamedTuple, Generic[T]):
    """What came of a job, and whether the worker retires after it."""

    made: T | Refusal
    retire: bool


def answer_of(job: Job[T], payload: bytes) -> Outcome[T]:
    """What the worker says.

    Raises:
        ValueError, KeyError, TypeError: the payload is not what `answer_bytes` writes.
    """
    answer = json.loads(payload.decode("utf-8", "replace"))
    retire = bool(answer["retire"])
    if "refusal" in answer:
        code, detail = answer["refusal"]
        return Outcome(Refusal(RefusalCode(code), str(detail)), retire)
    return Outcome(job.from_json(answer[job.name]), retire)
