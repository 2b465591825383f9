"""What can be seen of a page by those who judge whether it is an article at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml.etree import iterwalk

from bot.core.length import length_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

    from bot.core.extract.document import Document
    from bot.core.model import Article

_UNSEEN: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "select", "datalist", "iframe"}
)
_FRAME: Final = frozenset(
    {"nav", "header", "footer", "aside", "navigation", "banner", "contentinfo", "complementary"}
)
_MOST_FRAME: Final = 3000  # characters; if more is in frames, the article is in one of them
_MOST_TEXTS: Final = 5000  # pieces; walls are small
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SHORTEST_HEADLINE: Final = 8  # weight: four words or eight Chinese characters


@dataclass(frozen=True)
class Signs:
    """A page, and the article that was found in it (None before it was extracted)."""

    document: Document
    article: Article | None = None

    @cached_property
    def title(self) -> str:
        """The `<title>` of the page."""
        return _squeeze(self.document.tree.findtext(".//title") or "")

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The first headings of the page, those a reader sees at once."""
        outside = (each for each in self.document.tree.iter("h1", "h2") if _is_shown(each))
        first = islice(outside, 4)
        return tuple(filter(None, (_squeeze(str(each.text_content())) for each in first)))

    @cached_property
    def markup(self) -> str:
        """The source in lower case, for marks that scripts leave."""
        return self.document.html.lower()

    @cached_property
    def core(self) -> str:
        """What a browser without scripts shows between header and footer, in lower case."""
        body = self.document.tree
        core, page = (
            _squeeze(" ".join(islice(texts_of(body, part), _MOST_TEXTS))) for part in (_FRAME, ())
        )
        return (core if 10 * len(core) > len(page) or len(page) < _MOST_FRAME else page).lower()

    @cached_property
    def core_weight(self) -> int:
        """How much that is."""
        return weight_of(self.core)

    @cached_property
    def text(self) -> str:
        """The text of the article, or all of the core while there is none."""
        return self.article.text if self.article else self.core

    @cached_property
    def weight(self) -> int:
        """How much the article says."""
        return weight_of(self.text)

    @cached_property
    def url(self) -> SplitResult:
        """The parts of the page's address; empty ones for a file."""
        try:
            return urlsplit(self.document.url or "")
        except ValueError:  # brackets that hold no address
            return urlsplit("")

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of the body element."""
        body = self.document.tree.find("body")
        return frozenset((body.get("class") or "").lower().split() if body is not None else ())

    @cached_property
    def is_declared_article(self) -> bool:
        """The page calls itself an article where links to it are previewed."""
        return any(
            (meta.get("property") == "og:type" and "article" in (meta.get("content") or "").lower())
            or meta.get("property") == "article:published_time"
            for meta in self.document.tree.iter("meta")
        )

    @cached_property
    def headlines(self) -> frozenset[str]:
        """The links to other pages, outside of the frame, that say as much as a headline."""
        links = (link for link in self.document.tree.iter("a") if self._leads_away(link))
        words = (_squeeze(str(link.text_content())) for link in links if not _is_in_frame(link))
        return frozenset(each for each in words if weight_of(each) >= _SHORTEST_HEADLINE)

    @cached_property
    def has_password(self) -> bool:
        """A field for a password, as on a page to log in."""
        fields = self.document.tree.iter("input")
        passwords = [each for each in fields if (each.get("type") or "").lower() == "password"]
        return any(_is_shown(each) for each in passwords)

    def _leads_away(self, link: HtmlElement) -> bool:
        target = (link.get("href") or "").strip()
        if not target or target.startswith(("#", "javascript:", "mailto:")):
            return False
        base = self.document.url or ""
        try:
            return str(urljoin(base, target)).partition("#")[0] != base.partition("#")[0]
        except ValueError:  # an address that is none, as in http://[
            return False


def texts_of(top: HtmlElement, without: Collection[str]) -> Iterator[str]:
    """The texts a reader sees below `top`, but those in elements, or roles, of `without`."""
    skipped = 0
    for event, node in iterwalk(top, events=("start", "end")):
        if _is_unseen(node) or node.tag in without or node.get("role") in without:
            skipped += 1 if event == "start" else -1
        text = node.text if event == "start" else node.tail
        if text and not skipped and (event == "start" or node is not top):
            yield text


def _is_unseen(element: HtmlElement) -> bool:
    """Whether `element` is code, or not shown."""
    if element.tag in _UNSEEN or "hidden" in element.attrib:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(style))


def _is_shown(element: HtmlElement) -> bool:
    """Whether `element` is seen, and in the middle of the page."""
    around = (element, *element.iterancestors())
    return not (any(map(_is_unseen, around)) or _is_in_frame(element))


def _is_in_frame(element: HtmlElement) -> bool:
    """Whether `element` is in the page's frame; an article may have a header of its own."""
    tags = [each.tag for each in element.iterancestors()]
    owned = "article" in tags or "main" in tags
    return any(tag in _FRAME and not (owned and tag == "header") for tag in tags)


def weight_of(text: str) -> int:
    """CJK characters and words in one figure: a word says as much as two characters."""
    cjk, words = length_of(text)
    return cjk + 2 * words


def _squeeze(text: str) -> str:
    return " ".join(text.split())
