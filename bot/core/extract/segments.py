"""The text of a page cut into segments: runs of words that no block element parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk

from bot.core.extract.elements import BLOCKS, UNREAD

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ONE_EACH: Final = (  # scripts without spaces: a character counts as a word
    "\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_WORD: Final = re.compile(f"[{_ONE_EACH}]|[^\\W{_ONE_EACH}]+")


@dataclass(slots=True, eq=False)
class Segment:
    """A run of text. `block` is the block element around it, `slots` where its text stands.

    `linked` is the share of its characters that stand in links.
    """

    block: HtmlElement
    slots: list[tuple[HtmlElement, str]] = field(default_factory=list)
    text: str = ""
    words: list[str] = field(default_factory=list)
    linked: float = 0.0


def words_of(text: str) -> list[str]:
    """The words of `text`, single characters for scripts that do not part words.

    Equal words are one object: a page of half a million characters fits into memory with ease.
    """
    return list(map(intern, _WORD.findall(text)))


def segments_of(root: HtmlElement) -> list[Segment]:
    """The segments of `root` in reading order, none of them blank, but some without a word."""
    cutter = _Cutter(root)
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            cutter.leave(element)
        elif element.tag in UNREAD:
            walk.skip_subtree()
        elif element.tag == "pre":
            cutter.enter_whole(element)
            walk.skip_subtree()
        else:
            cutter.enter(element)
    return cutter.found


class _Cutter:
    """Cuts at every border of a block and at every line break."""

    def __init__(self, root: HtmlElement) -> None:
        self.found: list[Segment] = []
        self._root = root
        self._blocks = [root]
        self._links = 0
        self._linked = 0
        self._run = Segment(root)

    def enter(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._blocks.append(element)
            self._cut()
        elif element.tag == "br":
            self._cut()
        elif element.tag == "a":
            self._links += 1
        self._take(element, "text")

    def enter_whole(self, code: HtmlElement) -> None:
        """Take up code as one piece: a line of it alone is worth nothing."""
        self.enter(code)
        for element in code.iterdescendants():
            self._take(element, "text")
            self._take(element, "tail")
        self._run.text = " ".join(map(str, code.itertext()))

    def leave(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._blocks.pop()
            self._cut()
        elif element.tag == "a":
            self._links -= 1
        if element is not self._root:
            self._take(element, "tail")

    def _take(self, element: HtmlElement, slot: str) -> None:
        text = getattr(element, slot)
        if text:
            self._run.slots.append((element, slot))
            self._run.text += text
            self._linked += len(text.strip()) if self._links else 0

    def _cut(self) -> None:
        run, self._run = self._run, Segment(self._blocks[-1])
        run.text = " ".join(run.text.split())
        run.words = words_of(run.text)
        run.linked = self._linked / max(1, len(run.text))
        self._linked = 0
        if run.text:
            self.found.append(run)
