"""A few seconds of the soak show what its ten minutes are to show, memory apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soak.run import Load, soak

if TYPE_CHECKING:
    from pathlib import Path

PROMISED = {
    "accepted",
    "answered",
    "doubled",
    "lost",
    "false",
    "exit code",
    "faults in log and manners",
}


@pytest.mark.timeout(120)
async def test_while_model_site_and_platforms_fail_every_link_is_answered_once(
    tmp_path: Path,
) -> None:
    told = await soak(tmp_path, Load(seconds=8, rate=3, seed=20261128))
    rows = {row.name: row for row in told.rows}
    assert rows.keys() >= PROMISED
    assert [name for name in PROMISED if not rows[name].kept] == [], told.remarks
