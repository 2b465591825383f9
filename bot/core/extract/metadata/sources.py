"""The name of the site that a page is from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.extract.metadata.facts import text_of

if TYPE_CHECKING:
    from bot.core.extract.metadata.facts import Facts


def source_of(facts: Facts) -> str | None:
    """The site's name as it tells it, else its host; None for a file without an address."""
    publisher = facts.resolved(facts.article.get("publisher"))
    named = text_of(publisher, "name") if isinstance(publisher, dict) else ""
    return (
        facts.first("og:site_name")
        or named
        or facts.first("application-name")
        or _host(facts)
        or None
    )


def _host(facts: Facts) -> str:
    try:
        return (urlsplit(facts.document.url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
