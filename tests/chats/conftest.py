"""One running program for the conversations of a module, and towns of their own for the rest."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.chats.town import HONEST, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    Found = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """What the module's program is told beyond the usual; a module may have its own."""
    return {}


@pytest.fixture(scope="module")
def privacy() -> bool:
    """Whether the bot sees in groups only what is meant for it."""
    return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str], privacy: bool
) -> AsyncIterator[Town]:
    async with Town(tmp_path_factory.mktemp("program"), **settings) as town:
        town.telegram.privacy(on=privacy)
        await town.open()
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(shared: Town) -> AsyncIterator[Town]:
    """The module's town; after each conversation nothing may be amiss."""
    yield shared
    shared.model.play(HONEST)
    shared.model.pace = 0.0
    assert shared.faults() == []


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Found a town of one's own: `async with found(LINKDIGEST_OWNERS=…) as town`."""

    @asynccontextmanager
    async def at(*, opened: bool = True, **settings: str) -> AsyncIterator[Town]:
        async with Town(tmp_path, **settings) as town:
            if opened:
                await town.open()
            yield town
            assert town.faults() == []

    return at
