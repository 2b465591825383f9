"""A decoded page and its tree, parsed once, when somebody first asks.

The tree is built as browsers build it (HTML standard, section 13.2), then handed over to lxml,
whose own parser mends broken pages in a way of its own. Strangers write these pages: what is
parsed is bounded, no entity of theirs is resolved and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from resiliparse.parse.html import HTMLTree

from bot.core.extract.markdown.addresses import absolute

_LONGEST: Final = 6_000_000  # characters
_MOST_TAGS: Final = 100_000
_MOST_ATTRIBUTES: Final = 2_000
_LONG_TAG: Final = re.compile(r"(<[a-zA-Z][\w:-]{0,30})([^<>]{20000,})")
_FORMATTING: Final = re.compile(
    r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
_MOST_OPEN: Final = 1_000
_EMPTY: Final = "<html><body></body></html>"


@dataclass(frozen=True)
class Document:
    """One page as text. `url` is the address it came from, None for a file without one."""

    url: str | None
    html: str

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed page; for hostile or empty input at least `<html><body/></html>`.

        Shared by everyone who reads the page: never changed in place.
        """
        return _parse(_bounded(self.html))

    @cached_property
    def base(self) -> str | None:
        """What the page's relative addresses are joined to: its `<base>`, else its own address."""
        element = next(self.tree.iter("base"), None)
        return absolute(element.get("href"), self.url) if element is not None else self.url


def _parse(markup: str) -> HtmlElement:
    if not _is_rank(markup):
        markup = str(HTMLTree.parse(markup))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return document_fromstring(_EMPTY)


def _bounded(markup: str) -> str:
    """`markup` cut down to what can be parsed in good time."""
    markup = _LONG_TAG.sub(_few_attributes, markup[:_LONGEST].replace("\0", ""))
    if markup.count("<") > _MOST_TAGS:
        last = next(islice(re.finditer("<", markup), _MOST_TAGS, None))
        return markup[: last.start()]
    return markup


def _few_attributes(found: re.Match[str]) -> str:
    """A long tag as it is (an image may be written out in it), or bare if it is flooded."""
    return found[1] if len(found[2].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else found[0]


def _is_rank(markup: str) -> bool:
    """Whether formatting elements grow wild: each one open is opened again in every paragraph.

    See "reconstruct the active formatting elements" in section 13.2.4.3: the tree would grow with
    the square of the page.
    """
    ends = _FORMATTING.findall(markup)
    return ends.count("") - ends.count("/") > _MOST_OPEN
