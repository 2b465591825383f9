"""The body of a page written down: as Markdown, or as plain paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract.markdown.reading import read as read_blocks
from bot.core.extract.markdown.wording import paragraphs
from bot.core.extract.markdown.writing import write as as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.markdown.structure import Block

__all__ = ["as_markdown", "as_text", "read_blocks", "to_markdown", "to_text"]


def to_markdown(element: HtmlElement, base_url: str | None = None) -> str:
    """Markdown of `element`; links and images are joined to `base_url`."""
    return as_markdown(read_blocks(element, base_url))


def to_text(element: HtmlElement) -> str:
    """Plain paragraphs of `element`: no marks, links, pictures or captions."""
    return as_text(read_blocks(element))


def as_text(blocks: Sequence[Block]) -> str:
    """`blocks` as plain paragraphs, a blank line between two of them."""
    return "\n\n".join(paragraphs(blocks))
