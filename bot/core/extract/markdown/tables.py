"""Tables of data as rows of cells; tables that only lay out a page as what they hold."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from bot.core.extract.markdown.structure import Figure, Paragraph, Span, Table, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from bot.core.extract.markdown.structure import Block, Picture

Cell = tuple["Span | Picture", ...]

_LONGEST_CELL: Final = 600  # characters; a cell that holds more lays out a page
_WIDEST: Final = 40
_TALLEST: Final = 2000


def read_table(
    table: HtmlElement, blocks_of: Callable[[HtmlElement], tuple[Block, ...]]
) -> Iterator[Block]:
    """Read `table`; `blocks_of` reads one cell."""
    rows = [[(cell, blocks_of(cell)) for cell in _cells(row)] for row in _rows(table)]
    for caption in table.iterchildren("caption"):
        yield from blocks_of(caption)
    if _is_layout(table, [blocks for row in rows for _, blocks in row]) or not _is_grid(rows):
        yield from chain.from_iterable(blocks for row in rows for _, blocks in row)
    else:
        yield Table(
            _even(_spread([[(cell, _inline(blocks)) for cell, blocks in row] for row in rows]))
        )


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    yield from row.iterchildren("td", "th")


def _is_layout(table: HtmlElement, cells: list[tuple[Block, ...]]) -> bool:
    """Whether the table holds more than words: then its lines are no rows to a reader."""
    if table.get("role") == "presentation":
        return True
    return any(
        not isinstance(block, Paragraph | Figure) for blocks in cells for block in blocks
    ) or any(len(plain(_inline(blocks))) > _LONGEST_CELL for blocks in cells)


def _is_grid(rows: list[list[tuple[HtmlElement, tuple[Block, ...]]]]) -> bool:
    """Whether at least two rows have at least two cells with something in them."""
    return sum(sum(bool(blocks) for _, blocks in row) >= 2 for row in rows[:_TALLEST]) >= 2


def _inline(blocks: tuple[Block, ...]) -> Cell:
    parts: list[Cell] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.extend(block.lines)
        elif isinstance(block, Figure):
            parts.append(block.pictures)
    return tuple(chain.from_iterable((*part, Span(" ")) for part in parts))[:-1]


def _spread(rows: list[list[tuple[HtmlElement, Cell]]]) -> Iterator[list[Cell]]:
    """Rows with every spanning cell in its first place and empty ones in the others."""
    pending: dict[int, int] = {}  # column -> rows that a cell above still covers
    for row in rows[:_TALLEST]:
        spread: list[Cell] = []
        cells = iter(row)
        for column in range(_WIDEST):
            if pending.get(column, 0) > 0:
                pending[column] -= 1
                spread.append(())
                continue
            found = next(cells, None)
            if found is None:
                break
            cell, spans = found
            spread.append(spans)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for covered in range(column, column + width):
                pending[covered] = height - 1
            for covered in range(column + 1, column + width):
                pending[covered] = height
        yield spread


def _span(cell: HtmlElement, name: str) -> int:
    written = cell.get(name) or ""
    return min(max(int(written), 1), _WIDEST) if written.isdecimal() and len(written) < 5 else 1


def _even(rows: Iterator[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of one length, without rows and columns that hold nothing."""
    filled = [row for row in rows if any(row)]
    width = max(map(len, filled), default=0)
    even = [row + [()] * (width - len(row)) for row in filled]
    used = [column for column in range(width) if any(row[column] for row in even)]
    return tuple(tuple(row[column] for column in used) for row in even)
