"""The values that flow between the stages: frozen, one per word of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

if TYPE_CHECKING:
    from datetime import date

AskedLanguage = Literal["auto", "zh", "en"]
"""The language a reader asks for; `auto` is the article's own."""


@dataclass(frozen=True, slots=True)
class Link:
    """An http(s) address somebody dropped.

    `url` is what will be fetched: the WHATWG serialisation, without its fragment.
    `key` is the canonical address: two links with one key are one piece of work.
    """

    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch, a file or a paste brought: bytes, not yet believed.

    `url` is the final address after redirects, None for a file without one.
    `content_type` is the header as it came ("text/html; charset=gbk"), "" when none did.
    """

    url: str | None
    body: bytes
    content_type: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says: `markdown` with its structure, `text` the same as plain paragraphs.

    `language` is a primary subtag ("zh", "en", "ja" …); `source` the site or 微信公众号;
    `topics` are the page's own keywords. Unknown is None.
    """

    url: str | None
    title: str
    text: str
    markdown: str
    language: str
    author: str | None = None
    source: str | None = None
    published: date | None = None
    topics: tuple[str, ...] = ()


class RefusalCode(StrEnum):
    """Why there is no digest. Part of the stable surface: the words never change."""

    WECHAT_CHECK = "wechat_check"
    DELETED = "deleted"
    VIOLATION = "violation"
    LOGIN = "login"
    PAYWALL = "paywall"
    COOKIE_WALL = "cookie_wall"
    NOT_FOUND = "not_found"
    SCRIPT_ONLY = "script_only"
    TOO_SHORT = "too_short"
    NOT_ARTICLE = "not_article"
    UNSUPPORTED_TYPE = "unsupported_type"
    BLOCKED_HOST = "blocked_host"
    BAD_URL = "bad_url"
    TOO_BIG = "too_big"
    FETCH_TIMEOUT = "fetch_timeout"
    FETCH_FAILED = "fetch_failed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No digest, and why. `detail` is a fact for the log (a status, a rule), never for a reader."""

    code: RefusalCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered sentence of the article, counted from 1: what a point may cite."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing the article says, and the passages it rests on.

    The bounds keep a digest inside one chat message; `label` is "" in an extract.
    """

    label: Annotated[str, Len(1, 40)]
    fact: Annotated[str, Len(1, 240)]
    cites: Annotated[tuple[int, ...], Len(1, 8)]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a model, or the extractor of sentences, answers: not yet checked.

    The model's JSON schema is made from this class and nowhere else.
    """

    one_line: Annotated[str, Len(1, 240)]
    key_points: Annotated[tuple[Point, ...], Len(1, 8)]
    risks: Annotated[tuple[Point, ...], Len(0, 4)]
    topics: Annotated[tuple[str, ...], Len(0, 5)] = ()


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """A point that passed the check, with the article's exact sentences behind it."""

    label: str
    fact: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summarizer:
    """How a digest was made. `cost` in USD; everything but `kind` is None for an extract.

    `parts` says in how many pieces a long article was read; 1 for an ordinary one.
    """

    kind: Literal["model", "extract"]
    model: str | None = None
    prompt: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each stage in this very run; None where the stage was not run."""

    fetch_ms: int | None = None
    extract_ms: int | None = None
    summarize_ms: int | None = None
    total_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """Article and checked summary in one: what is stored, rendered and posted."""

    url: str | None
    canonical_url: str | None
    title: str
    author: str | None
    source: str | None
    published: date | None
    language: str
    one_line: str
    key_points: tuple[CheckedPoint, ...]
    risks: tuple[CheckedPoint, ...]
    topics: tuple[str, ...]
    summarizer: Summarizer
    cached: bool = False
    partial: bool = False
    timings: Timings = field(default_factory=Timings)
