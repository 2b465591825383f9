"""The body of a page written down: as Markdown, or as plain paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract.markdown import lines, writing
from bot.core.extract.markdown.reading import read

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def to_markdown(element: HtmlElement, base_url: str | None = None) -> str:
    """Markdown of `element`; links and images are joined to `base_url`."""
    return writing.write(read(element, base_url))


def to_text(element: HtmlElement) -> str:
    """Plain paragraphs of `element`, one a line: no marks, links, pictures or captions."""
    return "\n".join(lines.lines(read(element)))
