"""Where on the page the words stand, and where the votes of the extractors gather."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.segments import Segment


class Regions:
    """How many words each element holds, and how many of them are voted for.

    `votes` has a number from 0 to 1 for each segment. All elements with words in them are known,
    `elements` lists them with every one behind its parent; nothing here grows with their depth.
    """

    def __init__(self, segments: Sequence[Segment], votes: Sequence[float]) -> None:
        self.parents: dict[HtmlElement, HtmlElement | None] = {}
        self.elements: list[HtmlElement] = []
        self.words: dict[HtmlElement, float] = defaultdict(float)
        self.voted: dict[HtmlElement, float] = defaultdict(float)
        for segment, vote in zip(segments, votes, strict=True):
            self._learn(segment.block)
            self.words[segment.block] += len(segment.words)
            self.voted[segment.block] += len(segment.words) * vote
        for element in reversed(self.elements):
            parent = self.parents[element]
            if parent is not None:
                self.words[parent] += self.words[element]
                self.voted[parent] += self.voted[element]
        self.all_voted = self.voted[self.elements[0]] if self.elements else 0.0

    def _learn(self, block: HtmlElement) -> None:
        chain: list[HtmlElement] = []
        element: HtmlElement | None = block
        while element is not None and element not in self.parents:
            self.parents[element] = element.getparent()
            chain.append(element)
            element = self.parents[element]
        self.elements.extend(reversed(chain))

    def around(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """`element` and all elements around it, from the inside out."""
        current: HtmlElement | None = element
        while current is not None:
            yield current
            current = self.parents[current]

    def inside(self, region: HtmlElement | None) -> set[HtmlElement]:
        """`region` and all known elements in it."""
        found = {region}
        for element in self.elements:
            if self.parents[element] in found:
                found.add(element)
        return {element for element in found if element is not None}

    def smallest(self, share: float) -> HtmlElement | None:
        """The smallest element that holds at least `share` of all votes."""
        deepest_first = reversed(self.elements)
        enough = (e for e in deepest_first if self.voted[e] >= share * self.all_voted)
        return min(enough, key=self.words.__getitem__, default=None)

    def siblings(self, segment: Segment, vote: float) -> float:
        """The share of votes among the words around `segment`, its own left out."""
        *_, element = islice(self.around(segment.block), 3)
        count = len(segment.words)
        others = self.words[element] - count
        return (self.voted[element] - count * vote) / others if others > 0 else vote
