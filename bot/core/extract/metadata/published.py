"""When an article was published: declared days first, then the one written by the headline."""

from __future__ import annotations

import re
from itertools import filterfalse
from typing import TYPE_CHECKING, Final

from bot.core.extract.metadata.dates import day_of
from bot.core.extract.metadata.facts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.core.extract.metadata.bylines import Bylines
    from bot.core.extract.metadata.facts import Facts

_NODE: Final = ("datePublished", "uploadDate", "dateCreated")
_META: Final = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "published_at",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "pub_date",
    "publication_date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcsext.articlefirstpublished",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "published_on",
    "w-published-date",
    "weibo:article:create_at",
    "apub:time",
    "date",
    "datecreated",
    "originalpublicationdate",
    "release_date",
    "ptime",
    "bytedance:published_time",
)
_LABEL: Final = re.compile(
    r"publi|post(?:ed|é)|updated|\bdate\b|erschienen|veröffentlicht|stand:|发[布表]|發[布表]|日期|时间|時間|更新",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"updat|modif|revis|review|edited|aktualisiert|更新|修改", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"\d\s?[-/.年日]\s?\d.*\d\d?:\d\d")
_ITEMPROPS: Final = frozenset({"datePublished", "dateCreated"})
_MACHINE: Final = re.compile(r"\s*(?:19|20)\d\d-?\d\d")
_URL_DAY: Final = re.compile(r"(?<!\d)((?:19[89]|20\d)\d)([-/_]?)([01]\d)[-/_]?([0-3]\d)(?!\d)")


def published_on(facts: Facts, bylines: Bylines) -> date | None:
    """The day of publication in the page's own time; None where it does not tell."""
    return next(filter(None, map(day_of, filter(None, _candidates(facts, bylines)))), None)


def _candidates(facts: Facts, bylines: Bylines) -> Iterator[str]:
    below, above = list(bylines.below()), list(bylines.above())
    declared = [text_of(facts.article, *_NODE), *map(facts.first, _META), *_marked(facts)]
    if facts.is_chinese:  # there the time of publication stands under the headline, by custom
        yield from filterfalse(_CHANGED.search, below)
    yield from filter(_MACHINE.match, declared)
    yield _from_address(facts.document.url or "")
    yield from filterfalse(_CHANGED.search, below + above)
    yield from declared
    yield from below + above
    yield from _times(facts)
    yield from (text_of(node, "datePublished") for node in facts.nodes)
    lines = list(bylines.all())
    yield from filter(_LABEL.search, lines)
    yield from filter(_CLOCK.search, lines)


def _marked(facts: Facts) -> Iterator[str]:
    """What microdata marks as the day of publication."""
    for element in facts.document.tree.iter():
        if element.get("itemprop") in _ITEMPROPS:
            yield element.get("content") or element.get("datetime") or str(element.text_content())


def _times(facts: Facts) -> Iterator[str]:
    for element in facts.document.tree.iter("time"):
        yield element.get("datetime") or str(element.text_content())


def _from_address(url: str) -> str:
    found = _URL_DAY.search(url)
    return f"{found[1]}-{found[3]}-{found[4]}" if found else ""
