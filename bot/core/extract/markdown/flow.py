"""Inline content on its way to blocks: spans are gathered, then tidied into paragraphs."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.core.extract.markdown.structure import Figure, Paragraph, Picture, Span, Style, plain
from bot.core.lines import continues, wrap_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.extract.markdown.structure import Block

Line = tuple[Span | Picture, ...]

_SEAM: Final = "\x01"  # stands between two spans while their white space is looked at as one
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"  # not Korean, which has spaces
_WRAPPED: Final = re.compile(
    rf"(?<={_WIDE})\s*\n\s*(?={_SEAM}*{_WIDE})|(?<={_WIDE}{_SEAM})\s*\n\s*(?={_SEAM}*{_WIDE})"
)
_SPACES: Final = re.compile(r"\s+")
_DOUBLED: Final = re.compile(rf"(?<= )({_SEAM}*) ")
_AT_END: Final = re.compile(rf" (?={_SEAM}*$)")


class Flow:
    """Gathers one run of blocks; `depth` guards against bottomless nesting."""

    def __init__(self, base: str | None, depth: int = 0) -> None:
        self.base = base
        self.depth = depth
        self._blocks: list[Block] = []
        self._lines: list[list[Span | Picture]] = [[]]

    def words(self, text: str | None, style: Style) -> None:
        """Take up text as the page has it, white space and all."""
        if text:
            self._lines[-1].append(Span(text, style))

    def picture(self, picture: Picture) -> None:
        """Take up an image in the middle of the line."""
        self._lines[-1].append(picture)

    def line_break(self) -> None:
        """End the line; two in a row end the paragraph."""
        self._lines.append([])

    def add(self, *blocks: Block) -> None:
        """Close the paragraph and set whole blocks after it."""
        self.flush()
        self._blocks.extend(blocks)

    def flush(self) -> None:
        """Close the paragraph."""
        lines, self._lines = self._lines, [[]]
        for filled, group in groupby(map(_tidy, lines), key=bool):
            if filled:
                self._blocks.extend(_paragraphs(list(group)))

    def finish(self) -> tuple[Block, ...]:
        """All blocks so far."""
        self.flush()
        return tuple(_unwrapped(self._blocks))


def _unwrapped(blocks: list[Block]) -> Iterator[Block]:
    """Paragraphs that are but the lines of a wrapped text, put together again."""
    for single, group in groupby(blocks, key=_is_line):
        run = list(group)
        lines = [block.lines[0] for block in run if isinstance(block, Paragraph)]
        if single and wrap_width([plain(line) for line in lines]):
            yield from (Paragraph((line,)) for line in _rejoined(lines))
        else:
            yield from run


def _is_line(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.lines) == 1


def _paragraphs(lines: list[Line]) -> Iterator[Block]:
    """Text lines as one paragraph, its wrapped lines joined; lines of pictures as figures."""
    for pictured, group in groupby(lines, key=_is_pictures):
        if pictured:
            for line in group:
                yield Figure(tuple(item for item in line if isinstance(item, Picture)))
        else:
            yield Paragraph(tuple(_rejoined(list(group))))


def _is_pictures(line: Line) -> bool:
    return not plain(line)


def _rejoined(lines: list[Line]) -> Iterator[Line]:
    """Lines that a machine wrapped, put together again."""
    texts = [plain(line) for line in lines]
    width = wrap_width(texts)
    joined = [list(lines[0])]
    for before, after, line in zip(texts, texts[1:], lines[1:], strict=False):
        if continues(before, after, width):
            joined[-1] += [Span("\n"), *line]
        else:
            joined.append(list(line))
    yield from map(_tidy, joined)


def _tidy(line: list[Span | Picture]) -> Line:
    """White space as a browser shows it, neighbours of one style made one, nothing empty."""
    tidied: list[Span | Picture] = []
    for item, text in zip(line, _collapse([_text(item) for item in line]), strict=True):
        last = tidied[-1] if tidied else None
        if isinstance(item, Picture):
            tidied.append(item)
        elif text and isinstance(last, Span) and last.style == item.style:
            tidied[-1] = Span(last.text + text, item.style)
        elif text:
            tidied.append(Span(text, item.style))
    return tuple(tidied)


def _text(item: Span | Picture) -> str:
    return item.text.replace(_SEAM, "") if isinstance(item, Span) else "\ufffc"


def _collapse(texts: list[str]) -> list[str]:
    """Collapse white space over all of `texts`, which stand side by side in one line."""
    if not texts:
        return []
    whole = _SPACES.sub(" ", _WRAPPED.sub("", f" {_SEAM.join(texts)}"))
    return _AT_END.sub("", _DOUBLED.sub(r"\1", whole)).removeprefix(" ").split(_SEAM)
