"""One running program for the conversations of a module, and towns of their own for the rest."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.chats.together import Founder, begin, end
from tests.chats.town import HONEST, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Towns = Callable[..., Awaitable[Town]]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """What the module's program is told beyond the usual; a module may have its own."""
    return {}


@pytest.fixture(scope="module")
def privacy() -> bool:
    """Whether the bot sees in groups only what is meant for it."""
    return False


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def towns(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Towns]:
    """A running program for every kind that modules ask for; each is started once."""
    opened: dict[str, Town] = {}
    async with AsyncExitStack() as stack:

        async def at(settings: dict[str, str], *, privacy: bool) -> Town:
            name = f"{sorted(settings.items())} {privacy}"
            if name not in opened:
                folder = tmp_path_factory.mktemp("program")
                town = await stack.enter_async_context(Town(folder, **settings))
                town.telegram.privacy(on=privacy)
                await town.open()
                opened[name] = town
            return opened[name]

        yield at


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(
    request: pytest.FixtureRequest, towns: Towns, settings: dict[str, str], privacy: bool
) -> AsyncIterator[Town]:
    """The module's town, in which the conversations that may be are held together."""
    town = await towns(settings, privacy=privacy)
    begin(town, request.session.items, request.module)
    yield town
    await end(town)


@pytest_asyncio.fixture(loop_scope="session")
async def town(shared: Town) -> AsyncIterator[Town]:
    """The module's town; after each conversation nothing may be amiss."""
    yield shared
    shared.model.play(HONEST)
    shared.model.pace = 0.0
    assert shared.faults() == []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Founder]:
    """Founds towns of one's own; the module's conversations in such are held together."""
    founder = Founder(lambda: tmp_path_factory.mktemp("town"))
    begin(founder, request.session.items, request.module)
    yield founder
    await end(founder)
