"""Page to FeedReading: RSS, RDF, Atom and JSON Feed as found in the wild, and pages that name some.

Runs in the process that parses: strangers write these bytes. No document type declaration is ever
read, so no entity but XML's and HTML's own exists; nothing is fetched.
"""

from __future__ import annotations

import re
from calendar import timegm
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import feedparser

from bot.core.daily.entries import ILLEGAL, Found, address_of, moment, newest, paragraphs, title_of
from bot.core.daily.feed import FeedReading
from bot.core.daily.json_feed import read_json_feed
from bot.core.extract.decode import decode
from bot.core.extract.document import Document
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Page

MOST_FEEDS: Final = 8

_LOOKED_AT: Final = 65_536  # characters in which a document shows what it is
_ROOT: Final = re.compile(
    r"<(?:[\w-]{1,20}:)?(?P<feed>rss|rdf|feed)[\s>]|<(?:html|!doctype\s+html)[\s>]", re.IGNORECASE
)
_LINK: Final = re.compile(r"<(?:link|a)\s", re.IGNORECASE)
_JSON_TYPES: Final = ("application/feed+json",)
_NAMED_TYPES: Final = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/json": 1,  # may be any other thing that the site offers to programs
}
_COMMENTS: Final = re.compile(r"comment|评论|評論|留言", re.IGNORECASE)
_NO_FEED: Final = Refusal(RefusalCode.NOT_ARTICLE, "no feed")


def read_feed(page: Page) -> FeedReading | Refusal:
    """What a feed says, or which feeds a web page names; a Refusal for anything else.

    Whatever the bytes are, nothing is raised but MemoryError.
    """
    text = decode(page.body, page.content_type)
    root = _ROOT.search(text, 0, _LOOKED_AT)
    if root and root["feed"]:
        return _read_xml(text[root.start() :], page.url) or _NO_FEED
    if text[:100].lstrip("\ufeff \t\r\n").startswith("{"):
        declared = page.content_type.strip().lower().startswith(_JSON_TYPES)
        return read_json_feed(text, page.url, is_declared=declared) or _NO_FEED
    feeds = _named_feeds(Document(page.url, text)) if _LINK.search(text) else ()
    return FeedReading("", feeds=feeds) if feeds else _NO_FEED


def _read_xml(text: str, base: str | None) -> FeedReading | None:
    """A feed from its root element on: what stands before is a declaration, or rubbish."""
    try:
        read = feedparser.parse(
            BytesIO(ILLEGAL.sub("", text).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            # Bodies go through our own extractor; and two thirds of the time goes into these two.
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        title = title_of(_string(read["feed"], "title"))
        if not read["version"] or not (title or read["entries"] or read["feed"].get("link")):
            return None
        return FeedReading(title, newest([_found(entry) for entry in read["entries"]], base))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a library among strangers' bytes: what it trips over is none
        return None


def _found(entry: Any) -> Found:
    guid = _string(entry, "id")
    contents = [_markup(each) for each in entry.get("content") or ()]
    return Found(
        guid=guid,
        links=tuple(_links(entry, guid)),
        title=_string(entry, "title"),
        published=_published(entry),
        content=max(contents, key=len, default=""),
        summary=_string(entry, "summary"),
    )


def _links(entry: Any, guid: str) -> Iterator[str]:
    yield _string(entry, "feedburner_origlink")
    yield _string(entry, "link")
    for link in entry.get("links") or ():
        if link.get("rel") == "alternate":
            yield _string(link, "href")
    if guid.startswith(("http://", "https://")):
        yield guid


def _markup(content: Any) -> str:
    value = _string(content, "value")
    return paragraphs(value) if content.get("type") == "text/plain" else value


def _published(entry: Any) -> int:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # Asked for by `get`, a missing `updated_parsed` is answered with a warning.
        if name in entry and (read := entry[name]):
            return moment(timegm(read))
    return 0


def _string(of: Any, name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _named_feeds(document: Document) -> tuple[str, ...]:
    """The feeds that a page names, those of comments last."""
    named: dict[str, tuple[bool, int]] = {}
    for element in document.tree.iter("link", "a"):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        relations = (element.get("rel") or "").lower().split()
        if kind not in _NAMED_TYPES or "alternate" not in relations:
            continue
        url = address_of(element.get("href") or "", document.base)
        if url and "/wp-json/" not in url:
            is_comments = bool(_COMMENTS.search(f"{element.get('title') or ''} {url}"))
            named.setdefault(url, (is_comments, _NAMED_TYPES[kind]))
    return tuple(sorted(named, key=named.__getitem__))[:MOST_FEEDS]
