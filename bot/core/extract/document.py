"""A decoded page and its tree, parsed once, when somebody first asks.

The tree is built as browsers build it (HTML standard, section 13.2), then handed over to lxml,
whose own parser mends broken pages in a way of its own. Strangers write these pages: what is
parsed is bounded, no entity of theirs is resolved and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from resiliparse.parse.html import HTMLTree

from bot.core.extract.markdown.addresses import absolute

_LONGEST: Final = 6_000_000  # characters
_LONGEST_RUN: Final = 300_000  # characters from one tag to the next
_MOST_TAGS: Final = 50_000
_LONG_TAG: Final = 20_000  # characters
_MOST_ATTRIBUTES: Final = 2_000
_TAG: Final = re.compile(r"[a-zA-Z][\w:-]{0,30}(?=\s)")
_FORMATTING: Final = re.compile(
    r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
_MOST_OPEN: Final = 1_000


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
    return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)


def _bounded(markup: str) -> str:
    """`markup` cut down to what can be parsed and read in good time."""
    runs = markup[:_LONGEST].replace("\0", "").split("<", _MOST_TAGS)[:_MOST_TAGS]
    return "<".join(_short(run) if len(run) > _LONG_TAG else run for run in runs)


def _short(run: str) -> str:
    """A tag and the text after it: bare if it is flooded with attributes, and never endless."""
    tag = _TAG.match(run)
    if tag and len(run.partition(">")[0].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES:
        return f"{tag[0]}>{run.partition('>')[2][:_LONGEST_RUN]}"
    return run[:_LONGEST_RUN]


def _is_rank(markup: str) -> bool:
    """Whether formatting elements grow wild: each one open is opened again in every paragraph.

    See "reconstruct the active formatting elements" in section 13.2.4.3: the tree would grow with
    the square of the page.
    """
    ends = _FORMATTING.findall(markup)
    return ends.count("") - ends.count("/") > _MOST_OPEN
