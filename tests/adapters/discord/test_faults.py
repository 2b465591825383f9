from __future__ import annotations

import asyncio
import traceback
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from bot.adapters.discord import faults
from bot.adapters.discord.bot import DiscordBot
from bot.adapters.discord.faults import code_of, made, told, words
from bot.core.errors import (
    ChatClosedError,
    PlatformError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
    TopicClosedError,
)
from tests.adapters.discord.conftest import TOKEN
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OnNlY3JldHNlY3JldA"
ADDRESS = f"https://discord.com/api/v10/webhooks/1234567/{INTERACTION}/messages/@original"


def refusal(status: int, code: int = 0, text: str = "No", **more: Any) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = discord.DiscordServerError if status >= 500 else kinds.get(status, discord.HTTPException)
    answer: Any = SimpleNamespace(status=status, reason="Said")
    return kind(answer, {"code": code, "message": text, **more})


def connecting() -> aiohttp.ClientConnectorError:
    key: Any = SimpleNamespace(host="discord.com", port=443, ssl=True, is_ssl=True)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


def answer_error() -> aiohttp.ClientResponseError:
    request: Any = SimpleNamespace(real_url=ADDRESS)
    return aiohttp.ClientResponseError(request, (), status=502, message=TOKEN)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10008, PostTargetError),
        (404, 10015, PostTargetError),
        (404, 10062, PostTargetError),
        (403, 50005, PostTargetError),
        (401, 50027, PostTargetError),
        (404, 10003, ChatClosedError),
        (404, 10004, ChatClosedError),
        (404, 10013, ChatClosedError),
        (403, 40001, ChatClosedError),
        (403, 50001, ChatClosedError),
        (403, 50007, ChatClosedError),
        (403, 50013, ChatClosedError),
        (403, 50278, ChatClosedError),
        (403, 340013, ChatClosedError),
        (400, 50083, TopicClosedError),
        (400, 160005, TopicClosedError),
        (401, 0, PlatformError),
        (400, 50035, PostRejectedError),
        (400, 160002, PostRejectedError),
        (403, 0, PostRejectedError),
        (404, 0, PostRejectedError),
        (429, 0, PostUnsentError),
        (429, 20028, PostUnsentError),
    ],
)
@pytest.mark.parametrize("sent", [True, False])
def test_a_refusal_is_told_by_its_code(status: int, code: int, kind: type, sent: bool) -> None:
    fault = told(refusal(status, code), sent=sent)
    assert type(fault) is kind
    assert code_of(refusal(status, code)) == code


def test_a_form_that_is_refused_for_the_message_it_answers_has_lost_its_target() -> None:
    unknown = {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}
    error = refusal(400, 50035, "Invalid Form Body", errors={"message_reference": unknown})
    assert type(told(error, sent=True)) is PostTargetError


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
def test_after_a_servers_fault_nobody_knows_what_became_of_a_message(status: int) -> None:
    assert type(told(refusal(status), sent=True)) is PostUnknownError
    assert type(told(refusal(status), sent=False)) is PostUnsentError


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(104, "reset"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(32, "pipe"),
        aiohttp.ClientPayloadError("cut"),
    ],
)
def test_without_an_answer_a_message_may_have_arrived(error: Exception) -> None:
    assert type(told(error, sent=True)) is PostUnknownError
    assert type(told(error, sent=False)) is PostUnsentError


@pytest.mark.parametrize("error", [connecting(), discord.RateLimited(40.0)])
def test_what_never_left_us_was_surely_not_sent(error: Exception) -> None:
    assert type(told(error, sent=True)) is PostUnsentError


def test_of_what_is_no_answer_of_discords_there_is_no_code() -> None:
    assert code_of(TimeoutError()) == code_of(None) == 0


@pytest.mark.parametrize(
    "error",
    [
        OSError(f"cannot open {ADDRESS}"),
        refusal(400, 50035, f"{ADDRESS} {TOKEN}"),
        refusal(503, 0, f"<h1>{ADDRESS}</h1>"),
        answer_error(),
        discord.LoginFailure(f"Improper token {TOKEN} has been passed."),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_nothing_of_the_librarys_error_goes_on(error: Exception) -> None:
    fault = await raised(failing(error))
    shown = "".join((repr(fault), *map(str, fault.args), *traceback.format_exception(fault)))
    assert fault.__cause__ is None
    assert fault.__context__ is None
    for secret in (INTERACTION, TOKEN, TOKEN.rpartition(".")[2]):
        assert secret not in shown + words(error)


def test_words_are_one_short_line() -> None:
    assert words(OSError("a\n  b")) == "OSError a b"
    assert words(discord.ClientException("c\td")) == "c d"
    assert len(words(discord.ClientException("long " * 900))) == 300


async def test_an_answer_is_handed_on() -> None:
    async def call() -> int:
        return 4

    assert await made(call, sent=True) == 4


async def test_a_call_ends_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults.CALL_SECONDS == 60.0
    monkeypatch.setattr(faults, "CALL_SECONDS", 0.01)

    async def call() -> None:
        await asyncio.sleep(9)

    assert type(await raised(call)) is PostUnknownError


@pytest.mark.parametrize(
    "error", [RuntimeError("Session is closed"), RuntimeError("Event loop is closed")]
)
async def test_a_closed_session_has_sent_nothing(error: Exception) -> None:
    assert type(await raised(failing(error))) is PostUnsentError


async def test_a_client_that_has_not_logged_in_has_sent_nothing() -> None:
    client = DiscordBot(TOKEN, NappingClock()).client
    channel = client.get_partial_messageable(1)
    webhook = discord.Webhook.from_state(
        {"id": 1, "type": 3, "token": "t"},
        client._connection,
    )
    assert type(await raised(lambda: channel.send("hello"))) is PostUnsentError
    assert type(await raised(lambda: webhook.send("hello", wait=True))) is PostUnsentError


@pytest.mark.parametrize("error", [RuntimeError("of ours"), AttributeError("of ours"), KeyError()])
async def test_a_fault_of_our_own_is_none_of_discords(error: Exception) -> None:
    with pytest.raises(type(error)):
        await made(failing(error), sent=True)


def failing(error: Exception) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        raise error

    return call


async def raised(call: Callable[[], Awaitable[object]]) -> Exception:
    try:
        await made(call, sent=True)
    except Exception as fault:  # noqa: BLE001 - it is looked at
        return fault
    raise AssertionError
