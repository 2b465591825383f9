"""Who wrote a page, when, where, and what it is called: never a wild guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.extract.document import Document


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; unknown is None. `language` is the declared tag."""

    title: str | None
    author: str | None
    source: str | None
    published: date | None
    language: str | None
    topics: tuple[str, ...] = ()


_ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)")


def metadata(document: Document) -> Metadata:
    """Pick the metadata of `document`."""
    meta = _meta(document)
    title = meta.get("og:title") or (document.tree.findtext(".//title") or "").strip() or None
    return Metadata(
        title=title,
        author=meta.get("author"),
        source=meta.get("og:site_name"),
        published=_day(meta.get("article:published_time", "")),
        language=document.tree.get("lang"),
    )


def _meta(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in document.tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _day(text: str) -> date | None:
    found = _ISO_DAY.search(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
