"""How far our clock is off, by Date headers."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from bot.core.skew import nearest


def header(ahead: float) -> str:
    """What a server says whose clock is so far ahead of ours."""
    return formatdate(time.time() + ahead, usegmt=True)


def test_a_date_tells_how_far_we_are_ahead() -> None:
    assert nearest(None, header(-90)) == pytest.approx(90, abs=1)
    assert nearest(None, header(90)) == pytest.approx(-90, abs=1)


def test_of_several_answers_the_quickest_counts() -> None:
    assert nearest(7.5, header(0)) == pytest.approx(0, abs=1)
    assert nearest(0.1, header(-30)) == 0.1


@pytest.mark.parametrize("text", ["", "yesterday", "Sat, 28 Nov 2026 07:00:00"])
def test_what_is_no_date_changes_nothing(text: str) -> None:
    assert nearest(None, text) is None
    assert nearest(1.0, text) == 1.0
