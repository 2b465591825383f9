from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.worker import Limits, Workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(limits=Limits(seconds=2)) as pool:
        yield pool
