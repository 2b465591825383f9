"""Pages that lead to articles and hold none: known by their address or build, and their links.

Measured on 630 articles, documentation pages and threads: 6 stand at such an address or are built
like a list, and none of these has 10 headlines and less than 300 of prose in one place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from bot.core.extract.refusals.signs import texts_of, weight_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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

_FEWEST_HEADLINES: Final = 10
_FEWEST_HITS: Final = 4  # of a search
_MOST_PROSE: Final = 300  # weight; an article says more than this in one place
_BLOCKS: Final = (
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "table", "td", "th", "tr", "ul"),
)
_LINKS: Final = frozenset({"a"})


def is_list(signs: Signs) -> bool:
    """A list by its address or its build, with headlines that lead away and little prose."""
    if signs.is_declared_article or not (_is_at_list_address(signs) or _is_built_as_list(signs)):
        return False
    fewest = _FEWEST_HITS if _is_search(signs) else _FEWEST_HEADLINES
    return len(signs.headlines) >= fewest and _most_prose(signs.document.tree) < _MOST_PROSE


def _is_at_list_address(signs: Signs) -> bool:
    if not signs.url.netloc:
        return False
    return _is_search(signs) or (not signs.url.query and bool(_LIST_PATH.fullmatch(signs.url.path)))


def _is_search(signs: Signs) -> bool:
    keys = parse_qs(signs.url.query)
    titles = map(str.lower, (signs.title, *signs.headings))
    return bool(_SEARCH_KEYS & keys.keys()) and any(map(_SEARCH_TITLE.match, titles))


def _is_built_as_list(signs: Signs) -> bool:
    if signs.classes & _ONE_CLASSES:
        return False
    return bool(signs.classes & _LIST_CLASSES or _LIST_TYPES.search(signs.document.html))


def _most_prose(tree: HtmlElement) -> int:
    """The weight of the most prose that stands together in one element, links aside."""
    return max(map(_prose_of, tree.iter("body", "td", *_BLOCKS)), default=0)


def _prose_of(element: HtmlElement) -> int:
    """The weight of what stands in `element` itself and in its paragraphs."""
    texts = [element.text or ""]
    for child in element:
        is_paragraph = child.tag != "a" and next(child.iterdescendants(*_BLOCKS), None) is None
        texts += texts_of(child, _LINKS) if is_paragraph else ()
        texts.append(child.tail or "")
    return weight_of(" ".join(texts))
