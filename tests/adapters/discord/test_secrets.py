"""Conversations with every logger at DEBUG, well and badly; and nobody learns a token."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Self, cast

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.bot import DiscordBot
from bot.adapters.discord.platform import Discord
from bot.adapters.discord.poster import DiscordPoster
from bot.adapters.discord.replies import read_reply
from bot.cli.logs import QUIET, serve_logs
from bot.core.background import Background
from bot.core.errors import LinkdigestError
from bot.core.ports import Mark
from tests.adapters.discord.answers import NOTICE, WORDS, digest, group, placing
from tests.adapters.discord.front import FakeFront
from tests.fakes.discord.server import DiscordServer
from tests.fakes.logging_state import logging_as_before
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Iterator

    from bot.core.answers import Answer
    from bot.core.front import Front

PRIVATE, PUBLIC = True, False
ANSWERS: tuple[Answer, ...] = (digest(), NOTICE, WORDS)


class Hasty:
    """What the library has of asyncio, but that it does not sleep between two tries."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(_: float) -> None:
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    with logging_as_before():
        yield


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        server.unlimited()
        monkeypatch.setattr("discord.webhook.async_.asyncio", Hasty())
        monkeypatch.setattr(Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
@pytest.mark.parametrize("trouble", [None, "cut", 400, 401, 403, 404, 429, 503])
async def test_no_token_is_in_any_line_or_error(
    server: DiscordServer,
    capsys: pytest.CaptureFixture[str],
    trouble: str | int | None,
    json: bool,
) -> None:
    for name in (*QUIET, "asyncio", "bot"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    serve_logs([server.token], level="DEBUG", json=json)
    async with Running(server) as running:
        if trouble == "cut":
            server.cut("*", "/webhooks/**", times=12)
        elif isinstance(trouble, int):
            server.fail("*", "/webhooks/**", status=trouble, times=12)
        faults = await converse(server, running)
        await server.drop()
        await server.until(lambda: server.is_connected)
    lines = capsys.readouterr().err
    assert "/webhooks/***" in lines
    assert "WebSocket Event" in lines
    assert len(faults) >= (1 if trouble is None else 2)
    shown = lines + "".join(line for each in faults for line in traceback.format_exception(each))
    assert len(server.asked) >= 3
    for secret in (server.token.rpartition(".")[2], *(asked.token for asked in server.asked)):
        assert secret not in shown
        assert secret[20:40] not in shown


class Running:
    """The adapter at the stand-in, with a front that notes."""

    def __init__(self, server: DiscordServer) -> None:
        self.front = FakeFront()
        clock, front = NappingClock(time.time()), cast("Front", self.front)
        self.bot, self.background = DiscordBot(server.token, clock), Background()
        state: Any = self.bot.client._connection
        state.guild_ready_timeout = 0.02
        self.poster = DiscordPoster(self.bot, clock)
        self.platform = Discord(self.bot, front, self.poster.members, clock, self.background)

    async def __aenter__(self) -> Self:
        connected = asyncio.Event()

        async def on_connect() -> None:
            connected.set()

        self.task = asyncio.ensure_future(self.platform.run(on_connect))
        await asyncio.wait_for(connected.wait(), 5)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.platform.stop()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.background.finish(1)
        await self.bot.close()


async def converse(server: DiscordServer, running: Running) -> list[LinkdigestError]:
    """A bit of everything; the faults that the core is told."""
    here = server.channel(server.server())
    alice = server.person()
    chat = group(here.id, here.server_id)
    poster, front = running.poster, running.front
    faults = []
    said = await server.say(here, alice, "https://example.com/a")
    await server.until(lambda: front.messages)
    await poster.mark(chat, str(said.id), Mark.SEEN)
    faults.append(await failing(poster.post(chat, digest(), placing(said.id, in_thread=True))))
    for number, private in enumerate((PRIVATE, PUBLIC), start=2):
        await server.slash(here, alice, "digest", url="https://e.com", private=private)
        await server.until(partial(_has, front, number))
        arrived = front.messages[-1]
        for place, answer in product(arrived.places, ANSWERS):
            told = poster.edit(arrived.chat, place, answer, placing())
            faults.append(await failing(told))
        logging.getLogger("bot").error("%r", read_reply(arrived.places[0]))
    for message in server.ours(here):
        await server.press(message, alice, "Again")
    await server.until(lambda: not server.unanswered())
    server.expire(server.asked[0])
    arrived = next(each for each in front.messages if each.places)
    faults.append(await failing(poster.edit(arrived.chat, arrived.places[0], WORDS, placing())))
    faults.append(await failing(poster.delete(arrived.chat, arrived.places[0])))
    logging.getLogger("bot").error("%r %s", running.bot, running.bot)
    return [fault for fault in faults if fault]


def _has(front: FakeFront, messages: int) -> bool:
    return len(front.messages) >= messages


async def failing(call: Awaitable[object]) -> LinkdigestError | None:
    try:
        await asyncio.wait_for(call, 5)
    except LinkdigestError as fault:
        logging.getLogger("bot").exception("a call failed")
        return fault
    return None
