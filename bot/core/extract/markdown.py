"""Elements of a page as Markdown, and the same as plain paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    ["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "tr"]
)


def to_markdown(element: HtmlElement, base_url: str | None = None) -> str:
    """Markdown of `element`; links and images are made absolute on `base_url`."""
    del base_url
    return "\n\n".join(_paragraphs(element))


def to_text(element: HtmlElement) -> str:
    """Plain paragraphs of `element`, one a line."""
    return "\n".join(_paragraphs(element))


def _paragraphs(element: HtmlElement) -> list[str]:
    runs: list[list[str]] = [[]]
    for event, node in _walk(element):
        if node.tag in _BLOCKS or node.tag == "br":
            runs.append([])
        text = node.text if event == "start" else node.tail
        if text and node.tag not in ("script", "style"):
            runs[-1].append(text)
    return [line for run in runs if (line := " ".join("".join(run).split()))]


def _walk(element: HtmlElement) -> list[tuple[str, HtmlElement]]:
    from lxml import etree  # noqa: PLC0415

    return [(event, node) for event, node in etree.iterwalk(element, events=("start", "end"))]
