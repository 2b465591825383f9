"""Which segments are the article: every signal has its weight, and the sum decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.extract.general.signals import signals, votes_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.extract.general.signals import Voted
    from bot.core.extract.segments import Segment

# Fitted by logistic regression on segments of labelled pages (news, blogs, documentation, forums,
# in a dozen languages), then rounded; a change of one by a tenth changes no set by a thousandth.
_WEIGHTS: Final = {
    "trafilatura": 0.7,
    "readability": 0.6,
    "resiliparse": 0.4,
    "half": 1.3,
    "most": 1.2,
    "nearly_all": 1.0,
    "siblings": 0.2,
    "neighbours": 1.1,
    "above_headline": -1.8,
    "votes_above": -0.8,
    "no_votes_above": -1.0,
    "linked": -1.2,
    "sentence": 0.7,
    "long": 0.7,
    "repeated": -0.4,
    "item": 0.7,
    "bare": -0.9,
    "caption": -2.6,
    "furniture": -1.2,
    "named": -0.4,
    "comment": -1.0,
    "reply": 0.1,
}
_ENOUGH: Final = 3.0  # a little under even odds: a lost paragraph costs a reader more than a stray
_TOO_LITTLE: Final = 0.3  # share of the votes: where so few win, the page is of an odd make
_LESS: Final = 2.2  # enough, there

_SHINGLE: Final = 8  # words
_SHORTEST_REPEAT: Final = 24  # words
_REPEATED: Final = 0.7  # share of a segment's shingles that were read before


def select(page: Voted) -> list[Segment]:
    """The segments of the article in reading order; none where no extractor found one."""
    votes = votes_on(page)
    if not any(votes):
        return []
    columns = signals(page, votes)
    scores = [
        sum(_WEIGHTS[name] * value for name, value in zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]
    weights = [
        len(segment.words) * vote for segment, vote in zip(page.segments, votes, strict=True)
    ]
    won = sum(weight for weight, score in zip(weights, scores, strict=True) if score > _ENOUGH)
    enough = _ENOUGH if won > _TOO_LITTLE * sum(weights) else _LESS
    scored = zip(page.segments, scores, strict=True)
    return list(_once(segment for segment, score in scored if score > enough))


def _once(segments: Iterable[Segment]) -> Iterator[Segment]:
    """`segments` without those that say again what was said: pages keep hidden twins of a text."""
    read: set[tuple[str, ...]] = set()
    for segment in segments:
        words = segment.words
        shingles = {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
        if len(words) < _SHORTEST_REPEAT or len(shingles & read) < _REPEATED * len(shingles):
            yield segment
        read |= shingles
