from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.doctor.ward import Ward
from tests.chats.city import Twins

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ward]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr("bot.adapters.telegram.bot.MEET", 0)  # nobody else polls but in one test
    async with Twins(tmp_path) as place:
        yield Ward(place)
        assert place.telegram.violations == []
        assert place.discord.violations == []
