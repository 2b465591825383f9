"""What can be seen of a page by those who judge whether it is an article at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk

from bot.core.length import length_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from bot.core.extract.document import Document
    from bot.core.model import Article

_UNSEEN: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "select", "datalist", "iframe"}
)
_MOST_TEXTS: Final = 5000  # pieces; walls are small


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
        first = islice(self.document.tree.iter("h1", "h2"), 4)
        return tuple(filter(None, (_squeeze(str(each.text_content())) for each in first)))

    @cached_property
    def visible(self) -> str:
        """The text a browser without scripts would show, up to a length."""
        return _squeeze(" ".join(islice(_texts(self.document.tree), _MOST_TEXTS)))

    @cached_property
    def visible_weight(self) -> int:
        """How much is visible."""
        return _weight(self.visible)

    @cached_property
    def weight(self) -> int:
        """How much the article says, or all that is visible while there is none."""
        return _weight(self.article.text) if self.article else self.visible_weight

    @cached_property
    def has_password(self) -> bool:
        """A field for a password, as on a page to log in."""
        return any(
            (field.get("type") or "").lower() == "password"
            for field in self.document.tree.iter("input")
        )


def _texts(element: HtmlElement) -> Iterator[str]:
    """The pieces of text below `element` that are not code."""
    skipped = 0
    for event, node in iterwalk(element, events=("start", "end")):
        if node.tag in _UNSEEN:
            skipped += 1 if event == "start" else -1
        text = node.text if event == "start" else node.tail
        if text and not skipped:
            yield text


def _weight(text: str) -> int:
    """CJK characters and words in one figure: a word says as much as two characters."""
    cjk, words = length_of(text)
    return cjk + 2 * words


def _squeeze(text: str) -> str:
    return " ".join(text.split())
