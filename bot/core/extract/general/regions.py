"""Where on the page the votes of the extractors gather."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.segments import Segment


class Regions:
    """How many words each element holds, and how many of them are voted for.

    `votes` has a number from 0 to 1 for each segment.
    """

    def __init__(self, segments: Sequence[Segment], votes: Sequence[float]) -> None:
        self._around: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
        self.words: dict[HtmlElement, float] = defaultdict(float)
        self.voted: dict[HtmlElement, float] = defaultdict(float)
        self.all_voted = 0.0
        for segment, vote in zip(segments, votes, strict=True):
            count = len(segment.words)
            self.all_voted += count * vote
            for element in self.around(segment.block):
                self.words[element] += count
                self.voted[element] += count * vote

    def around(self, element: HtmlElement) -> tuple[HtmlElement, ...]:
        """`element` and all elements around it, from the inside out."""
        if element not in self._around:
            self._around[element] = (element, *element.iterancestors())
        return self._around[element]

    def smallest(self, share: float) -> HtmlElement | None:
        """The smallest element that holds at least `share` of all votes."""
        enough = [
            element for element in self.words if self.voted[element] >= share * self.all_voted
        ]
        return min(enough, key=self.words.__getitem__, default=None)

    def siblings(self, segment: Segment, vote: float) -> float:
        """The share of votes among the words around `segment`, its own left out."""
        around = self.around(segment.block)
        element = around[min(2, len(around) - 1)]
        count = len(segment.words)
        others = self.words[element] - count
        return (self.voted[element] - count * vote) / others if others > 0 else vote
