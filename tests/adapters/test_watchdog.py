from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING

from bot.adapters.watchdog import LoopWatchdog
from bot.cli.logs import serve_logs
from bot.core.meter import NoMeter
from tests.fakes.logging_state import logging_as_before

if TYPE_CHECKING:
    import pytest


class Counted(NoMeter):
    def __init__(self) -> None:
        self.still = 0
        self.late: list[float] = []

    def stood_still(self) -> None:
        self.still += 1

    def turned(self, seconds: float) -> None:
        self.late.append(seconds)


def careless(seconds: float) -> None:
    time.sleep(seconds)


async def test_a_loop_that_stands_still_is_told_once_with_the_place_and_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = Counted()
    with logging_as_before():
        serve_logs(())
        with LoopWatchdog(meter, most=0.3):
            careless(1.0)  # 123456:AAH-secret_part_of_a_token
            await asyncio.sleep(0.3)
    stands, stood = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert stands["level"] == stood["level"] == "WARNING"
    assert stands["message"] == "the event loop stands still"
    assert "in careless" in stands["stack"]
    assert "time.sleep(seconds)" in stands["stack"]
    assert "secret_part" not in stands["stack"]
    assert meter.still == 1
    assert max(meter.late) > 0.5


async def test_a_second_time_is_told_anew(caplog: pytest.LogCaptureFixture) -> None:
    meter = Counted()
    with LoopWatchdog(meter, most=0.2):
        for _ in range(2):
            careless(0.7)
            await asyncio.sleep(0.25)
    assert meter.still == 2
    assert caplog.messages.count("the event loop stands still") == 2


async def test_a_loop_that_turns_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    meter = Counted()
    with LoopWatchdog(meter):
        await asyncio.sleep(0.5)
    assert meter.still == 0
    assert len(meter.late) >= 1
    assert caplog.messages == []
