"""How long refusals are believed."""

from __future__ import annotations

import pytest

from bot.core.model import Refusal, RefusalCode
from bot.core.retention import HOUR, REFUSAL_KEPT, RETRY_AFTER_MAX, refusal_kept


def test_every_refusal_has_its_time() -> None:
    assert set(REFUSAL_KEPT) == set(RefusalCode)


@pytest.mark.parametrize(
    ("code", "retry_after", "kept"),
    [
        (RefusalCode.WECHAT_CHECK, None, 300),
        (RefusalCode.FETCH_TIMEOUT, None, 60),
        (RefusalCode.DELETED, None, 6 * HOUR),
        (RefusalCode.BLOCKED_HOST, None, 0),
        (RefusalCode.BAD_URL, None, 0),
        (RefusalCode.FETCH_FAILED, None, 30),
        (RefusalCode.FETCH_FAILED, 0.0, 30),
        (RefusalCode.FETCH_FAILED, -5.0, 30),
        (RefusalCode.FETCH_FAILED, 90.5, 90),
        (RefusalCode.FETCH_FAILED, 86_400.0, RETRY_AFTER_MAX),
        (RefusalCode.FETCH_FAILED, float("inf"), RETRY_AFTER_MAX),
    ],
)
def test_a_refusal_is_kept_for_its_time_or_as_the_site_says_within_bounds(
    code: RefusalCode, retry_after: float | None, kept: int
) -> None:
    assert refusal_kept(Refusal(code), retry_after) == kept
