"""Blocks as Markdown.

What a page says can never become structure of the note: characters that would are escaped.
"""

from __future__ import annotations

import re
from functools import singledispatch
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.core.extract.markdown.structure import (
    Block,
    Code,
    Figure,
    Heading,
    Items,
    Paragraph,
    Picture,
    Quote,
    Span,
    Table,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.extract.markdown.structure import Style

    Spans = Sequence[Span | Picture]

_MARKUP: Final = re.compile(
    r"[\\`\[]"  # escapes, code, links
    r"|\*(?!\s)|(?<=\S)\*"  # emphasis, but no star between spaces
    r"|(?<!\w)_|_(?!\w)"  # emphasis never stands inside a word with underscores
    r"|~~|<(?=[a-zA-Z/!?])|&(?=#?\w{1,32};)"
)
_AT_START: Final = re.compile(
    r"#{1,6}(?=\s|$)|[+*-](?=\s|$)|>|=+\s*$|-{3,}|~{3,}|(?<!\d)\d{1,9}(?=[.)](?:\s|$))"
)
_FENCE: Final = re.compile(r"^\s*(`{3,})", re.MULTILINE)
_TICKS: Final = re.compile(r"`+")


def write(blocks: Sequence[Block]) -> str:
    """The Markdown of `blocks`."""
    return "\n\n".join(_written(blocks))


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    yield from filter(None, map(_block, blocks))


@singledispatch
def _block(_: Block) -> str:
    return "---"


@_block.register
def _(block: Paragraph) -> str:
    return "  \n".join(filter(None, map(_start_safe, map(_inline, block.lines))))


@_block.register
def _(block: Heading) -> str:
    return f"{'#' * block.level} {_inline(block.spans)}"


@_block.register
def _(block: Code) -> str:
    fence = max([*_FENCE.findall(block.text), "``"], key=len) + "`"
    return f"{fence}{block.language}\n{block.text}\n{fence}"


@_block.register
def _(block: Quote) -> str:
    return _indent(write(block.blocks), "> ", "> ").replace("> \n", ">\n")


@_block.register
def _(block: Figure) -> str:
    images = " ".join(map(_image, block.pictures))
    return f"{images}\n\n*{_escaped(plain(block.caption))}*" if plain(block.caption) else images


@_block.register
def _(block: Table) -> str:
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in block.rows]
    return "\n".join([lines[0], "|" + " --- |" * len(block.rows[0]), *lines[1:]])


def _cell(spans: Spans) -> str:
    return _inline(spans).replace("|", "\\|")


@_block.register
def _(block: Items) -> str:
    written = [
        _item("- " if block.start is None else f"{number}. ", blocks)
        for number, blocks in enumerate(block.items, block.start or 0)
    ]
    return ("\n\n" if any("\n\n" in item for item in written) else "\n").join(written)


def _item(mark: str, blocks: Sequence[Block]) -> str:
    """One item; a paragraph with a list under it stays close to that list."""
    close = all(isinstance(block, Items) for block in blocks[1:])
    return _indent(("\n" if close else "\n\n").join(_written(blocks)), mark, " " * len(mark))


def _indent(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    indented = (f"{others}{line}" if line or others.strip() else "" for line in lines[1:])
    return "\n".join([first + lines[0], *indented])


def _inline(spans: Spans) -> str:
    """Spans as Markdown; what belongs to one link stands in one pair of brackets."""
    return "".join(_linked(href, list(run)) for href, run in groupby(spans, key=_href))


def _href(span: Span | Picture) -> str | None:
    return span.style.href if isinstance(span, Span) else None


def _linked(href: str | None, spans: Spans) -> str:
    text = "".join(_image(span) if isinstance(span, Picture) else _styled(span) for span in spans)
    label = text.strip()
    if not href or not label:
        return text
    before, _, after = text.partition(label)
    return f"{before}[{label.replace(']', chr(92) + ']')}]({href}){after}"


def _styled(span: Span) -> str:
    """A span with its marks; white space at its ends stays outside of them."""
    core = span.text.strip()
    if not core:
        return span.text
    before, _, after = span.text.partition(core)
    return f"{before}{_marked(core, span.style)}{after}"


def _marked(text: str, style: Style) -> str:
    if style.code:
        ticks = max([*_TICKS.findall(text), ""], key=len) + "`"
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{ticks}{pad}{text}{pad}{ticks}"
    strike, mark = "~~" * style.struck, "**" * style.strong + "*" * style.emphasis
    return f"{strike}{mark}{_escaped(text)}{mark}{strike}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _start_safe(line: str) -> str:
    """`line` with a mark at its start escaped that would make it a heading, a list or a rule."""
    found = _AT_START.match(line)
    if not found:
        return line
    at = found.end() if found[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def _image(picture: Picture) -> str:
    return f"![{_escaped(picture.alt).replace(']', chr(92) + ']')}]({picture.source})"
