"""Everything goes wrong with every logger at DEBUG, and nobody learns the token."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING

import pytest
from telegram.error import TelegramError

from bot.adapters.telegram.bot import TelegramBot, open_bot
from bot.adapters.telegram.faults import told
from bot.adapters.telegram.polling import poll
from bot.adapters.telegram.poster import TelegramPoster
from bot.cli.logs import QUIET, serve_logs
from bot.core.errors import LinkdigestError
from tests.adapters.telegram.answers import PRIVATE, digest, placing
from tests.adapters.telegram.conftest import TOKEN
from tests.adapters.telegram.scripted import Cut, Hang, Refusal, ScriptedServer
from tests.fakes.logging_state import logging_as_before

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator

    from telegram import Update

    from tests.fakes.naps import NappingClock

SECRET = TOKEN.partition(":")[2]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    with logging_as_before():
        yield


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
@pytest.mark.parametrize(
    "answer",
    [
        Refusal(401, "Unauthorized"),
        Refusal(404, "Not Found"),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Refusal(429, "Too Many Requests", {"retry_after": 1}),
        Refusal(400, f"Bad Request: no path /bot{TOKEN}/x"),
        Refusal(500, body=f"<h1>Cannot POST /bot{TOKEN}/sendMessage</h1>"),
        Cut(),
        Hang(always=True),
        None,
    ],
    ids=["401", "404", "409", "429", "400", "500", "cut", "timeout", "no server"],
)
async def test_the_token_is_in_no_line_and_in_no_error(
    scripted: ScriptedServer,
    clock: NappingClock,
    capsys: pytest.CaptureFixture[str],
    answer: object,
    json: bool,
) -> None:
    for name in (*QUIET, "asyncio", "bot"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    serve_logs([TOKEN], level="DEBUG", json=json)
    bot = open_bot(TOKEN, base_url=scripted.base_url, clock=clock)
    await bot.initialize()
    if answer is None:
        await scripted.__aexit__()
    for method in ("getMe", "sendMessage", "getUpdates", "setMessageReaction"):
        scripted.on(method, answer)
    surfaced = [
        await failing(bot.send_message(1, "hello", read_timeout=0.2)),
        await failing(bot.updates(None, timeout=0, allowed=())),
        await failing(TelegramPoster(bot, clock).post(PRIVATE, digest(), placing())),
        await failing(polled(bot, clock)),
    ]
    await bot.shutdown()
    surfaced.append(await failing(bot.initialize()))
    logging.getLogger("bot").error("%r %s %r", bot, bot, bot.rate_limiter)
    await bot.shutdown()
    said = capsys.readouterr().err
    assert "/bot***" in said
    assert SECRET not in said
    for error in filter(None, surfaced):
        shown = (str(error), repr(error), repr(error.args), *traceback.format_exception(error))
        assert SECRET not in "".join(shown)


async def failing(call: Awaitable[object]) -> LinkdigestError | None:
    """What the call comes to in the core's words; the library's own error goes to the log."""
    try:
        await asyncio.wait_for(call, 0.4)
    except LinkdigestError as error:
        logging.getLogger("bot").exception("a call failed")
        return error
    except TelegramError as error:
        logging.getLogger("bot").exception("a call failed")
        return told(error, sent=True)
    except TimeoutError:
        logging.getLogger("bot").exception("a call took too long")
    return None


async def polled(bot: TelegramBot, clock: NappingClock) -> None:
    async def handle(update: Update) -> None:
        raise AssertionError(update)

    await poll(bot, handle, allowed_updates=(), clock=clock, stop=asyncio.Event())
