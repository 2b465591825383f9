from __future__ import annotations

import pytest

from bot.core.ledger import Figures
from bot.core.model import RefusalCode
from bot.core.spark import spark
from bot.core.statistics import KINDS, NO_FAILURES, statistics


@pytest.mark.parametrize(
    ("figures", "bars"),
    [
        ((), ""),
        ((0, 0), "▁▁"),
        ((0, 1, 7), "▁▂█"),
        ((1, 1000, 0), "▂█▁"),
        ((0, 1, 2, 3, 4, 5, 6, 7), "▁▂▃▄▅▆▇█"),
    ],
)
def test_something_stands_higher_than_nothing(figures: tuple[int, ...], bars: str) -> None:
    assert spark(figures) == bars


def test_days_are_summed_up_each_for_itself() -> None:
    sums = statistics(
        [
            Figures(0, "posted", 2, cost_micros=30),
            Figures(1, "cached", 3, saved_micros=40, unpriced=1),
            Figures(1, "paywall", 1),
            Figures(1, "pointer", 5),
            Figures(9, "not_found", 2),
        ],
        3,
    )
    assert sums.digests == (2, 3, 0)
    assert sums.cached == (0, 3, 0)
    assert sums.failures == (0, 1, 2)
    assert sums.cost_micros == (30, 0, 0)
    assert (sums.saved_micros, sums.unpriced) == (40, 1)
    assert sums.failed == {"not_found": 2, "paywall": 1}
    assert sums.kinds == {"gone": 2, "wall": 1}


def test_every_refusal_has_a_kind_that_people_are_told() -> None:
    told = frozenset[str]().union(*KINDS.values()) | NO_FAILURES
    assert {code for code in RefusalCode if code not in told} == set()
    others = statistics([Figures(0, "post_unknown", 1), Figures(0, "internal", 1)], 1)
    assert others.kinds == {"post": 1, "other": 1}
