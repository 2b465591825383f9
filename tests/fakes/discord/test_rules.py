"""What Discord refuses is refused, and what a good bot would not do is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from discord import HTTPException
from discord.http import Route, handle_message_parameters

from tests.fakes.discord.conftest import Bot, running

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer
    from tests.fakes.discord.values import Channel

CALM: dict[str, Any] = {"allowed_mentions": {"parse": []}}
V2 = {"flags": 1 << 15}


async def send(bot: Bot, channel: Channel, **body: Any) -> Any:
    path = "/channels/{channel_id}/messages"
    return await bot.http.request(Route("POST", path, channel_id=channel.id), json=CALM | body)


async def refused(bot: Bot, channel: Channel, **body: Any) -> tuple[int, int]:
    with pytest.raises(HTTPException) as caught:
        await send(bot, channel, **body)
    return caught.value.status, caught.value.code


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def buttons(*items: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": [{"type": 2, "style": 1, **item} for item in items]}


@pytest.mark.parametrize(
    ("allowed", "fault"),
    [
        (None, "no allowed_mentions"),
        ({"parse": ["everyone"]}, "let the text call somebody"),
        ({"parse": [], "users": ["1"]}, "let the text call somebody"),
        ({"parse": [], "replied_user": True}, "calls whom it answers"),
    ],
)
async def test_nothing_may_call_anybody(
    discord: DiscordServer, bot: Bot, allowed: Any, fault: str
) -> None:
    await send(
        bot, discord.channel(discord.server()), content="@everyone", allowed_mentions=allowed
    )
    assert fault in discord.violations[0]


@pytest.mark.parametrize(
    "body",
    [
        V2 | {"components": [text("x" * 2001), text("y" * 2000)]},
        V2 | {"components": [text("x")] * 41},
        V2 | {"components": [text("x")], "content": "y"},
        V2 | {"components": [text("x")], "embeds": [{"title": "y"}]},
        {"components": [text("x")]},
        {"content": "x" * 2001},
        {"content": ""},
        {"content": "x", "components": [buttons({"label": "a", "custom_id": "c" * 101})]},
        {"content": "x", "components": [buttons({"label": "a" * 81, "custom_id": "c"})]},
        {"content": "x", "components": [buttons(*[{"label": "a", "custom_id": "c"}] * 2)]},
        {"content": "x", "components": [buttons({"style": 5, "url": "https://a.b/" + "c" * 512})]},
        {"content": "x", "components": [buttons({"custom_id": "c"})]},
        {"content": "x", "components": [buttons({"style": 5, "label": "a", "url": "tg://a"})]},
        {"embeds": [{"title": "x" * 257}]},
        {"content": "x", "nonce": "n" * 26, "enforce_nonce": True},
    ],
)
async def test_a_form_is_checked(discord: DiscordServer, bot: Bot, body: dict[str, Any]) -> None:
    assert await refused(bot, discord.channel(discord.server()), **body) == (400, 50035)
    assert "50035" in discord.violations[0]


async def test_permissions_count(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "x")
    reply = {"message_reference": {"message_id": str(said.id)}, "content": "y"}
    discord.deny(channel, "read_message_history")
    assert await refused(bot, channel, **reply) == (403, 160002)
    discord.deny(channel, "send_messages")
    assert await refused(bot, channel, content="x") == (403, 50013)
    thread = discord.thread(channel)
    await send(bot, thread, content="x")
    discord.deny(channel, "send_messages_in_threads")
    assert await refused(bot, thread, content="x") == (403, 50013)
    assert len(discord.violations) == 3
    discord.forgive(50001)
    discord.deny(channel, "view_channel")
    assert await refused(bot, channel, content="x") == (403, 50001)
    await discord.say(channel, alice, "unseen")
    discord.deny(channel)
    await send(bot, channel, **reply)
    assert [message.content for message in bot.heard] == ["x"]
    assert len(discord.violations) == 3
    assert [one.code for one in discord.refused] == [160002, 50013, 50013, 50001]


async def test_what_is_gone_is_no_fault_of_the_bot(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "x")
    await discord.delete(said)
    reply = {"message_reference": {"message_id": str(said.id)}, "content": "y"}
    assert await refused(bot, channel, **reply) == (400, 50035)
    reply["message_reference"]["fail_if_not_exists"] = False  # type: ignore[index]
    await send(bot, channel, **reply)
    place = bot.get_partial_messageable(channel.id)
    with pytest.raises(HTTPException, match="10008"):
        await place.get_partial_message(said.id).edit(content="x")
    discord.delete_channel(channel)
    with pytest.raises(HTTPException, match="10003"):
        await place.send("x")
    assert discord.violations == []
    with pytest.raises(HTTPException, match="10003"):
        await bot.get_partial_messageable(4711).send("x")
    assert "404 10003" in discord.violations[0]


async def test_messages_of_others_are_not_its_own(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    await discord.say(channel, alice, "x")
    await discord.until(lambda: bot.heard)
    with pytest.raises(HTTPException, match="50005"):
        await bot.http.edit_message(channel.id, bot.heard[0].id, params=_content("x"))
    for change in (bot.heard[0].delete(), bot.heard[0].edit(suppress=True)):
        with pytest.raises(HTTPException, match="50013"):
            await change
    assert len(discord.violations) == 3


def _content(content: str) -> Any:
    return handle_message_parameters(content=content)


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Digest", "description": "x"},
        {"name": "digest", "description": ""},
        {"name": "digest", "description": "x" * 101},
        {"name": "digest", "description": "x", "name_localizations": {"zh": "摘要"}},
        {"name": "digest", "description": "x", "options": [{"name": "A", "description": "x"}]},
        {"name": "Digest", "type": 3, "description": "x"},
        {"name": "x" * 33, "type": 3},
    ],
)
async def test_commands_are_checked(discord: DiscordServer, bot: Bot, command: Any) -> None:
    assert bot.application_id
    with pytest.raises(HTTPException, match="50035"):
        await bot.http.bulk_upsert_global_commands(bot.application_id, [command])
    assert discord.syncs == 0
    good: Any = {"name": "digest", "description": "x", "name_localizations": {"zh-CN": "摘要"}}
    await bot.http.bulk_upsert_global_commands(bot.application_id, [good])
    assert discord.commands[0]["name_localizations"] == {"zh-CN": "摘要"}


async def test_who_sends_faster_is_held_back(discord: DiscordServer, bot: Bot) -> None:
    discord.limits.speed = 10
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "x")
    await discord.until(lambda: bot.heard)
    await asyncio.gather(*(bot.heard[0].channel.send(str(n)) for n in range(7)))
    for sign in "👀📝":
        await bot.heard[0].add_reaction(sign)
    assert len(discord.ours(channel)) == 7
    assert discord.signs(said)[-1] == "👀📝"
    assert discord.throttled == 0  # the library keeps to what the headers say
    times = [call.at for call in discord.calls_of("POST", "/channels/*/messages")]
    assert times[5] - times[0] > 0.4


async def test_who_does_not_wait_is_refused(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    headers = {"Authorization": f"Bot {discord.token}", "User-Agent": "DiscordBot (x, 1)"}
    url = f"{discord.api_url}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in range(6):
            body = CALM | {"content": str(number)}
            async with session.post(url, json=body) as response:
                answer = await response.json()
    assert response.status == 429
    assert 2 < answer["retry_after"] <= 5
    assert response.headers["Via"]
    assert int(response.headers["Retry-After"]) >= answer["retry_after"]
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert (len(discord.ours(channel)), discord.throttled) == (5, 1)
    discord.unlimited()
    await send(bot, channel, content="6")


async def test_a_user_without_a_token_is_refused(discord: DiscordServer) -> None:
    with pytest.raises(Exception, match="Improper token"):
        async with running(Bot(), "wrong"):
            pass
