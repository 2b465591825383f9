"""The extractive digest: the article's own most central sentences, without a model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.injection import planted, without_orders
from bot.core.model import Point, Summary
from bot.core.summarize.centrality import centrality, similarity, vectors
from bot.core.summarize.paragraphs import columns
from bot.core.summarize.quotable import quotable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage
    from bot.core.summarize.centrality import Vector

_MOST_POINTS = 8
_FEWEST_POINTS = 4
_ROOM = 640  # columns that all points may fill, but for the fewest
_MOST_CANDIDATES = 400
_NOVELTY = 0.2  # what being like a chosen sentence costs against being central
_TITLE = 1.0
_LEAD = 4.0  # how much more the very beginning weighs in a text that opens like news
_LEAD_SPAN = 0.6  # share of the text over which that fades
_OPENS_LIKE_NEWS = (0.9, 1.1)  # centrality of the first sentence: from here, and fully from there
_ALONE_COLUMNS = range(24, 220)
_LEANS_ON_ANOTHER = re.compile(
    r"[“「『\"'‘（(\[]|他|她|它|这|那|其|此|该|然而|但|所以|因此|因而|于是|而|不过|同时|另外|此外"
    r"|并|也|还|则|却|又|再|更"
    r"|好[的，]|嗯|对[，。]|然后|第[一二三四五六]|[一二三四五六]是|首先|其次|最后|接下来|谢谢"
    r"|感谢|以上|如下|上述|比如|例如|换句话说"
    r"|(?:he|she|it|they|this|that|these|those|but|and|or|so|yet|however|also|then|his|her|their"
    r"|its|such|there|here|still"
    r"|meanwhile|moreover|instead|therefore|thus|otherwise|another|both|for example|in addition"
    r"|as a result|because of this"
    r"|we|you|i|my|our|your)\b",
    re.IGNORECASE,
)


def extract_summary(article: Article, passages: Sequence[Passage]) -> Summary:
    """Quote four to eight sentences of `article` that say most of it, in its order.

    Each cites itself and has no label; `one_line` is the most central of those sentences that can
    be read alone. Fewer points where there are fewer sentences; none, under the title, where the
    article is nothing but orders to a machine. Risks are left out, never guessed.
    """
    candidates = _candidates(article, passages)
    if not candidates:
        return Summary(without_orders(article.title), (), ())
    found = vectors([passage.text for passage in candidates] + [article.title])
    scores = _scores(found[:-1], found[-1])
    chosen = _chosen(candidates, found, scores)
    best = max(chosen, key=lambda at: (_reads_alone(candidates[at].text), scores[at]))
    points = (Point("", candidates[at].text, (candidates[at].number,)) for at in sorted(chosen))
    return Summary(candidates[best].text, tuple(points), ())


def _candidates(article: Article, passages: Sequence[Passage]) -> list[Passage]:
    """What may be quoted; of a very long article its beginning and every so many sentences."""
    title = article.title.strip()
    every = len(passages) // _MOST_CANDIDATES + 1
    first = _MOST_CANDIDATES // 4
    read = [*passages[:first], *passages[first::every]]
    orders = planted(read)
    sound = [passage for passage in read if passage.number not in orders and passage.text != title]
    return quotable(sound, passages, article.language)


def _scores(found: Sequence[Vector], title: Vector) -> list[float]:
    """How much each sentence says of the whole, by centrality, title and place."""
    central = centrality(found)
    low, high = _OPENS_LIKE_NEWS
    lead = _LEAD * min(1.0, max(0.0, (central[0] - low) / (high - low)))
    span = max(1.0, _LEAD_SPAN * len(found))
    return [
        rank * (1 + _TITLE * similarity(vector, title)) * (1 + lead * max(0.0, 1 - at / span))
        for at, (rank, vector) in enumerate(zip(central, found, strict=True))
    ]


def _chosen(
    candidates: Sequence[Passage], found: Sequence[Vector], scores: Sequence[float]
) -> list[int]:
    """The best sentences, each new beside those before it (maximal marginal relevance)."""
    top = max(scores) or 1.0
    alike = [0.0] * len(candidates)
    left = set(range(len(candidates)))
    chosen: list[int] = []
    room = _ROOM
    while left and len(chosen) < _MOST_POINTS:
        best = max(
            left, key=lambda at: ((1 - _NOVELTY) * scores[at] / top - _NOVELTY * alike[at], -at)
        )
        width = columns(candidates[best].text)
        if len(chosen) >= _FEWEST_POINTS and width // 2 > room:
            break
        chosen.append(best)
        left.remove(best)
        room -= width
        alike = [max(old, similarity(found[at], found[best])) for at, old in enumerate(alike)]
    return chosen


def _reads_alone(text: str) -> bool:
    return columns(text) in _ALONE_COLUMNS and not _LEANS_ON_ANOTHER.match(text)
