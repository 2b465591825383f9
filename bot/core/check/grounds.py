"""What a point rests on: how much of it the article says too, and in which passages.

Support is the share of a text's terms that the article has. Function words and characters are no
terms, so that chance alone gives a point about another article .08 (median); honest points have
.75, and one in seventy has less than .25. Across languages only names and figures are shared, and
support says nothing.
"""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from bot.core.check.names import latin_names
from bot.core.terms import share, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.check.evidence import Evidence

LEAST_SUPPORT = 0.25
WEAK_SUPPORT = 0.3
_LEAST_OF_MEDIAN = 0.3  # a sentence made up among honest ones stands out
_LEAST_TOGETHER = 0.3  # all points of a summary at once: honest .46 and more, foreign .04-.3
# In two passages an honest text has .35 and more of its terms, a foreign one .05 to .25; bigrams
# of a sentence put in other words scatter more than its words do.
_LEAST_REACH_WORDS, _LEAST_REACH_BIGRAMS = 0.28, 0.18
_UNDIVIDED = frozenset(["zh", "ja", "ko", "th"])
_FEW_TEXTS = 3
_FEW_NAMES = 4
_LEAST_NAMES = 0.4
_LEAST_IN_CITES = 0.08  # less of a point's terms in its cites is chance
_MOST_CITES = 3


def support_of(text: str, evidence: Evidence) -> float:
    """Share of the terms of `text` that occur in the article; 1 for a text without terms."""
    found = terms(text)
    return share(found, evidence.terms) if found else 1.0


def least_support(texts: Sequence[str], evidence: Evidence) -> float:
    """The support each of `texts`, the points of a summary, must have; 0 across languages."""
    if not evidence.same_language:
        return 0.0
    usual = median(support_of(text, evidence) for text in texts) if texts else 0.0
    return max(LEAST_SUPPORT, _LEAST_OF_MEDIAN * usual)


def is_another_article(texts: Sequence[str], evidence: Evidence) -> bool:
    """Whether a summary, all its texts together, is about something else.

    A long article has the words of many others somewhere, but not close together: so it also
    counts how much of each text the best two passages have.
    """
    if evidence.same_language:
        found = [term for text in texts for term in terms(text)]
        return len(texts) > _FEW_TEXTS and (
            share(found, evidence.terms) < _LEAST_TOGETHER
            or fmean(_reach(text, evidence) for text in texts) < _least_reach(evidence)
        )
    names = {name for text in texts for name in latin_names(text)}
    known = sum(evidence.has_name(name) for name in names)
    return len(names) >= _FEW_NAMES and known < _LEAST_NAMES * len(names)


def _reach(text: str, evidence: Evidence) -> float:
    """Share of the terms of `text` that two passages of the article have."""
    wanted = frozenset(terms(text))
    best = _best_passages(wanted, evidence, 2)
    covered = frozenset[str]().union(*(evidence.passage_terms[number] for number in best))
    return len(wanted & covered) / len(wanted) if wanted else 1.0


def _least_reach(evidence: Evidence) -> float:
    return _LEAST_REACH_BIGRAMS if evidence.language in _UNDIVIDED else _LEAST_REACH_WORDS


def cites_for(fact: str, cites: Sequence[int], evidence: Evidence) -> tuple[int, ...]:
    """The valid ones of `cites`, or, where they have nothing of `fact`, the passages that do.

    Nothing, where no passage has.
    """
    valid = tuple(dict.fromkeys(cite for cite in cites if cite in evidence.quotes))
    wanted = frozenset(terms(fact))
    if not valid or not wanted:
        return valid
    covered = wanted & frozenset[str]().union(*(evidence.passage_terms[cite] for cite in valid))
    if len(covered) > _LEAST_IN_CITES * len(wanted):
        return valid
    return _best_passages(wanted, evidence, _MOST_CITES) or (
        () if evidence.same_language else valid
    )


def _best_passages(wanted: frozenset[str], evidence: Evidence, most: int) -> tuple[int, ...]:
    """The passages, `most` at most, that together say most of `wanted`, in their order."""
    best: list[int] = []
    missing = wanted
    while len(best) < most and evidence.passage_terms:
        number = max(
            evidence.passage_terms, key=lambda at: len(missing & evidence.passage_terms[at])
        )
        gained = missing & evidence.passage_terms[number]
        if len(gained) <= _LEAST_IN_CITES * len(wanted):
            break
        best.append(number)
        missing -= gained
    return tuple(sorted(best))
