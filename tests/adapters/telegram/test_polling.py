from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.polling import HOLD, Poller, poll
from bot.core.errors import PlatformError, StoreError
from tests.adapters.telegram.conftest import TOKEN
from tests.adapters.telegram.scripted import Cut, Hang, Refusal, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from telegram import Update

    from bot.adapters.telegram.bot import TelegramBot
    from tests.fakes.naps import NappingClock
    from tests.fakes.telegram.server import TelegramServer

CLOCK = SystemClock()
ALLOWED = ("message", "callback_query")
BUSY = Refusal(409, "Conflict: terminated by other getUpdates request")


def update(number: int) -> dict[str, object]:
    chat = {"id": 1, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 0, "chat": chat}}


class Desk:
    """Takes updates; `faults` are raised first, by update."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.faults: dict[int, list[Exception]] = {}
        self.stop = asyncio.Event()
        self.until: Callable[[], bool] = lambda: False

    async def handle(self, update: Update) -> None:
        self.taken.append(update.update_id)
        if faults := self.faults.get(update.update_id):
            raise faults.pop(0)
        if self.until():
            self.stop.set()


@pytest.fixture
async def bot(scripted: ScriptedServer, clock: NappingClock) -> AsyncIterator[TelegramBot]:
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=clock) as client:
        yield client


@asynccontextmanager
async def polling(
    bot: TelegramBot, desk: Desk, clock: NappingClock
) -> AsyncIterator[tuple[Poller, asyncio.Task[None]]]:
    """A poller at work; it is stopped at the end."""
    poller = Poller(bot, desk.handle, allowed_updates=ALLOWED, clock=clock, jitter=lambda: 1.0)
    task = asyncio.ensure_future(poller.run(desk.stop))
    try:
        yield poller, task
    finally:
        desk.stop.set()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 5)


async def until(predicate: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not predicate():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.005)


async def test_updates_are_handed_over_in_order_and_confirmed_by_the_next_poll(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7), update(8)], [update(9)], Hang())
    desk = Desk()
    async with polling(bot, desk, clock) as (poller, _):
        await until(lambda: len(scripted.asked("getUpdates")) == 3)
        assert poller.last_ok == clock.monotonic()
    assert desk.taken == [7, 8, 9]
    offsets = [asked.get("offset") for asked in scripted.asked("getUpdates")]
    assert offsets == [None, 9, 10, 10]
    first = scripted.asked("getUpdates")[0]
    assert first == {"timeout": HOLD, "limit": 100, "allowed_updates": list(ALLOWED)}


async def test_a_webhook_is_taken_away_first_and_what_waits_is_kept(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", Hang())
    async with polling(bot, Desk(), clock):
        await until(lambda: scripted.asked("getUpdates"))
    methods = [method for method, _ in scripted.calls]
    assert methods[:3] == ["getMe", "deleteWebhook", "getUpdates"]
    assert scripted.asked("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_stopping_ends_the_poll_at_once_and_confirms_what_was_handled(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7)], Hang())
    desk = Desk()
    async with polling(bot, desk, clock) as (_, task):
        await until(lambda: len(scripted.asked("getUpdates")) == 2)
        desk.stop.set()
        await asyncio.wait_for(task, 1)
    last = scripted.asked("getUpdates")[-1]
    assert (last["offset"], last["timeout"], last["limit"]) == (8, 0, 1)


async def test_while_the_store_is_away_the_same_update_is_handed_over_again(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7), update(8)], Hang())
    desk = Desk()
    desk.faults[7] = [StoreError("locked"), StoreError("locked")]
    async with polling(bot, desk, clock):
        await until(lambda: len(desk.taken) == 4)
    assert desk.taken == [7, 7, 7, 8]
    assert clock.taken.count(2.0) == 2


async def test_what_is_stopped_before_it_is_written_is_not_confirmed(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7), update(8), update(9)], [])
    desk = Desk()
    desk.faults[8] = [StoreError("locked")] * 1000
    desk.until = lambda: False
    async with polling(bot, desk, clock):
        await until(lambda: 8 in desk.taken)
    assert 9 not in desk.taken
    assert scripted.asked("getUpdates")[-1]["offset"] == 8


async def test_one_update_that_fails_does_not_hold_up_the_others(
    scripted: ScriptedServer,
    bot: TelegramBot,
    clock: NappingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    scripted.on("getUpdates", [{"update_id": 6, "message": {"odd": 1}}, update(7), update(8)], [])
    desk = Desk()
    desk.faults[7] = [ValueError("poison")]
    async with polling(bot, desk, clock):
        await until(lambda: 8 in desk.taken)
    assert desk.taken == [6, 7, 8]
    assert "update 7 failed" in caplog.text
    assert "ValueError: poison" in caplog.text


async def test_an_outage_is_told_once_and_its_end_too(
    scripted: ScriptedServer,
    bot: TelegramBot,
    clock: NappingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    troubles = [Refusal(502, body="Bad Gateway"), Cut(), *[Refusal(500, "oops")] * 5]
    scripted.on("getUpdates", *troubles, [update(7)], Hang())
    desk = Desk()
    async with polling(bot, desk, clock):
        await until(lambda: desk.taken == [7])
    assert clock.taken == [2, 4, 8, 16, 30, 30, 30]
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(said) == 2
    assert said[0].startswith("Telegram cannot be reached: Bad Gateway")
    assert said[1] == "Telegram answers again, after 7 tries"


async def test_telegrams_wish_to_wait_is_granted(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", Refusal(429, "x", {"retry_after": 17}), [update(7)], Hang())
    desk = Desk()
    async with polling(bot, desk, clock):
        await until(lambda: desk.taken)
    assert clock.taken == [17]


async def test_a_second_poller_is_waited_for_once(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", BUSY, [update(7)], BUSY, [update(8)], Hang())
    desk = Desk()
    async with polling(bot, desk, clock):
        await until(lambda: desk.taken == [7, 8])
    assert clock.taken == [3, 3]


async def test_a_second_poller_that_stays_ends_ours_with_a_clear_word(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", BUSY)
    desk = Desk()
    work = poll(bot, desk.handle, allowed_updates=ALLOWED, clock=clock, stop=desk.stop)
    with pytest.raises(PlatformError, match="another program is polling"):
        await work
    assert len(scripted.asked("getUpdates")) == 2


@pytest.mark.parametrize("method", ["deleteWebhook", "getUpdates"])
async def test_a_refused_token_ends_the_polling(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock, method: str
) -> None:
    scripted.on(method, Refusal(401, "Unauthorized"))
    desk = Desk()
    work = poll(bot, desk.handle, allowed_updates=ALLOWED, clock=clock, stop=desk.stop)
    with pytest.raises(PlatformError, match="BotFather"):
        await work


async def test_a_telegram_that_is_silent_at_the_end_is_not_waited_for(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7)], Hang(always=True))
    desk = Desk()
    async with polling(bot, desk, clock):
        await until(lambda: len(scripted.asked("getUpdates")) == 2)


async def test_an_end_without_an_answer_is_an_end_all_the_same(
    scripted: ScriptedServer, bot: TelegramBot, clock: NappingClock
) -> None:
    scripted.on("getUpdates", [update(7)], Cut())
    desk = Desk()
    desk.until = lambda: True
    await asyncio.wait_for(
        poll(bot, desk.handle, allowed_updates=ALLOWED, clock=clock, stop=desk.stop), 5
    )
    assert desk.taken == [7]


async def test_after_a_stop_in_the_middle_no_update_is_lost_and_none_comes_twice(
    telegram: TelegramServer, clock: NappingClock
) -> None:
    desk = Desk()
    desk.until = lambda: len(desk.taken) == 3
    for number in range(6):
        await telegram.say(1001, 1001, f"message {number}")
    async with open_bot(telegram.token, base_url=telegram.base_url, clock=CLOCK) as bot:
        for _ in range(2):
            desk.stop = asyncio.Event()
            await poll(bot, desk.handle, allowed_updates=ALLOWED, clock=clock, stop=desk.stop)
            desk.until = lambda: len(desk.taken) == 6
    assert len(set(desk.taken)) == len(desk.taken) == 6
