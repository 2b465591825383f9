from __future__ import annotations

import traceback

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.telegram.bot import open_bot
from bot.core.errors import PlatformError, SettingsError
from tests.adapters.telegram.conftest import TOKEN
from tests.adapters.telegram.scripted import Refusal, ScriptedServer

CLOCK = SystemClock()


async def test_a_bot_shows_its_name_and_never_its_token(scripted: ScriptedServer) -> None:
    bot = open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK)
    before = f"{bot} {bot!r}"
    async with bot:
        assert repr(bot) == str(bot) == "<TelegramBot @digest_bot>"
    assert TOKEN not in before


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_refused_is_not_shown_by_the_error(
    scripted: ScriptedServer, status: int
) -> None:
    scripted.on("getMe", Refusal(status, "Unauthorized"))
    with pytest.raises(PlatformError, match="BotFather") as caught:
        async with open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK):
            pass
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_without_a_token_there_is_no_bot() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        open_bot("", clock=CLOCK)


async def test_the_address_is_taken_as_given_and_the_token_appended(
    scripted: ScriptedServer,
) -> None:
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK) as bot:
        assert bot.base_url == f"{scripted.base_url}{TOKEN}"
        assert bot.username == "digest_bot"
    assert open_bot(TOKEN, clock=CLOCK).base_url == f"https://api.telegram.org/bot{TOKEN}"


async def test_an_update_that_the_library_cannot_read_comes_without_content(
    scripted: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    good = {"update_id": 8, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "x"}}}
    scripted.on("getUpdates", [{"update_id": 7, "message": {"nothing": "known"}}, good])
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=CLOCK) as bot:
        first, second = await bot.updates(7, timeout=0, allowed=["message"])
    assert (first.update_id, first.message) == (7, None)
    assert second.message
    assert "update 7 cannot be read" in caplog.text
    assert scripted.asked("getUpdates") == [
        {"offset": 7, "timeout": 0, "limit": 100, "allowed_updates": ["message"]}
    ]
