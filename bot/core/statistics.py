"""What was done day by day: digests, what the cache has saved, failures, money."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.daily.writing import TOLD
from bot.core.delivery.row import State
from bot.core.intake.rows import SHARED
from bot.core.model import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.ledger import Figures

CACHED: Final = "cached"

NO_FAILURES: Final = frozenset(
    {
        State.POSTED, State.SEEN, State.CANCELLED, State.DELETED, State.QUIET, State.ACCEPTED,
        State.READY, State.SENDING, CACHED, "limited", "pointer", "not_admin", "too_short",
        "not_article", "not_admitted", "trigger_gone", SHARED, TOLD,
    }
)  # fmt: skip
"""Outcomes that are as they should be."""

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "wall": frozenset({RefusalCode.LOGIN, RefusalCode.PAYWALL, RefusalCode.COOKIE_WALL}),
    "gone": frozenset({RefusalCode.NOT_FOUND, RefusalCode.DELETED, RefusalCode.VIOLATION}),
    "check": frozenset({RefusalCode.WECHAT_CHECK}),
    "site": frozenset({RefusalCode.FETCH_FAILED, RefusalCode.FETCH_TIMEOUT}),
    "page": frozenset(
        {
            *(RefusalCode.SCRIPT_ONLY, RefusalCode.UNSUPPORTED_TYPE, RefusalCode.TOO_BIG),
            *(RefusalCode.BLOCKED_HOST, RefusalCode.BAD_URL),
        }
    ),
    "slow": frozenset({"timeout"}),
}
"""What people are told of failures, by their codes."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of so many days, the oldest first.

    `digests` has those of the cache among them. `saved_micros` is what these cost when they were
    made, in millionths of a USD; of `unpriced` of them that is not known. `failed` has every code.
    """

    digests: tuple[int, ...]
    cached: tuple[int, ...]
    failures: tuple[int, ...]
    cost_micros: tuple[int, ...]
    saved_micros: int
    unpriced: int
    outcomes: Mapping[str, int]

    @property
    def failed(self) -> Mapping[str, int]:
        """Failures by code, the most frequent first."""
        found = {name: n for name, n in self.outcomes.items() if name not in NO_FAILURES}
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @property
    def kinds(self) -> Mapping[str, int]:
        """Failures by what people are told of them, the most frequent first."""
        told: Counter[str] = Counter()
        for code, number in self.failed.items():
            told[_kind(code)] += number
        return dict(told.most_common())


def statistics(figures: Sequence[Figures], days: int) -> Statistics:
    """The figures of `days` days, summed up."""

    def each_day(value: Callable[[Figures], int]) -> tuple[int, ...]:
        sums = [0] * days
        for each in figures:
            sums[min(max(each.day, 0), days - 1)] += value(each)  # a clock may have been set
        return tuple(sums)

    outcomes: Counter[str] = Counter()
    for each in figures:
        outcomes[each.outcome] += each.rows
    return Statistics(
        digests=each_day(lambda f: f.rows if f.outcome in {State.POSTED, CACHED} else 0),
        cached=each_day(lambda f: f.rows if f.outcome == CACHED else 0),
        failures=each_day(lambda f: 0 if f.outcome in NO_FAILURES else f.rows),
        cost_micros=each_day(lambda f: f.cost_micros),
        saved_micros=sum(each.saved_micros for each in figures),
        unpriced=sum(each.unpriced for each in figures),
        outcomes=dict(outcomes),
    )


def _kind(code: str) -> str:
    found = (name for name, codes in KINDS.items() if code in codes)
    return next(found, "post" if code.startswith(("post", "chat", "topic")) else "other")
