from __future__ import annotations

import asyncio
import logging
import traceback
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.bot import (
    NO_SIGHT,
    PAUSES,
    TURNED_AWAY,
    DiscordBot,
    Shards,
)
from bot.adapters.discord.events import LONGEST_WAIT
from bot.core.errors import PlatformError
from tests.adapters.discord.conftest import TOKEN
from tests.fakes.discord.server import DiscordServer
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SECRET = TOKEN.rpartition(".")[2]


class Ears:
    """Implements `Hears`; `heard` holds what happened, by name."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.clients: list[discord.Client] = []

    def began(self, client: discord.Client) -> None:
        self.clients.append(client)
        state: Any = client._connection
        state.guild_ready_timeout = 0.02

    def connected(self, client: discord.Client) -> None:
        self.heard.append("connected")

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: self.heard.append(name)


class Script:
    """What a log-in and a connection come to, one after the other; then the bot is closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
        self.clock = NappingClock()
        self.bot = DiscordBot(TOKEN, self.clock, **options)
        self.ears = Ears()
        self.logins: list[Exception | None] = []
        self.connects: list[Exception | None] = []
        script = self

        async def login(_: object, token: str) -> None:
            assert token == TOKEN
            script.play(script.logins)

        async def connect(_: object) -> None:
            if not script.connects:
                await script.bot.close()
            script.play(script.connects)

        for kind in (discord.Client, discord.AutoShardedClient):
            monkeypatch.setattr(kind, "login", login)
            monkeypatch.setattr(kind, "connect", connect)

    @staticmethod
    def play(outcomes: list[Exception | None]) -> None:
        if outcomes and (outcome := outcomes.pop(0)):
            raise outcome

    async def run(self) -> None:
        hears: Any = self.ears
        await asyncio.wait_for(self.bot.run(hears), 5)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    return Script(monkeypatch)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server


def closed(code: int) -> discord.ConnectionClosed:
    socket: Any = SimpleNamespace(close_code=code)
    return discord.ConnectionClosed(socket, shard_id=None, code=code)


def http(status: int) -> discord.HTTPException:
    answer: Any = SimpleNamespace(status=status, reason="")
    return discord.DiscordServerError(answer, "down")


def gone() -> discord.GatewayNotFound:
    kind: Any = discord.GatewayNotFound
    error: discord.GatewayNotFound = kind()
    return error


async def failed(script: Script) -> PlatformError:
    with pytest.raises(PlatformError) as fault:
        await script.run()
    shown = traceback.format_exception(fault.value)
    assert SECRET not in "".join((*shown, repr(fault.value)))
    assert fault.value.__context__ is None
    return fault.value


async def test_a_token_that_is_refused_is_said_without_it(script: Script) -> None:
    script.logins = [discord.LoginFailure(f"Improper token {TOKEN} has been passed.")]
    assert str(await failed(script)) == TURNED_AWAY


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4004, TURNED_AWAY),
        (4010, "Discord refuses these shards"),
        (4011, "LINKDIGEST_DISCORD_SHARD_COUNT"),
        (4013, "for good (code 4013)"),
    ],
)
async def test_a_connection_that_is_refused_for_good_is_said_with_its_cause(
    script: Script, code: int, words: str
) -> None:
    script.connects = [closed(code)]
    assert words in str(await failed(script))


async def test_without_the_intent_it_goes_on_for_commands_alone(
    script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.connects = [discord.PrivilegedIntentsRequired(None)]
    await script.run()
    first, second = dict.fromkeys(script.ears.clients)
    assert (first.intents.message_content, second.intents.message_content) == (True, False)
    assert not script.bot.sees_content
    assert first.is_closed()
    assert NO_SIGHT in caplog.text
    assert script.clock.taken == []


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ServerDisconnectedError(),
        OSError("no net"),
        TimeoutError(),
        http(503),
        gone(),
        AttributeError("'NoneType' object has no attribute 'sequence'"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("stage", ["logins", "connects"])
async def test_while_discord_cannot_be_reached_the_pauses_grow(
    script: Script, stage: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    setattr(script, stage, [error] * 6)
    await script.run()
    assert script.clock.taken == [*PAUSES, PAUSES[-1]]
    assert caplog.text.count("Discord cannot be reached yet") == 6
    assert not caplog.records[0].exc_info
    assert len(dict.fromkeys(script.ears.clients)) == 7


async def test_after_a_connection_that_stood_the_pauses_begin_anew(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.Client, "is_ready", lambda _: len(script.clock.taken) >= 2)
    script.connects = [OSError("no net")] * 4
    await script.run()
    assert script.clock.taken == [1.0, 2.0, 1.0, 1.0]


@pytest.mark.parametrize("shards", [None, Shards(2, (0, 1))])
async def test_what_never_began_can_be_closed(shards: Shards | None) -> None:
    bot = DiscordBot(TOKEN, NappingClock(), shards=shards)
    await bot.close()
    ears: Any = Ears()
    await bot.run(ears)
    assert ears.heard == []


async def test_some_of_so_many_shards_are_served() -> None:
    bot = DiscordBot(TOKEN, NappingClock(), shards=Shards(4, (1, 2)))
    assert isinstance(bot.client, discord.AutoShardedClient)
    assert bot.client.shard_count == 4
    assert bot.client.shard_ids == [1, 2]
    assert not isinstance(DiscordBot(TOKEN, NappingClock()).client, discord.AutoShardedClient)


def test_we_ask_for_no_more_than_we_need_and_remember_nobody() -> None:
    client = DiscordBot(TOKEN, NappingClock()).client
    state: Any = client._connection
    assert client.intents.value == 38401
    assert client.allowed_mentions.to_dict() == {"parse": []}  # type: ignore[union-attr]
    assert state._messages is None
    assert state.member_cache_flags == discord.MemberCacheFlags.none()
    assert client.http.max_ratelimit_timeout == LONGEST_WAIT


def test_its_repr_shows_no_token() -> None:
    assert SECRET not in repr(DiscordBot(TOKEN, NappingClock()))


def test_other_addresses_stand_in_for_discords_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    DiscordBot(TOKEN, NappingClock(), api_url="http://a/api/v10", gateway_url="ws://a/g")
    assert Route("GET", "/x").url == "http://a/api/v10/x"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://a/g"


async def test_over_the_limit_of_all_calls_they_go_on_though_one_was_broken_off() -> None:
    bot = DiscordBot(TOKEN, NappingClock())
    await bot.client.setup_hook()
    gate = bot.client.http._global_over
    assert gate.is_set()
    loop = asyncio.get_running_loop()
    now = loop.time()
    gate.clear()
    assert not gate.is_set()
    (timer,) = [timer for timer in loop._scheduled if timer._callback == gate.set]  # type: ignore[attr-defined]
    assert timer.when() == pytest.approx(now + LONGEST_WAIT, abs=1)
    timer.cancel()
    gate.set()


@pytest.mark.parametrize(
    ("logger", "text", "args"),
    [
        ("discord.client", "Attempting a reconnect in %.2fs", (1.5,)),
        ("discord.shard", "Attempting a reconnect for shard ID %s in %.2fs", (3, 1.5)),
        ("discord.shard", "Failed to connect for shard_id: %s. Retrying...", (3,)),
    ],
)
def test_a_lost_connection_is_one_line_and_no_error(
    logger: str, text: str, args: tuple[object, ...], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        DiscordBot(TOKEN, NappingClock())
    error = OSError(f"cut {TOKEN}")
    logging.getLogger(logger).error(text, *args, exc_info=error)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.exc_info is None
    assert record.getMessage().startswith(text % args)
    assert "OSError cut" in record.getMessage()
    assert SECRET not in record.getMessage()


def test_what_else_the_library_says_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    DiscordBot(TOKEN, NappingClock())
    logging.getLogger("discord.client").error("Ignoring exception in %s", "on_message")
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    logging.getLogger("discord.client").error("Attempting a reconnect in %.2fs", 2.0)
    assert caplog.records[-1].getMessage() == "Attempting a reconnect in 2.00s ()"


async def test_on_the_wire_it_hears_until_it_is_closed(server: DiscordServer) -> None:
    bot, ears = DiscordBot(server.token, NappingClock()), Ears()
    channel, alice = server.channel(server.server()), server.person()
    hears: Any = ears
    running = asyncio.ensure_future(bot.run(hears))
    await server.until(lambda: "connected" in ears.heard)
    said = await server.say(channel, alice, "hello")
    await server.edit(said, "hello there")
    await server.react(said, alice, "📝")
    await server.delete(said)
    await server.until(lambda: "deleted" in ears.heard)
    assert ears.heard == ["connected", "message", "edited", "reacted", "deleted"]
    client: Any = bot.client
    await bot.close()
    await asyncio.wait_for(running, 5)
    for event in (client.on_message, client.on_raw_message_edit, client.on_guild_join):
        await event(None)
    await client.on_ready()
    assert len(ears.heard) == 5


async def test_on_the_wire_without_the_intent_it_hears_all_the_same(
    server: DiscordServer,
) -> None:
    server.refuse_intents()
    bot, ears = DiscordBot(server.token, NappingClock()), Ears()
    hears: Any = ears
    running = asyncio.ensure_future(bot.run(hears))
    await server.until(lambda: "connected" in ears.heard)
    assert not bot.sees_content
    await bot.close()
    await asyncio.wait_for(running, 5)


async def test_on_the_wire_a_token_that_was_taken_back_ends_it(server: DiscordServer) -> None:
    bot, ears = DiscordBot(server.token, NappingClock()), Ears()
    hears: Any = ears
    running = asyncio.ensure_future(bot.run(hears))
    await server.until(lambda: "connected" in ears.heard)
    server.refuse_token()
    await server.close_gateway(4004)
    with pytest.raises(PlatformError, match="refused the bot token") as fault:
        await asyncio.wait_for(running, 5)
    assert server.token not in "".join(traceback.format_exception(fault.value))
    await bot.close()


async def test_a_client_that_closed_itself_is_followed_by_another_not_at_once(
    script: Script,
) -> None:
    script.connects = [None, None]
    await script.run()
    assert len(dict.fromkeys(script.ears.clients)) == 3
    assert script.clock.taken == [*PAUSES[:2]]
