"""Articles and digests as JSON values and back: one shape for programs, for the store, for workers.

The digest's shape is part of the stable surface: `linkdigest digest --format json` prints it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.core.model import Article, CheckedPoint, Digest, Summarizer, Timings

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


def article_to_json(article: Article) -> Json:
    """Every field of `article`; the date as YYYY-MM-DD."""
    return {**asdict(article), "published": _day(article.published)}


def article_from_json(value: Mapping[str, Any]) -> Article:
    """The article that `article_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: `value` has another shape.
    """
    return Article(
        **{**value, "published": _date(value["published"]), "topics": tuple(value["topics"])}
    )


def digest_to_json(digest: Digest) -> Json:
    """The public object: unknown is null, lists are never null."""
    return {**asdict(digest), "published": _day(digest.published)}


def digest_from_json(value: Mapping[str, Any]) -> Digest:
    """The digest that `digest_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: `value` has another shape.
    """
    return Digest(
        **{
            **value,
            "published": _date(value["published"]),
            "key_points": _points(value["key_points"]),
            "risks": _points(value["risks"]),
            "topics": tuple(value["topics"]),
            "summarizer": Summarizer(**value["summarizer"]),
            "timings": Timings(**value["timings"]),
        }
    )


def _points(values: list[Json]) -> tuple[CheckedPoint, ...]:
    return tuple(CheckedPoint(**{**value, "quotes": tuple(value["quotes"])}) for value in values)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
