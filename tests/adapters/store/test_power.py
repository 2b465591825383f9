"""F39: power that is lost after a commit was confirmed takes no row that is owed with it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.adapters.store import open_ledger
from tests.adapters.store.test_agenda import DAILY
from tests.adapters.store.test_ledger import ROW
from tests.fakes.rows import NOW

if TYPE_CHECKING:
    from pathlib import Path


async def test_what_was_confirmed_is_in_the_files_at_that_moment(tmp_path: Path) -> None:
    there, left = tmp_path / "there", tmp_path / "left"
    async with await open_ledger(there / "linkdigest.db") as ledger:
        await ledger.accept("telegram:7", "u1", [ROW], NOW)
        await ledger.subscribe(DAILY)
        shutil.copytree(there, left)
    async with await open_ledger(left / "linkdigest.db") as ledger:
        assert [row.id for row in await ledger.unfinished()] == [ROW.id]
        assert await ledger.subscription("telegram", "-100") == DAILY
