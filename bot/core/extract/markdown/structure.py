"""The structure of a page's body: headings, paragraphs, lists, code, quotes, tables, pictures.

An element is read into these values once; how they are written down is another room's business.
Formatting is kept on flat spans of text, so that no odd nesting of a page can tear a block apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How a span is set; `href` is an absolute address."""

    strong: bool = False
    emphasis: bool = False
    code: bool = False
    struck: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image; `source` is an absolute address."""

    source: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of inline content: a line break of the page parts two of them."""

    lines: tuple[tuple[Span | Picture, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    spans: tuple[Span | Picture, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code as it stands; `language` is "" where the page names none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted blocks."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is made of blocks. `start` is the first number, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one length; the first row is the head."""

    rows: tuple[tuple[tuple[Span | Picture, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Pictures with what is written under them."""

    pictures: tuple[Picture, ...]
    caption: tuple[Span | Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Heading | Code | Quote | Items | Table | Figure | Rule


def plain(spans: tuple[Span | Picture, ...]) -> str:
    """The words of `spans` alone."""
    return " ".join("".join(span.text for span in spans if isinstance(span, Span)).split())
