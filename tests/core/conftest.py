"""A chat side over a real ledger, for the tests of what the core does with chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.store import open_ledger
from tests.fakes.talk import Talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def talk(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    """A talk; `@pytest.mark.parametrize("talk", [{…}], indirect=True)` gives it settings."""
    settings: dict[str, Any] = getattr(request, "param", {})
    async with await open_ledger(tmp_path / "linkdigest.db") as ledger:
        talk = Talk(ledger, **settings)
        yield talk
        await talk.desk.stop(0)
        await talk.background.finish(0)
