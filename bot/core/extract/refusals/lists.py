"""Pages that lead to articles and hold none: known by their address or build, and their links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from bot.core.extract.refusals.signs import Signs

_LIST_PATH: Final = re.compile(
    r"/?|/(?:index|default|home|forum|bbs)\.(?:html?|php|aspx?|jsp)|/(?:zh|en|cn|zh-cn|en-us)/?"
    r"|(?:/.*)?/(?:search|tags?|categor(?:y|ies)|archives?|authors?|latest|news|blog|articles)/?"
    r"|(?:/.*)?/(?:search|tags?|categor(?:y|ies)|authors?)/[^/]+/?|/.*/page/\d+/?"
    r"|(?:/.*)?/(?:forums?|boards?|bbs|community|viewforum\.php|forumdisplay\.php)/?"
)
_SEARCH_KEYS: Final = frozenset({"q", "s", "query", "keyword", "keywords", "wd", "search"})
_SEARCH_TITLE: Final = re.compile(
    r"search\b|.{0,80}\bsearch results?\b|results for |you searched for |.{0,40}搜索结果|搜索"
    r"|suchergebnisse|résultats de (?:la )?recherche|検索結果"
)
_LIST_CLASSES: Final = frozenset(
    {"home", "archive", "search-results", "search-no-results", "front-page", "section-index"}
)
_ONE_CLASSES: Final = frozenset({"single", "singular", "single-post", "page-template"})
_LIST_TYPES: Final = re.compile(r"\"@type\"\s*:\s*\"(?:CollectionPage|SearchResultsPage)\"")
_FEWEST_LINKS: Final = 15
_LINKED: Final = 0.4  # of the lines; of 630 articles, docs and threads none had over .38


def is_list(signs: Signs) -> bool:
    """A list by its address or its build, whose text is links for the most part."""
    if signs.is_declared_article or not (_is_at_list_address(signs) or _is_built_as_list(signs)):
        return False
    if _is_search(signs) and signs.linked_share >= _LINKED / 2:
        return True
    return len(signs.links) >= _FEWEST_LINKS and signs.linked_share >= _LINKED


def _is_at_list_address(signs: Signs) -> bool:
    if not signs.url.netloc:
        return False
    return _is_search(signs) or (not signs.url.query and bool(_LIST_PATH.fullmatch(signs.url.path)))


def _is_search(signs: Signs) -> bool:
    keys = parse_qs(signs.url.query)
    titles = (signs.title, *signs.headings)
    return bool(_SEARCH_KEYS & keys.keys()) and any(
        _SEARCH_TITLE.match(title.lower()) for title in titles
    )


def _is_built_as_list(signs: Signs) -> bool:
    if signs.classes & _ONE_CLASSES:
        return False
    return bool(signs.classes & _LIST_CLASSES or _LIST_TYPES.search(signs.document.html))
