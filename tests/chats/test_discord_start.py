"""Starting on Discord: intents, tokens, shards, the first words in a server, and no secret told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.chats.ground import KEY
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City
    from tests.chats.together import Builder

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_without_the_intent_it_answers_commands_and_says_how_to_switch_it_on(
    founded: Builder,
) -> None:
    async with founded(opened=False) as city:
        city.discord.refuse_intents()
        await city.open()
        assert city.program.says("command-only mode: the Message Content intent is off")
        assert city.program.says("Developer Portal")
        channel, bob, url = city.channel(), city.person(), city.article("en")
        link = await city.say(channel, bob, url)
        assert await city.quiet(channel, 0.5) == []
        await city.discord.menu(link, bob, "Digest")
        (digest,) = await city.posts(channel)
        assert url in digest.text
        mention = city.discord.bot.mention
        await city.say(channel, bob, f"{mention} {city.article('zh')}")
        assert len(await city.posts(channel, 2)) == 2
        told = await city.slash(channel, bob, "privacy")
        assert told.text.splitlines()[0].startswith("- What I see: ")
        server = city.discord.server(system_channel=True)
        assert server.system_channel
        (hello,) = await city.posts(server.system_channel)
        assert "Message Content" in hello.text


@together
async def test_a_server_that_we_are_brought_into_is_told_once_and_quietly(city: City) -> None:
    server = city.discord.server(system_channel=True, locale="zh-CN")
    assert server.system_channel
    (hello,) = await city.posts(server.system_channel, seconds=6)
    assert hello.text.startswith("我是 **Digest**")
    assert hello.is_silent
    city.discord.remove_bot(server)
    city.discord.add_bot(server)
    assert len(await city.quiet(server.system_channel, 3)) == 1
    boss = city.discord.person(manage_server=server)
    (button, *_) = [each.label for each in hello.buttons if each.label and "📝" in each.label]
    assert button
    told = await city.press(hello, city.person(), button)
    assert "Manage Server" in told.text
    done = await city.press(hello, boss, button)
    assert (done.is_ephemeral, done.text) == (True, "Saved: from now on only when asked.")
    channel = city.discord.channel(server)
    panel = await city.slash(channel, boss, "settings")
    mode = next(each for each in panel.selects if each.custom_id.startswith("s1:mode"))
    assert mode.chosen == ("react",)


@together
async def test_where_there_is_no_room_for_a_greeting_nobody_gets_one(city: City) -> None:
    server = city.discord.server(system_channel=True)
    assert server.system_channel
    city.discord.deny(server.system_channel, "send_messages")
    owner = city.discord.person(manage_server=server)
    quiet = city.discord.server()
    channel = city.discord.channel(quiet)
    assert await city.quiet(channel, 3) == []
    assert city.discord.messages(city.discord.dm(owner)) == []


@together
async def test_a_token_that_discord_refuses_ends_it_and_is_not_shown(founded: Builder) -> None:
    async with founded(opened=False) as city:
        city.discord.refuse_token()
        city.program.forgiven.append("linkdigest: platform")
        await city.program.launch()
        assert await city.program.ended() == 1
        last = city.program.errors.read_text("utf-8").splitlines()[-1]
        assert last.startswith("linkdigest: platform: Discord refused the bot token")
        assert city.discord.token not in city.program.text


@together
async def test_no_secret_is_in_any_line_with_every_logger_at_its_loudest(
    founded: Builder,
) -> None:
    async with founded(LINKDIGEST_LOG_LEVEL="DEBUG") as city:
        channel, bob = city.channel(), city.person()
        await city.say(channel, bob, city.article())
        (digest,) = await city.posts(channel)
        await city.press(digest, bob, "All points")
        await city.slash(channel, bob, "digest", url=city.article(), private=True)
        await city.discord.drop()
        await city.until(lambda: city.discord.gateway.resumed or city.discord.gateway.identified)
        assert await city.program.stop() == 0
        text = city.program.text
        assert city.discord.token not in text
        assert KEY not in text
        tokens = {path.split("/")[3] for _, _, path, *_ in city.discord.calls if "callback" in path}
        assert tokens
        assert not [token for token in tokens if token in text]


@together
async def test_commands_are_published_only_when_they_have_changed(founded: Builder) -> None:
    async with founded() as city:
        assert city.discord.syncs == 1
        await city.program.stop()
        await city.program.start()
        await city.slash(city.channel(), city.person(), "help")
        assert city.discord.syncs == 1


@together
async def test_two_shards_serve_their_servers_in_one_process(founded: Builder) -> None:
    async with founded(
        LINKDIGEST_DISCORD_SHARD_COUNT="2", LINKDIGEST_DISCORD_SHARD_IDS="0,1"
    ) as city:
        bob = city.person()
        channels = [city.channel(city.discord.server(shard=(which, 2))) for which in (0, 1)]
        for channel in channels:
            await city.say(channel, bob, city.article())
        for channel in channels:
            assert len(await city.posts(channel)) == 1
        assert {session.shard for session in city.discord.gateway.sessions.values()} == {
            (0, 2),
            (1, 2),
        }


@together
async def test_one_of_two_shards_alone_serves_its_half(founded: Builder) -> None:
    async with founded(
        LINKDIGEST_DISCORD_SHARD_COUNT="2", LINKDIGEST_DISCORD_SHARD_IDS="1"
    ) as city:
        bob = city.person()
        others, ours = (city.channel(city.discord.server(shard=(n, 2))) for n in (0, 1))
        await city.say(others, bob, city.article())
        await city.say(ours, bob, city.article())
        await city.posts(ours)
        assert city.discord.ours(others) == []


@together
async def test_it_asks_for_no_more_than_it_needs(city: City) -> None:
    await city.until(lambda: city.program.says("running"))
    (line,) = (line for line in city.program.log if line["message"] == "running")
    assert re.search(r"client_id=\d+&scope=bot\+applications.commands", line["invite"])
    assert line["invite"].endswith("permissions=309237763136")
    (session, *_) = city.discord.gateway.sessions.values()
    assert session.intents.value == 38401
