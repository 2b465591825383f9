"""The extractive digest: the article's own most central sentences, without a model."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import Point, Summary
from bot.core.terms import terms as units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage

_MOST_POINTS = 8
_LENGTHS = range(8, 241)


def extract_summary(article: Article, passages: Sequence[Passage]) -> Summary:
    """Pick the sentences that say most of `article`, in its order, each citing itself."""
    readable = [p for p in passages if len(p.text) in _LENGTHS] or list(passages[:1])
    words = [frozenset(units(passage.text)) for passage in readable]
    counts = Counter(unit for found in words for unit in found)
    scores = [
        sum(math.log(1 + counts[unit]) for unit in found) / math.sqrt(len(found) + 1)
        for found in words
    ]
    ranked = sorted(range(len(readable)), key=lambda index: -scores[index])[:_MOST_POINTS]
    return Summary(
        one_line=readable[ranked[0]].text if ranked else article.title,
        key_points=tuple(
            Point("", readable[index].text, (readable[index].number,)) for index in sorted(ranked)
        ),
        risks=(),
    )
