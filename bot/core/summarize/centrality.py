"""How central each of many texts is to all of them: TextRank over cosines of weighted terms.

The similarity of all pairs is never written down: one sum over all texts, then one dot product for
each, is the same step of the walk in linear time.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from operator import mul
from typing import TYPE_CHECKING

from bot.core.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Vector = dict[str, float]
"""Terms with their weights, of length 1 (or empty)."""

_DAMPING = 0.85
_STEPS = 12
_ALONE = 1e-9  # what rounding leaves of no similarity at all


def vectors(texts: Sequence[str]) -> list[Vector]:
    """The terms of each text, those that are rare among `texts` weighing more."""
    counts = [Counter(terms(text)) for text in texts]
    spread = Counter(term for count in counts for term in count)
    rarity = {term: math.log((len(texts) + 1) / found) for term, found in spread.items()}
    return [
        _unit({term: times * rarity[term] for term, times in count.items()}) for count in counts
    ]


def _unit(weights: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}


def similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def centrality(found: Sequence[Vector]) -> list[float]:
    """How often a walk from similar to similar text stays at each; 1 on average."""
    degrees = _step(found, [1.0] * len(found))
    ranks = [1.0] * len(found)
    for _ in range(_STEPS):
        leaving = [
            rank / degree if degree > _ALONE else 0.0
            for rank, degree in zip(ranks, degrees, strict=True)
        ]
        ranks = [1 - _DAMPING + _DAMPING * coming for coming in _step(found, leaving)]
    return ranks


def _step(found: Sequence[Vector], weights: Sequence[float]) -> list[float]:
    """For each vector, the sum of its similarities to all others, each times the other's weight."""
    total: defaultdict[str, float] = defaultdict(float)
    for vector, weight in zip(found, weights, strict=True):
        for term, share in vector.items():
            total[term] += share * weight
    return [
        sum(map(mul, vector.values(), map(total.__getitem__, vector))) - (weight if vector else 0.0)
        for vector, weight in zip(found, weights, strict=True)
    ]
