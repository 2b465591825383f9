"""A model that is often wrong: of its calls so many go well, the others fail in every known way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.chats.ground import HONEST, Model, digest_for
from tests.chats.pages import IN_OTHER_WORDS
from tests.fakes.model_server import Asked, Play, fails, says, streams

if TYPE_CHECKING:
    import random

GOOD: Final = 0.6
"""The share of calls that are answered as they should be."""

WELL: Final = "well"
BREAKS_OFF: Final = "breaks off"
FOREIGN: Final = "the wrong language"
RARE: Final = "429, wait two minutes"
RARE_EVERY: Final = 150
"""One fault in so many: the model is left alone for as long."""

HTML: Final = b"<html><body><h1>502 Bad Gateway</h1></body></html>"

FAULTS: Final[dict[str, Play]] = {
    "429, wait a second": fails(429, "slow down", retry_after="1"),
    RARE: fails(429, "slow down", retry_after="120"),
    "500": fails(500),
    "502": fails(502),
    "503": fails(503, "overloaded"),
    "504": fails(504),
    "hangs": Play(hang=True),
    "one byte a second": Play(body=b"{", drip=1.0),
    "drops the line at once": Play(body=b"{}", keep=0),
    "a page of HTML": Play(body=HTML, headers={"content-type": "text/html"}),
    "nothing": Play(body=b""),
    "no choices": Play(body={"choices": []}),
    "no content": says(None),
    "no JSON": says("I would rather talk about the weather."),
    "the wrong shape": says({"one_line": "", "key_points": [], "risks": None}),
    "cut at its limit": says('{"one_line": "The coun', "length"),
    "refuses": says(None, "content_filter"),
    "a foreign link": says(
        {
            "one_line": "Visit https://evil.example/now for more.",
            "key_points": [{"label": "Go", "fact": "See https://evil.example", "cites": [1]}] * 4,
            "risks": [],
            "topics": [],
        }
    ),
}

FALSE: Final = ("evil.example", *(words[-1][1] for words in IN_OTHER_WORDS.values()))
"""What only such answers say: nobody may ever read it."""


class FaultyModel(Model):
    """Fails by `dice`; `played` counts what it did."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(HONEST)
        self._dice = dice
        self._common = [BREAKS_OFF, FOREIGN, *(name for name in FAULTS if name != RARE)]
        self._is_calm = False
        self.played: Counter[str] = Counter()

    def calm(self) -> None:
        """Answer well from now on."""
        self._is_calm = True

    def next_play(self, asked: Asked) -> Play:
        """The next by the dice, in the form that was asked for."""
        name = self._drawn()
        self.played[name] += 1
        if name == WELL:
            return _digest(asked)
        if name == BREAKS_OFF:
            return _begun(asked)
        if name == FOREIGN:
            return _in_form(asked, _translated(digest_for(asked.text)))
        return FAULTS[name]

    def _drawn(self) -> str:
        if self._is_calm or self._dice.random() < GOOD:
            return WELL
        if self._dice.random() < 1 / RARE_EVERY:
            return RARE
        return self._dice.choice(self._common)


def _digest(asked: Asked) -> Play:
    """An honest digest."""
    return _in_form(asked, digest_for(asked.text))


def _in_form(asked: Asked, digest: dict[str, Any]) -> Play:
    """Whole or in pieces, as asked for."""
    return streams(digest, size=150) if asked.body.get("stream") else says(digest)


def _begun(asked: Asked) -> Play:
    """The beginning of one, and no more."""
    whole = _digest(asked)
    if whole.pieces:
        return replace(whole, pieces=whole.pieces[:3], keep=0)
    return replace(whole, keep=60)


def _translated(digest: dict[str, Any]) -> dict[str, Any]:
    """The same number of points, in the language that nobody has asked for."""
    words = IN_OTHER_WORDS["en" if digest["one_line"].endswith("。") else "zh"]
    points = [
        {**point, "label": label, "fact": fact}
        for point, (label, fact) in zip(digest["key_points"], words, strict=False)
    ]
    return {**digest, "one_line": words[-1][1], "key_points": points, "risks": []}
