from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.telegram.bot import TelegramBot, open_bot
from bot.adapters.telegram.poster import TelegramPoster
from tests.adapters.telegram.scripted import ScriptedServer
from tests.fakes.naps import NappingClock
from tests.fakes.telegram.server import TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "123456:AAH-secret_part_of_a_token"


@pytest.fixture(autouse=True)
def times_as_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `open_bot` sets it: else the library warns of every time that it hands out."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> NappingClock:
    return NappingClock()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer, clock: NappingClock) -> AsyncIterator[TelegramBot]:
    async with open_bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        clock=clock,
    ) as client:
        yield client


@pytest.fixture
def poster(bot: TelegramBot, clock: NappingClock) -> TelegramPoster:
    return TelegramPoster(bot, clock)


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as server:
        yield server
