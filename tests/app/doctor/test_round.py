"""All probes together: none takes another down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.app.doctor.round import bounded
from bot.app.doctor.surroundings import Surroundings
from bot.app.doctor.time import look_at_time
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app.doctor import Check


async def test_a_probe_that_crashes_or_hangs_is_a_line_of_its_own() -> None:
    async def crashing() -> AsyncIterator[Check]:
        yield look_at_time(Surroundings(load({}, None), ""))
        raise RuntimeError("odd")

    lines = await bounded("time", crashing(), 5)
    assert [check.status for check in lines] == ["ok", "fail"]
    assert lines[1].detail == "the probe fell over: RuntimeError: odd"

    async def hanging() -> AsyncIterator[Check]:
        await asyncio.Event().wait()
        yield lines[0]

    (line,) = await bounded("fetch", hanging(), 0.05)
    assert (line.status, line.detail) == ("fail", "no answer within 0 s")
