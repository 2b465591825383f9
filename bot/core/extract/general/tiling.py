"""Which words of a page an extractor kept: its text is laid over the page's like tiles.

Greedy string tiling (M. J. Wise, 1993): the longest common runs of words are matched first and
every word counts once, so that a title that also stands in a menu is found in its right place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST: Final = 4  # words of a tile
_CANDIDATES: Final = 6  # places tried for one tile
_MOST_WORDS: Final = 100_000


class _Tile(NamedTuple):
    length: int
    start: int
    source: int


def coverage(page: Sequence[Sequence[str]], kept: Sequence[str]) -> list[float]:
    """For each run of words of `page`: the share of them that stands in `kept`, 0 to 1."""
    words = [word for run in page for word in run][:_MOST_WORDS]
    covered = _cover(words, kept[:_MOST_WORDS])
    shares: list[float] = []
    start = 0
    for run in page:
        end = start + len(run)
        shares.append(covered.count(1, start, end) / max(1, len(run)))
        start = end
    return shares


def _cover(words: Sequence[str], kept: Sequence[str]) -> bytearray:
    """One byte for each of `words`: 1 where a tile lies."""
    covered, used = bytearray(len(words)), bytearray(len(kept))
    for length, start, source in sorted(_tiles(words, kept), reverse=True):
        for step in range(length):
            if not used[source + step] and not covered[start + step]:
                used[source + step] = covered[start + step] = 1
    return covered


def _tiles(words: Sequence[str], kept: Sequence[str]) -> list[_Tile]:
    size = min(_SHORTEST, len(words), len(kept))
    tiles: list[_Tile] = []
    if not size:
        return tiles
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(kept) - size + 1):
        places[tuple(kept[place : place + size])].append(place)
    start = 0
    while start <= len(words) - size:
        sources = places.get(tuple(words[start : start + size]), [])[:_CANDIDATES]
        tile = max((_grown(words, kept, start, source, size) for source in sources), default=None)
        if tile:
            tiles.append(tile)
        start += max(1, tile.length - size + 1) if tile else 1
    return tiles


def _grown(
    words: Sequence[str], kept: Sequence[str], start: int, source: int, length: int
) -> _Tile:
    """The tile that begins at `start` and `source`, as long as the two texts agree."""
    longest = min(len(words) - start, len(kept) - source)
    while length < longest and words[start + length] == kept[source + length]:
        length += 1
    return _Tile(length, start, source)
