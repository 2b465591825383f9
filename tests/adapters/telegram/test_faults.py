from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapters.clock import SystemClock
from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.faults import seconds_of, told
from bot.core import errors
from tests.adapters.telegram.conftest import TOKEN
from tests.adapters.telegram.scripted import Cut, Hang, Refusal, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = SystemClock()


def because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bad Request: chat not found", errors.ChatClosedError),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", errors.ChatClosedError),
        ("Bad Request: have no rights to send a message", errors.ChatClosedError),
        ("Bad Request: not enough rights to send text messages", errors.ChatClosedError),
        ("Bad Request: need administrator rights in the channel chat", errors.ChatClosedError),
        ("Bad Request: message to be replied not found", errors.PostTargetError),
        ("Bad Request: message to edit not found", errors.PostTargetError),
        ("Bad Request: message to delete not found", errors.PostTargetError),
        ("Bad Request: MESSAGE_ID_INVALID", errors.PostTargetError),
        ("Bad Request: message can't be edited", errors.PostTargetError),
        ("Bad Request: message can't be deleted for everyone", errors.PostRejectedError),
        ("Bad Request: can't parse entities: unclosed", errors.PostRejectedError),
        ("Bad Request: message is too long", errors.PostRejectedError),
        ("Bad Request: something new", errors.PostRejectedError),
    ],
)
def test_a_refusal_of_telegram_says_what_it_means_for_the_message(
    text: str, kind: type[errors.PostError]
) -> None:
    assert type(told(BadRequest(text), sent=True)) is kind


def test_a_closed_topic_is_named_and_so_is_the_remedy() -> None:
    fault = told(BadRequest("Bad Request: TOPIC_CLOSED"), sent=True)
    assert isinstance(fault, errors.PostRejectedError)
    assert "topic is closed" in str(fault)


def test_a_group_that_moved_tells_its_new_id_as_text() -> None:
    fault = told(ChatMigrated(-1009), sent=True)
    assert isinstance(fault, errors.ChatMovedError)
    assert fault.new_id == "-1009"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (lambda: Forbidden("Forbidden: bot was kicked"), errors.ChatClosedError),
        (lambda: RetryAfter(timedelta(seconds=35)), errors.PostUnsentError),
        (lambda: InvalidToken(f"The token `{TOKEN}` was rejected"), errors.PlatformError),
        (lambda: Conflict("terminated by other getUpdates"), errors.PostRejectedError),
        (lambda: EndPointNotFound("Not found"), errors.PostRejectedError),
        (lambda: TelegramError("Invalid server response"), errors.PostUnknownError),
        (lambda: NetworkError("Bad Gateway"), errors.PostUnknownError),
        (TimedOut, errors.PostUnknownError),
        (lambda: because(TimedOut(), httpx.ReadTimeout("")), errors.PostUnknownError),
        (lambda: because(TimedOut(), httpx.WriteTimeout("")), errors.PostUnknownError),
        (lambda: because(TimedOut(), httpx.ConnectTimeout("")), errors.PostUnsentError),
        (lambda: because(TimedOut(), httpx.PoolTimeout("")), errors.PostUnsentError),
        (lambda: because(NetworkError("x"), httpx.ConnectError("")), errors.PostUnsentError),
        (lambda: because(NetworkError("x"), httpx.ReadError("")), errors.PostUnknownError),
    ],
)
def test_what_surely_did_not_arrive_is_told_apart_from_what_may_have(
    error: Callable[[], Exception], kind: type[errors.LinkdigestError]
) -> None:
    fault = told(error(), sent=True)
    assert type(fault) is kind
    assert TOKEN not in str(fault)


def test_an_edit_without_an_answer_may_simply_be_made_again() -> None:
    assert isinstance(told(TimedOut(), sent=False), errors.PostUnsentError)


def test_the_time_that_telegram_names_is_in_seconds_in_either_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert seconds_of(RetryAfter(timedelta(seconds=35))) == 35
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(DeprecationWarning, match="retry_after"):
        assert seconds_of(RetryAfter(35)) == 35


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Refusal(400, "Bad Request: chat not found"), errors.ChatClosedError),
        (Refusal(400, "x", {"migrate_to_chat_id": -1009}), errors.ChatMovedError),
        (Refusal(401, "Unauthorized"), errors.PlatformError),
        (Refusal(403, "Forbidden: bot was blocked by the user"), errors.ChatClosedError),
        (Refusal(404, "Not Found"), errors.PlatformError),
        (Refusal(502, body="<h1>Bad Gateway</h1>"), errors.PostUnknownError),
        (Refusal(500, body=f"cannot POST /bot{TOKEN}/sendMessage"), errors.PostUnknownError),
        (Refusal(400, f"no such path /bot{TOKEN}/sendMessage"), errors.PostRejectedError),
        (Cut(), errors.PostUnknownError),
        (Hang(), errors.PostUnknownError),
    ],
)
async def test_the_librarys_errors_are_told_as_they_really_come(
    scripted: ScriptedServer, answer: object, kind: type[errors.LinkdigestError]
) -> None:
    scripted.on("sendMessage", answer)
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(-1001, "hello", read_timeout=0.2)
    fault = told(caught.value, sent=True)
    assert type(fault) is kind
    assert TOKEN not in str(fault)


async def test_a_server_that_is_not_there_has_got_nothing(scripted: ScriptedServer) -> None:
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK) as bot:
        await scripted.__aexit__()
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(-1001, "hello")
    assert isinstance(told(caught.value, sent=True), errors.PostUnsentError)
