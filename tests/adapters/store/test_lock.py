from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from bot.adapters.store.lock import BEAT_LATE, beat, lifeless, only_one

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_who_runs_and_says_so_is_well(tmp_path: Path) -> None:
    path = tmp_path / "odd ?#% name.db"
    assert "ever run" in lifeless(path)
    with only_one(path):
        beat(path)
        assert lifeless(path) == ""
    assert "no linkdigest runs" in lifeless(path)


def test_who_runs_and_says_nothing_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with only_one(path):
        old = time.time() - BEAT_LATE - 1
        os.utime(f"{path}.running", (old, old))
        assert "no sign of life for 31 s" in lifeless(path)
        beat(path)
        assert lifeless(path) == ""


def test_to_look_does_not_keep_a_program_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with only_one(path):
        pass
    beat(path)
    assert lifeless(path)
    with only_one(path):
        assert lifeless(path) == ""


def test_a_sign_that_cannot_be_left_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    beat(tmp_path / "nowhere.db")
    assert "no sign of life can be left" in caplog.text
