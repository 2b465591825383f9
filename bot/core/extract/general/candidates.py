"""What three extractors make of a page: candidates for its article, as words.

Each has its own idea of an article: trafilatura follows rules for the whole page, readability the
density of its paragraphs, resiliparse the names of its elements. None of them fetches anything.
"""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import TYPE_CHECKING, Final

import trafilatura
from lxml.etree import iterwalk
from lxml.html import tostring
from readability import Document as Readability
from readability.readability import REGEXES, Unparseable
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.utils import line_processing, trim

from bot.core.extract.segments import segments_of, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_ELEMENTS: Final = 30_000
_MOST_LEVELS: Final = 1_000_000  # elements times depth; an ordinary page has a tenth of it
_NOISY: Final = ("readability", "trafilatura")


def candidates_of(tree: HtmlElement) -> tuple[list[str], list[str], list[str]]:
    """The words that trafilatura, readability and resiliparse keep of `tree`.

    Of a monstrous tree only the last is asked, which takes milliseconds where they take seconds.
    """
    for name in _NOISY:  # they report each page they cannot read, with its traceback
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if _is_monstrous(tree):
        return [], [], _resiliparse(tree)
    return _trafilatura(tree), _readability(tree), _resiliparse(tree)


def _is_monstrous(tree: HtmlElement) -> bool:
    """Whether the tree is so large, or so large and deep, that rules of thumb take seconds."""
    depth = deepest = elements = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(depth, deepest)
    return elements > _MOST_ELEMENTS or elements * deepest > _MOST_LEVELS


def _trafilatura(tree: HtmlElement) -> list[str]:
    text = trafilatura.extract(deepcopy(tree), fast=True, include_comments=False)
    for cached in (trim, line_processing):  # they would hold the text of the last thousand pages
        cached.cache_clear()
    return words_of(text or "")


class _Article(Readability):  # type: ignore[misc] # it has no types
    """Readability on a page that is pruned already, without its clean-up of attributes.

    That clean-up is for showing the page, and its pattern hangs on hostile attributes.
    """

    def _parse(self, tree: HtmlElement) -> HtmlElement:
        self.encoding = "utf-8"
        copy = deepcopy(tree)
        for element in copy.xpath(
            "//*[@hidden or contains(@style, 'none') or contains(@style, 'hidden')]"
        ):
            if element.get("hidden") is not None or REGEXES["displayNoneRe"].search(
                element.get("style")
            ):
                element.drop_tree()
        return copy

    def get_clean_html(self) -> str:
        return str(tostring(self.html, encoding="unicode"))


def _readability(tree: HtmlElement) -> list[str]:
    article = _Article(tree)
    try:
        article.summary()
    except Unparseable:
        return []
    return [word for segment in segments_of(article.html) for word in segment.words]


def _resiliparse(tree: HtmlElement) -> list[str]:
    markup = tostring(tree, encoding="unicode")
    return words_of(extract_plain_text(markup, main_content=True, alt_texts=False))
