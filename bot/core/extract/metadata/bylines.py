"""The short lines around the headline, where pages tell who wrote an article and when."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.core.extract.elements import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.extract.segments import Segment

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 120  # characters of a line that is no paragraph
_ABOVE: Final = 6  # segments
_BELOW: Final = 15
_LINKS: Final = 0.9  # share of a line's characters: it is navigation
_PARAGRAPH: Final = 200  # characters: with a paragraph the article has begun


class Bylines:
    """The short lines of a page: below and above its headline, and all of them."""

    def __init__(self, segments: Sequence[Segment], title: str) -> None:
        self._segments = segments
        self._headline = _headline(segments, title)

    def below(self) -> Iterator[str]:
        """The lines below the headline, down to the first paragraph."""
        start = len(self._segments) if self._headline is None else self._headline + 1
        for segment in self._segments[start : start + _BELOW]:
            if len(segment.text) > _PARAGRAPH:
                break
            yield from _line(segment)

    def above(self) -> Iterator[str]:
        """The lines above the headline, the closest first."""
        end = self._headline or 0
        for segment in reversed(self._segments[max(0, end - _ABOVE) : end]):
            yield from _line(segment)

    def all(self) -> Iterator[str]:
        """Every short line of the page that is not mere links, in reading order."""
        for segment in self._segments:
            if segment.linked < _LINKS:
                yield from _line(segment)


def _line(segment: Segment) -> Iterator[str]:
    """The segment if it is short; first the time it carries for machines, if it does."""
    if len(segment.text) > _LONGEST:
        return
    for element, _ in segment.slots:
        for around in (element, *islice(element.iterancestors(), 1)):
            if around.tag == "time" and around.get("datetime"):
                yield around.get("datetime") or ""
    yield segment.text


def _headline(segments: Sequence[Segment], title: str) -> int | None:
    """The place of the heading that is the title, else of any line that is; None without one."""
    wanted = _key(title)
    places = [at for at, segment in enumerate(segments) if wanted and _key(segment.text) == wanted]
    headings = [at for at in places if segments[at].block.tag in HEADINGS]
    return next(iter(headings or places), None)


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
