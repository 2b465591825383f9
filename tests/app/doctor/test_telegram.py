"""What the doctor says of Telegram, to which it does nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from bot.adapters.telegram.bot import MEET
from bot.adapters.telegram.polling import CONFLICT_PAUSE
from bot.app.doctor.check import MOST_CHATS
from bot.app.doctor.round import SECONDS
from bot.app.doctor.surroundings import Kept
from bot.app.doctor.telegram import look_at_telegram
from bot.core.chats import ChatKind
from tests.app.doctor.ward import Ward, only, row, told
from tests.chats.program import free_port
from tests.fakes.telegram.feed import OVERTAKEN, Hook
from tests.fakes.telegram.world import CHANNEL, READERS

if TYPE_CHECKING:
    import pytest


async def test_telegram_is_well(ward: Ward) -> None:
    lines = await told(look_at_telegram(ward.around()))
    assert {status for status, _ in lines} == {"ok"}
    assert "@digest_test_bot, guest mode on, inline mode on" in lines[0][1]
    only(lines, "privacy mode off")
    only(lines, "nobody else was met polling")
    only(lines, "will be published at the start")


async def test_nothing_that_waits_is_taken_and_nothing_is_set(ward: Ward) -> None:
    telegram = ward.place.telegram
    await telegram.say(READERS, "bob", "https://example.com/a")
    telegram.feed.allow(["message"])
    before = list(telegram.feed.pending)
    await told(look_at_telegram(ward.around()))
    assert telegram.feed.pending == before
    assert telegram.feed.allowed == ["message"]
    asking = {"getMe", "getWebhookInfo", "getUpdates", "getMyCommands", "getChatMember"}
    assert {call.method for call in telegram.calls} <= asking


async def test_a_telegram_that_is_unwell_says_what_to_do(ward: Ward) -> None:
    telegram = ward.place.telegram
    telegram.privacy(on=True)
    telegram.fault("getUpdates", status=409, description=OVERTAKEN)
    ward.place.telegram.world.rooms[READERS].status = "restricted"
    shut = ward.place.group(status="left")
    chats = [row("telegram", READERS), row("telegram", CHANNEL, ChatKind.CHANNEL)]
    chats += [row("telegram", shut), row("telegram", 1001, ChatKind.PRIVATE)]
    lines = await told(look_at_telegram(ward.around(kept=Kept(chats))))
    status, words = only(lines, "privacy mode on")
    assert status == "warn"
    assert "/setprivacy to @BotFather" in words
    status, words = only(lines, "another program polls with this token")
    assert status == "warn"
    status, words = only(lines, "3 chats, in 2 it may not write as it should")
    assert status == "warn"
    assert f"{READERS} (not allowed to write), {shut} (Forbidden: bot is not a member" in words


async def poll_beside(ward: Ward, met: asyncio.Event) -> None:
    """Another program with our token: told off, it comes back, as each library does."""
    telegram = ward.place.telegram
    url = f"{telegram.base_url}{telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.post(url, json={"timeout": 30}) as answer:
                if answer.status == 409:
                    met.set()
            await asyncio.sleep(0.1)


async def test_who_polls_beside_us_is_met_and_goes_on(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.bot.MEET", 5)
    met = asyncio.Event()
    other = asyncio.create_task(poll_beside(ward, met))
    await ward.place.telegram.until(lambda: ward.place.telegram.feed.polls)
    lines = await told(look_at_telegram(ward.around()))
    assert only(lines, "another program polls with this token")[0] == "warn"
    assert met.is_set()
    assert not other.done()
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)


async def test_we_wait_for_who_polls_beside_us_longer_than_our_own_program_stays_away() -> None:
    assert MEET > CONFLICT_PAUSE + 1
    assert MEET + 2 < SECONDS


async def test_many_chats_at_a_slow_telegram_are_asked_in_time(ward: Ward) -> None:
    delays = ward.place.telegram.troubles.delays
    delays.update({"getMyCommands": 0.2, "getChatMember": 0.2})
    chats = [row("telegram", ward.place.group()) for _ in range(MOST_CHATS)]
    async with asyncio.timeout(3):  # one after the other these would be five seconds and more
        lines = await told(look_at_telegram(ward.around(kept=Kept(chats))))
    assert only(lines, "20 chats, all open to it")[0] == "ok"


async def test_where_nobody_wants_dropped_links_privacy_is_no_fault(ward: Ward) -> None:
    ward.place.telegram.privacy(on=True)
    lines = await told(look_at_telegram(ward.around({"LINKDIGEST_MODE": "ask"})))
    assert only(lines, "privacy mode on")[0] == "ok"


async def test_more_chats_than_can_be_asked_are_counted(ward: Ward) -> None:
    chats = [row("telegram", ward.place.group()) for _ in range(22)]
    lines = await told(look_at_telegram(ward.around(kept=Kept(chats))))
    assert only(lines, "22 chats, 20 of them asked, all open to it")[0] == "ok"
    assert len(ward.place.telegram.calls_of("getChatMember")) == 20


async def test_who_runs_is_not_disturbed_by_a_poll(ward: Ward) -> None:
    lines = await told(look_at_telegram(ward.around(running=True)))
    assert only(lines, "not asked who else polls")[0] == "ok"
    assert only(lines, "commands in its menu are out of date")[0] == "warn"
    assert ward.place.telegram.feed.polls == 0


async def hooked(ward: Ward, url: str, *, running: bool, **more: str) -> tuple[str, str]:
    """The line about updates, where Telegram has this webhook."""
    await ward.place.telegram.feed.set_hook(None)
    if url:
        ward.place.telegram.feed.hook = Hook(url, "")
    lines = await told(look_at_telegram(ward.around(more, running=running)))
    (line,) = (line for line in lines if "hook" in line[1])
    return line


async def test_a_webhook_must_be_ours_and_reached(ward: Ward) -> None:
    url = "https://bot.example.org/hook"
    wanted = {"LINKDIGEST_WEBHOOK_URL": url, "LINKDIGEST_HTTP": "127.0.0.1:8080"}
    assert (await hooked(ward, url, running=False))[0] == "warn"
    assert (await hooked(ward, url, running=True))[0] == "fail"
    status, words = await hooked(ward, "", running=False, **wanted)
    assert (status, words) == ("ok", "the webhook will be set at the start → ")
    assert (await hooked(ward, "", running=True, **wanted))[0] == "fail"
    assert (await hooked(ward, url, running=True, **wanted))[0] == "ok"
    ward.place.telegram.feed.last_error = "Connection refused"
    status, words = await hooked(ward, url, running=True, **wanted)
    assert status == "warn"
    assert "Connection refused" in words


async def test_a_refused_or_unreachable_telegram_is_one_line(ward: Ward) -> None:
    token = "123456:AAAAAAAAAAAAAAAAAAA"
    ((status, words),) = await told(look_at_telegram(ward.around({"TELEGRAM_BOT_TOKEN": token})))
    assert (status, token in words) == ("fail", False)
    assert words.startswith("Telegram refused the bot token → copy it anew from @BotFather")
    nowhere = f"http://127.0.0.1:{free_port()}/bot"
    ((status, words),) = await told(look_at_telegram(ward.around({"TELEGRAM_BASE_URL": nowhere})))
    assert status == "fail"
    assert "see that this machine reaches api.telegram.org" in words
