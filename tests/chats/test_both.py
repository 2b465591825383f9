"""One program on both platforms: one piece of work for both, and neither minds the other's end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.chats import pages
from tests.chats.city import Twins
from tests.chats.program import free_port
from tests.fakes.site import answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def twins(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Twins]:
    async with Twins(tmp_path_factory.mktemp("twins")) as place:
        yield place
        assert place.faults() == []


async def opened(twins: Twins) -> None:
    """Start, and wait until both platforms hear us."""
    await twins.open()
    await twins.discord.until(lambda: running(twins) == {"telegram", "discord"})


def running(twins: Twins) -> set[str]:
    return {line["platform"] for line in twins.program.log if line["message"] == "running"}


async def test_the_same_link_in_both_at_once_is_read_and_summarized_once(twins: Twins) -> None:
    await opened(twins)
    chat, channel = twins.group(), twins.discord.channel(twins.discord.server())
    url = twins.article("en")
    path = url.partition(f":{twins.site.port}")[2]
    other = twins.site.on(f"{path}?utm_source=discord", answer(pages.article("en")))
    asked = len(twins.model.asked)
    await asyncio.gather(
        twins.say(chat, twins.person(), url),
        twins.discord.say(channel, twins.discord.person(), f"{other}#top"),
    )
    (here,) = await twins.posts(chat)
    (there,) = await twins.discord.until(lambda: twins.discord.ours(channel))
    assert here.text.splitlines()[0] == there.text.splitlines()[0].strip("*")
    assert twins.fetched(url) + twins.fetched(other) == 1
    assert len(twins.model.asked) == asked + 1


async def test_discord_closed_for_good_leaves_telegram_answering(twins: Twins) -> None:
    await opened(twins)
    twins.program.forgiven.append("discord is off")
    await twins.discord.close_gateway(4004)
    await twins.discord.until(lambda: twins.program.says("discord is off"))
    chat = twins.group()
    await twins.say(chat, twins.person(), twins.article())
    assert len(await twins.posts(chat)) == 1
    assert await twins.program.stop() == 0


async def test_readiness_is_told_of_both(twins: Twins) -> None:
    port = free_port()
    twins.program.environment["LINKDIGEST_HTTP"] = f"127.0.0.1:{port}"
    twins.program.forgiven.append("discord is off")
    await opened(twins)
    async with ClientSession() as web:

        async def status() -> int:
            async with web.get(f"http://127.0.0.1:{port}/readyz") as response:
                return response.status

        assert await status() == 200
        await twins.discord.close_gateway(4004)
        await twins.discord.until(lambda: twins.program.says("discord is off"))
        assert await status() == 503


async def test_telegram_closed_for_good_leaves_discord_answering(twins: Twins) -> None:
    await opened(twins)
    twins.program.forgiven.append("telegram is off")
    twins.telegram.fault(
        "getUpdates", times=9, status=409, description="Conflict: terminated by other getUpdates"
    )
    await twins.say(twins.group(), twins.person(), "wake up")
    await twins.discord.until(lambda: twins.program.says("telegram is off"))
    channel = twins.discord.channel(twins.discord.server())
    await twins.discord.say(channel, twins.discord.person(), twins.article())
    await twins.discord.until(lambda: len(twins.discord.ours(channel)) == 1)


async def test_discord_away_at_the_start_keeps_nobody_on_telegram_waiting(twins: Twins) -> None:
    async with twins.discord.unreachable():
        await twins.open()
        chat = twins.group()
        await twins.say(chat, twins.person(), twins.article())
        assert len(await twins.posts(chat)) == 1
    await twins.discord.until(lambda: running(twins) == {"telegram", "discord"}, 20)


async def test_telegram_away_at_the_start_keeps_nobody_on_discord_waiting(twins: Twins) -> None:
    channel = twins.discord.channel(twins.discord.server())
    async with twins.unreachable():
        await twins.open()
        await twins.discord.until(lambda: twins.discord.commands)
        await twins.discord.say(channel, twins.discord.person(), twins.article())
        await twins.discord.until(lambda: len(twins.discord.ours(channel)) == 1)
    await twins.discord.until(lambda: running(twins) == {"telegram", "discord"}, 20)


async def test_what_the_library_trips_over_ends_neither(twins: Twins) -> None:
    await opened(twins)
    twins.program.forgiven.append("fell over")
    for session in twins.discord.gateway.sessions.values():
        session.push("MESSAGE_CREATE", {"id": "1", "channel_id": "2", "guild_id": "3"})
    await twins.discord.until(lambda: twins.program.says("fell over"))
    chat, channel = twins.group(), twins.discord.channel(twins.discord.server())
    await twins.say(chat, twins.person(), twins.article())
    assert len(await twins.posts(chat)) == 1
    await twins.discord.until(lambda: len(twins.discord.gateway.identified) == 2, 20)
    await asyncio.sleep(0.5)
    await twins.discord.say(channel, twins.discord.person(), twins.article())
    await twins.discord.until(lambda: len(twins.discord.ours(channel)) == 1)
