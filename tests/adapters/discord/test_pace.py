"""All requests together keep Discord's limit; what answers an interaction is not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import yarl
from multidict import CIMultiDict

from bot.adapters.discord.pace import Pace
from bot.adapters.discord.signs import PATIENCE
from bot.core.ports import Mark
from tests.adapters.discord.answers import group
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Place

LIMIT = 50  # within any second


async def sent_at(path: str, requests: int) -> list[float]:
    """When each of so many requests, all wanted in the same moment, is made."""
    clock = NappingClock(0)
    trace = Pace(clock).trace()
    url = yarl.URL(f"https://discord.com/api/v10{path}")
    told: Any = aiohttp.TraceRequestStartParams("POST", url, CIMultiDict())
    times = []
    for _ in range(requests):
        for wait in trace.on_request_start:
            await wait(None, None, told)  # type: ignore[arg-type]
        times.append(clock.monotonic())
    return times


async def test_no_second_has_more_requests_than_discord_takes() -> None:
    times = await sent_at("/channels/1/messages", 300)
    for number, start in enumerate(times):
        assert sum(at < start + 1 for at in times[number:]) <= LIMIT
    assert times[-1] < 300 / LIMIT * 1.5


@pytest.mark.parametrize("path", ["/interactions/1/t/callback", "/webhooks/1/t/messages/@original"])
async def test_who_used_a_command_waits_for_nobody(path: str) -> None:
    assert await sent_at(path, 300) == [0] * 300


async def test_in_a_flood_eyes_are_left_out_and_need_not_be_taken_back(place: Place) -> None:
    here = group(place.channel.id, place.guild.id)
    message = await place.bob.send(place.channel, "https://example.com/a")
    signs = place.poster._signs
    while signs._bucket.wait(place.host.clock.monotonic()) <= PATIENCE:
        signs._bucket.take(place.host.clock.monotonic())
    before = len(place.env.http_requests)
    assert await place.poster.mark(here, str(message.id), Mark.SEEN)
    assert await place.poster.mark(here, str(message.id), None)
    assert len(place.env.http_requests) == before
    assert await place.poster.mark(here, str(message.id), Mark.FAILED)
    assert [each.method for each in place.env.http_requests[before:]] == ["PUT"]
