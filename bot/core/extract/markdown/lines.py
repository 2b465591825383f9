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


def lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of `blocks`, a line for each paragraph, row or line of code."""
    for block in blocks:
        yield from filter(None, _lines(block))


@singledispatch
def _lines(_: Block) -> Iterator[str]:
    """Pictures, their captions and rules say nothing in plain words."""
    yield from ()


@_lines.register
def _(block: Paragraph) -> Iterator[str]:
    yield from map(plain, block.lines)


@_lines.register
def _(block: Heading) -> Iterator[str]:
    yield plain(block.spans)


@_lines.register
def _(block: Code) -> Iterator[str]:
    yield from filter(str.strip, block.text.split("\n"))


@_lines.register
def _(block: Quote) -> Iterator[str]:
    yield from lines(block.blocks)


@_lines.register
def _(block: Items) -> Iterator[str]:
    for item in block.items:
        yield from lines(item)


@_lines.register
def _(block: Table) -> Iterator[str]:
    for row in block.rows:
        yield " | ".join(filter(None, map(plain, row)))
