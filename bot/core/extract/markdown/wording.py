"""Blocks as plain paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import TYPE_CHECKING

from bot.core.extract.markdown.structure import (
    Block,
    Code,
    Heading,
    Items,
    Paragraph,
    Quote,
    Table,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of `blocks`, paragraph by paragraph; lines of verse, code and tables stay lines."""
    for block in blocks:
        yield from filter(None, _paragraphs(block))


@singledispatch
def _paragraphs(_: Block) -> Iterator[str]:
    """Pictures, their captions and rules say nothing in plain words."""
    yield from ()


@_paragraphs.register
def _(block: Paragraph) -> Iterator[str]:
    yield "\n".join(filter(None, map(plain, block.lines)))


@_paragraphs.register
def _(block: Heading) -> Iterator[str]:
    yield plain(block.spans)


@_paragraphs.register
def _(block: Code) -> Iterator[str]:
    yield block.text


@_paragraphs.register
def _(block: Quote) -> Iterator[str]:
    yield from paragraphs(block.blocks)


@_paragraphs.register
def _(block: Items) -> Iterator[str]:
    for item in block.items:
        yield from paragraphs(item)


@_paragraphs.register
def _(block: Table) -> Iterator[str]:
    yield "\n".join(" | ".join(filter(None, map(plain, row))) for row in block.rows)
