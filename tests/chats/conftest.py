"""One running program for the conversations of a module, and towns of their own for the rest."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.chats.city import City
from tests.chats.together import Builder, Founder, FounderOf, begin, end
from tests.chats.town import HONEST, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.chats.ground import Ground

    Towns = Callable[..., Awaitable[Town]]
    Cities = Callable[[dict[str, str]], Awaitable[City]]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """What the module's program is told beyond the usual; a module may have its own."""
    return {}


@pytest.fixture(scope="module")
def privacy() -> bool:
    """Whether the bot sees in groups only what is meant for it."""
    return False


@asynccontextmanager
async def held(
    place: Ground | FounderOf[Any], request: pytest.FixtureRequest
) -> AsyncIterator[None]:
    """The module's conversations that may be held together there."""
    begin(place, request.session.items, request.module)
    yield
    await end(place)


@asynccontextmanager
async def conversation(place: Ground, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """One conversation; after it nothing may be amiss.

    Whoever is not to be heard together with others may bend what they stand on: they wait.
    """
    if not hasattr(request.function, "talk"):
        await asyncio.gather(*place.talks.values(), return_exceptions=True)
    yield
    place.model.play(HONEST)
    place.model.pace = 0.0
    assert place.faults() == []


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
    async with held(town, request):
        yield town


@pytest_asyncio.fixture(loop_scope="session")
async def town(shared: Town, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """The module's town; after each conversation nothing may be amiss."""
    async with conversation(shared, request):
        yield shared


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Founder]:
    """Founds towns of one's own; the module's conversations in such are held together."""
    founder = FounderOf(Town, lambda: tmp_path_factory.mktemp("town"))
    async with held(founder, request):
        yield founder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def cities(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cities]:
    """A running program on Discord for every kind that modules ask for, each started once."""
    opened: dict[str, City] = {}
    async with AsyncExitStack() as stack:

        async def at(settings: dict[str, str]) -> City:
            name = f"{sorted(settings.items())}"
            if name not in opened:
                folder = tmp_path_factory.mktemp("program")
                opened[name] = await stack.enter_async_context(City(folder, **settings))
                await opened[name].open()
            return opened[name]

        yield at


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared_city(
    request: pytest.FixtureRequest, cities: Cities, settings: dict[str, str]
) -> AsyncIterator[City]:
    """The module's city, in which the conversations that may be are held together."""
    city = await cities(settings)
    async with held(city, request):
        yield city


@pytest_asyncio.fixture(loop_scope="session")
async def city(shared_city: City, request: pytest.FixtureRequest) -> AsyncIterator[City]:
    """The module's city; after each conversation nothing may be amiss."""
    async with conversation(shared_city, request):
        yield shared_city


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def founded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Builder]:
    """Founds cities of one's own; the module's conversations in such are held together."""
    founder = FounderOf(City, lambda: tmp_path_factory.mktemp("city"))
    async with held(founder, request):
        yield founder
