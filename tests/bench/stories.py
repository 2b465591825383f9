"""How well articles about one event are told, on those that tests/data/stories.jsonl labels.

Each row there has `story`, its event; `near`, an event that it must not be taken for; `split`,
"tune" (all weights were chosen on these) or "held"; `unseen`: written once they were frozen.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.daily.stories import Told, stories
from tests.bench.table import Row, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).parent.parent / "data" / "stories.jsonl"
MANY, ROUNDS = 200, 9


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, and of which event it is."""

    told: Told
    story: str
    near: str
    part: str


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of articles: rightly put together, wrongly put together, wrongly left apart."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def labelled() -> list[Labelled]:
    """All labelled articles; `part` is tune, held or unseen."""
    return [_labelled(json.loads(line)) for line in DATA.read_text("utf-8").splitlines()]


def _labelled(row: dict[str, Any]) -> Labelled:
    told = Told(**{name: row[name] for name in Told.__slots__})
    return Labelled(told, row["story"], row["near"], "unseen" if row["unseen"] else row["split"])


def score(articles: Sequence[Labelled], *, abroad: bool = True) -> Score:
    """How `articles` are grouped, in pairs; without `abroad` no pairs of two languages."""
    groups = stories([each.told for each in articles])
    group_of = {n: number for number, group in enumerate(groups) for n in group}
    right = wrong = missed = 0
    for one, other in combinations(range(len(articles)), 2):
        if not abroad and articles[one].told.language != articles[other].told.language:
            continue
        is_one = articles[one].story == articles[other].story
        is_put = group_of[one] == group_of[other]
        right += is_one and is_put
        wrong += is_put and not is_one
        missed += is_one and not is_put
    return Score(right, wrong, missed)


def rows() -> list[Row]:
    """All figures of telling events apart."""
    articles = labelled()
    found: list[Row] = []
    for part in ("tune", "held", "unseen"):
        ours = [each for each in articles if each.part == part]
        result, at_home = score(ours), score(ours, abroad=False)
        name, note = f"events told apart, {part}", f" ({len(ours)} articles)"
        home = f" ({at_home.recall:.3g} of pairs in one language)"
        found += [
            at_least(f"{name}, precision", result.precision, 0.97, "", note),
            at_least(f"{name}, recall", result.recall, 0.5, "", home),
            at_least(f"{name}, F1", result.f1, 0.7, ""),
        ]
    told = [each.told for each in articles[:MANY]]
    return [*found, at_most(f"events told apart, {MANY} articles", _took(told), 50, "ms")]


def _took(told: Sequence[Told]) -> float:
    """Milliseconds, the median of a few."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        stories(told)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)
