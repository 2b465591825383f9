"""Which parts of an answer are finished, while the rest of it is still being written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

_LONGEST: Final = 40_000  # characters of the object; a digest has two thousand
_DEEPEST: Final = 32  # brackets in one another; a digest has four, and Pythons differ in theirs
_MOST: Final = {"key_points": 8, "risks": 4}
_CLOSES: Final = {"{": "}", "[": "]"}
_MARK = re.compile(r'["{}\[\],:]')
_MARK_IN_STRING = re.compile(r'["\\]')
_BEGINNING = re.compile(r"\{|<(/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = 12
_DECODER = json.JSONDecoder(strict=False)


@dataclass(slots=True)
class Finished:
    """The finished parts of one answer, as JSON values that nobody has believed yet.

    Each character is looked at once, however often the text is handed in. The first object that
    stands outside of the model's reasoning is taken to be the answer. Where it is no JSON, what
    was finished before stays, and nothing is added. `over`: nothing more will be added.
    """

    one_line: str | None = None
    key_points: list[Any] = field(default_factory=list)
    risks: list[Any] = field(default_factory=list)
    over: bool = False
    _at: int = 0  # what is before it has been looked at
    _end: int = 0  # what is behind it is not there yet, or too far
    _begun: int | None = None  # where the object begins
    _in_thought: bool = False
    _in_string: bool = False
    _start: int = 0  # of the string or element that is being written
    _closers: list[str] = field(default_factory=list)  # of all that is open, outermost first
    _name: str = ""  # the last string of the object itself
    _key: str | None = None  # whose value is being written; None before its colon
    _keys: set[str] = field(default_factory=set)

    def read(self, text: str) -> bool:
        """Look at what `text`, the answer so far, has more than before; whether a part finished."""
        before = self._count()
        if self._begun is None:
            self._begin(text)
        if self._begun is not None:
            self._end = min(len(text), self._begun + _LONGEST)
            while not self.over and self._step(text):
                pass
        return self._count() > before

    def _count(self) -> int:
        return (self.one_line is not None) + len(self.key_points) + len(self.risks)

    def _begin(self, text: str) -> None:
        """Find the brace that opens the answer."""
        while found := _BEGINNING.search(text, self._at):
            self._at = found.end()
            if found[0] != "{":
                self._in_thought = not found[1]
            elif not self._in_thought:
                self._begun = found.start()
                self._closers.append("}")
                return
        self._at = max(self._at, len(text) - _LONGEST_TAG)  # a tag may be there in part

    def _step(self, text: str) -> bool:
        """Go on to the next mark; False where it is not there yet."""
        found = (_MARK_IN_STRING if self._in_string else _MARK).search(text, self._at, self._end)
        if not found:
            self._at = self._end
            return False
        if found[0] == "\\":
            return self._pass_over(found.start())
        self._at = found.end()
        if found[0] == '"':
            self._quote(text)
        elif found[0] in _CLOSES:
            self._open(found[0])
        elif found[0] in "}]":
            self._close(found[0], text)
        elif len(self._closers) == 1:
            self._part_keys(found[0])
        return True

    def _pass_over(self, backslash: int) -> bool:
        """Pass over what a backslash stands before, once that is there."""
        there = backslash + 2 <= self._end
        self._at = backslash + 2 if there else backslash
        return there

    def _quote(self, text: str) -> None:
        self._in_string = not self._in_string
        if len(self._closers) > 1:
            return
        if self._in_string:
            self._start = self._at - 1
        elif self._key is None:
            self._name = self._decoded(text) or ""
        elif self._key == "one_line":
            self.one_line = self._decoded(text)

    def _part_keys(self, mark: str) -> None:
        """A colon of the object itself says whose value comes, a comma that it is over."""
        if mark == ",":
            self._key = None
        else:
            self._key = "" if self._name in self._keys else self._name
            self._keys.add(self._name)

    def _open(self, bracket: str) -> None:
        if len(self._closers) == _DEEPEST:
            self.over = True
            return
        if bracket == "{" and len(self._closers) == 2:
            self._start = self._at - 1
        self._closers.append(_CLOSES[bracket])

    def _close(self, bracket: str, text: str) -> None:
        if self._closers.pop() != bracket or not self._closers:
            self.over = True
        elif bracket == "}" and len(self._closers) == 2 and self._closers[1] == "]":
            self._add(text)

    def _add(self, text: str) -> None:
        """Take the element that has just been closed, if it is one of those that count."""
        points = {"key_points": self.key_points, "risks": self.risks}.get(self._key or "")
        if points is not None and len(points) < _MOST[self._key or ""]:
            element = self._decoded(text)
            if element is not None:
                points.append(element)

    def _decoded(self, text: str) -> Any:
        """The value that has just been closed; None, and nothing more, where it is none."""
        try:
            value, end = _DECODER.raw_decode(text, self._start)
        except (ValueError, RecursionError):
            end = -1
        if end != self._at:
            self.over = True
            return None
        return value
