"""JSON Feed 1.0 and 1.1: strict about types, patient about what is missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.core.daily.entries import Found, moment, newest, paragraphs, title_of
from bot.core.daily.feed import FeedReading


def read_json_feed(text: str, base: str | None, *, is_declared: bool) -> FeedReading | None:
    """What a JSON Feed says; None where the text is none.

    `is_declared`: its media type says so, then it need not itself.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(items := feed.get("items"), list):
        return None
    if not is_declared and "jsonfeed.org/version/1" not in _text(feed, "version"):
        return None
    found = [_found(item) for item in items if isinstance(item, dict)]
    return FeedReading(title_of(_text(feed, "title")), newest(found, base))


def _found(item: dict[str, Any]) -> Found:
    guid = item.get("id")
    if isinstance(guid, int | float) and not isinstance(guid, bool):
        guid = str(guid)  # 1.0 asks readers to take numbers
    guid = guid if isinstance(guid, str) else ""
    return Found(
        guid=guid,
        links=(_text(item, "url"), _text(item, "external_url"), _address(guid)),
        title=_text(item, "title"),
        published=_moment(_text(item, "date_published")) or _moment(_text(item, "date_modified")),
        content=_text(item, "content_html") or paragraphs(_text(item, "content_text")),
        summary=paragraphs(_text(item, "summary")),
    )


def _text(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _address(guid: str) -> str:
    return guid if guid.startswith(("http://", "https://")) else ""


def _moment(written: str) -> int:
    """RFC 3339 as epoch seconds, in UTC where no zone is named; 0 for what is not."""
    try:
        at = datetime.fromisoformat(written.strip())
        return moment((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return 0
