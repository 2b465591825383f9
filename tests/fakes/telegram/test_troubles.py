"""Faults come when they are ordered, as often as they are ordered, and leave what they should."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TimedOut

from tests.fakes.telegram.world import BASIC, BOB, CAROL, CHANNEL, READERS

if TYPE_CHECKING:
    from telegram import Bot

    from tests.fakes.telegram.server import TelegramServer


async def test_a_fault_strikes_as_often_as_told(telegram: TelegramServer, bot: Bot) -> None:
    telegram.fault("sendMessage", times=2, status=502, description="Bad Gateway")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(READERS, "hi")
    await bot.send_message(READERS, "hi")
    assert len(telegram.ours(READERS)) == 1
    assert [call.status for call in telegram.calls_of("sendMessage")] == [502, 502, 200]


async def test_a_fault_can_be_of_one_chat(telegram: TelegramServer, bot: Bot) -> None:
    telegram.fault("sendMessage", retry_after=35, chat=READERS)
    await bot.send_message(BOB, "hi")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(READERS, "hi")
    assert caught.value.retry_after == timedelta(seconds=35)


async def test_a_call_can_take_effect_and_fail_all_the_same(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.fault("sendMessage", after=True)
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(READERS, "hi")
    assert len(telegram.ours(READERS)) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_the_line_can_be_cut(telegram: TelegramServer, bot: Bot, after: bool) -> None:
    telegram.fault("sendMessage", after=after, drop=True)
    with pytest.raises(NetworkError):
        await bot.send_message(READERS, "hi")
    assert len(telegram.ours(READERS)) == after
    assert [call.status for call in telegram.calls_of("sendMessage")] == [0]


async def test_a_slow_call_takes_effect_though_the_client_has_left(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.delay("sendMessage", 0.6)
    with pytest.raises(TimedOut):
        await bot.send_message(READERS, "hi", read_timeout=0.05)
    assert telegram.ours(READERS) == []
    assert await telegram.until(lambda: telegram.ours(READERS), 5)


async def test_a_chat_that_has_moved_says_where_to(telegram: TelegramServer, bot: Bot) -> None:
    telegram.fault("sendMessage", migrate_to=-77)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(BASIC, "hi")
    assert caught.value.new_chat_id == -77
    await telegram.migrate(BASIC, -1001000000055)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(BASIC, "hi")
    await bot.send_message(caught.value.new_chat_id, "hi")


async def test_sends_beyond_the_limits_are_refused(telegram: TelegramServer, bot: Bot) -> None:
    telegram.troubles.clock = lambda: 0.0
    telegram.limit(per_chat_per_second=1, per_group_per_minute=2, per_second=3)
    await bot.send_message(BOB, "hi")
    await bot.set_message_reaction(BOB, telegram.ours(BOB)[0].id, "👀")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(BOB, "hi")
    assert caught.value.retry_after == timedelta(seconds=1)
    for chat in (CAROL, CHANNEL):
        await bot.send_message(chat, "hi")
    with pytest.raises(RetryAfter):
        await bot.send_message(READERS, "hi")
    assert telegram.throttled == 2
    telegram.troubles.clock = lambda: 1.0
    await bot.send_message(BOB, "hi")


async def test_a_group_takes_only_so_many_a_minute(telegram: TelegramServer, bot: Bot) -> None:
    telegram.troubles.clock = lambda: 0.0
    telegram.limit(per_chat_per_second=30, per_group_per_minute=3)
    for _ in range(3):
        await bot.send_message(READERS, "hi")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(READERS, "hi")
    assert isinstance(caught.value.retry_after, timedelta)
    assert 50 < caught.value.retry_after.total_seconds() <= 60


async def test_waiting_for_what_never_comes_tells_what_came(
    telegram: TelegramServer, bot: Bot
) -> None:
    await bot.get_me()
    with pytest.raises(AssertionError, match="getMe 200"):
        await telegram.until(lambda: False, 0.05)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("123456:OTHER-token-of-nobody/getMe", 401),
        ("{token}/getYou", 404),
        ("{token}/sendMessage", 400),
        ("{token}/sendMessage?chat_id=1&text=x&tone=warm", 400),
        ("{token}/sendMessage?chat_id=1.5&text=x", 400),
        ("{token}/getUpdates?timeout=soon", 400),
        ("{token}/sendMessage?chat_id=1&text=x&reply_parameters=7", 400),
        ("{token}/sendMessage?chat_id=1&text=x&reply_parameters={{}}", 400),
    ],
)
async def test_a_call_that_is_wrong_is_refused(
    telegram: TelegramServer, path: str, status: int
) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(telegram.base_url + path.format(token=telegram.token))
    body = answer.json()
    assert (answer.status_code, body["ok"], body["error_code"]) == (status, False, status)
    assert len(telegram.violations) == (status == 400)


async def test_a_body_of_json_is_as_good_as_a_form(telegram: TelegramServer) -> None:
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    async with httpx.AsyncClient() as client:
        good = await client.post(url, json={"chat_id": BOB, "text": "7"})
        bad = await client.post(url, json={"chat_id": BOB, "text": 7})
        broken = await client.post(url, content=b"{", headers={"content-type": "application/json"})
    assert [answer.status_code for answer in (good, bad, broken)] == [200, 400, 400]
    assert telegram.violations == ["sendMessage: text is no str"]


async def test_an_unsupported_mode_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Unsupported parse_mode"):
        await bot.send_message(BOB, "*x*", parse_mode="Markdown")


async def test_a_burst_of_three_hundred_is_taken(telegram: TelegramServer, bot: Bot) -> None:
    for number in range(300):
        await telegram.say(READERS, "bob", f"https://example.com/{number}")
    seen, offset = 0, 0
    while updates := await bot.get_updates(offset=offset):
        offset = updates[-1].update_id + 1
        seen += len(updates)
    assert seen == 300
    async with httpx.AsyncClient(base_url=telegram.base_url) as client:
        path = f"{telegram.base_url}{telegram.token}/sendMessage"
        calls = (client.post(path, data={"chat_id": str(BOB), "text": "x"}) for _ in range(100))
        started = time.monotonic()
        answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    assert len(telegram.ours(BOB)) == 100
    assert time.monotonic() - started < 30
