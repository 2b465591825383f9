"""The bot hears what is said, and what it says stands in its channel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from discord import File, Object, TextChannel, Thread
from discord.http import Route
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from tests.fakes.discord.conftest import Bot, running

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer
    from tests.fakes.discord.values import Channel


def card(text: str = "# Title", label: str = "Delete") -> LayoutView:
    view = LayoutView(timeout=None)
    row: ActionRow[LayoutView] = ActionRow(
        Button(label=label, custom_id="del:1"), Button(label="Page", url="https://example.com/a")
    )
    view.add_item(Container(TextDisplay(text), TextDisplay("- point")))
    view.add_item(row)
    return view


async def here(discord: DiscordServer, bot: Bot, channel: Channel) -> Any:
    found = await discord.until(lambda: bot.get_channel(channel.id))
    assert isinstance(found, TextChannel | Thread)
    return found


async def test_it_logs_in_and_hears_a_message(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server(system_channel=True)
    channel, alice = discord.channel(server), discord.person("zh-CN")
    said = await discord.say(channel, alice, "https://example.com/a")
    await discord.until(lambda: bot.heard)
    assert (bot.heard[-1].id, bot.heard[-1].content) == (said.id, "https://example.com/a")
    assert bot.heard[-1].author.id == alice.id
    (joined,) = bot.events("join")
    assert server.system_channel
    assert (joined.id, joined.system_channel.id) == (server.id, server.system_channel.id)
    assert bot.application_flags.gateway_message_content_limited
    assert discord.is_connected
    assert discord.violations == []


async def test_it_answers_in_components(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "https://example.com/a")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].reply(view=card(), silent=True, mention_author=False)
    (answer,) = discord.ours(channel)
    assert answer.text == "# Title\n- point"
    assert answer.buttons == [
        ("Delete", "del:1", None),
        ("Page", None, "https://example.com/a"),
    ]
    assert (answer.is_v2, answer.is_silent, answer.reply_to) == (True, True, said.id)
    assert (answer.pings, answer.edited) == ([], False)
    place = await here(discord, bot, channel)
    await place.get_partial_message(answer.id).edit(view=card("# Other"))
    assert (answer.text, answer.edited) == ("# Other\n- point", True)
    await place.get_partial_message(answer.id).delete()
    assert (answer.deleted, discord.ours(channel)) == (True, [])
    assert discord.violations == []


async def test_files_arrive(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    place = await here(discord, bot, channel)
    await place.send("all of it", file=File(io.BytesIO(b"# Digest"), "digest.md"))
    assert discord.ours(channel)[0].files == [("digest.md", b"# Digest")]


async def test_it_is_told_of_changes(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    first, second, third = [await discord.say(channel, alice, f"link {n}") for n in range(3)]
    await discord.edit(first, "other")
    discord.unfurl(second)
    await discord.react(first, alice, "📝")
    await discord.delete(first)
    await discord.delete_many([second, third])
    await discord.until(lambda: bot.events("deletes"))
    edited, unfurled = bot.events("edit")
    assert (edited.message.content, edited.message.author.id) == ("other", alice.id)
    assert edited.data["edited_timestamp"]
    assert unfurled.data["edited_timestamp"] is None
    assert unfurled.message.embeds[0].title == "Example"
    (react,) = bot.events("react")
    assert (react.emoji.name, react.user_id, react.message_id) == ("📝", alice.id, first.id)
    assert bot.events("delete")[0].message_id == first.id
    assert bot.events("deletes")[0].message_ids == {second.id, third.id}


async def test_its_reactions_are_remembered(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "hi")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].add_reaction("👀")
    await bot.heard[0].remove_reaction("👀", bot.user or Object(0))
    assert discord.signs(said) == ["👀", ""]
    assert said.reactions == {}
    with pytest.raises(Exception, match="10014"):
        await bot.heard[0].remove_reaction("👀", bot.user or Object(0))
    assert discord.violations == []


async def test_private_messages_go_both_ways(discord: DiscordServer, bot: Bot) -> None:
    alice = discord.person()
    await discord.direct(alice, "hi")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].channel.send("hello")
    assert [message.text for message in discord.ours(discord.dm(alice))] == ["hello"]
    discord.close_to_bot(alice)
    with pytest.raises(Exception, match="50007"):
        await bot.heard[0].channel.send("hello")
    assert discord.violations == []


async def test_without_the_intent_it_reads_little(discord: DiscordServer) -> None:
    bot = Bot(content=False)
    channel, alice = discord.channel(discord.server()), discord.person()
    async with running(bot, discord.token):
        await discord.say(channel, alice, "public")
        await discord.say(channel, alice, f"{discord.bot.mention} called")
        await discord.direct(alice, "private")
        await discord.until(lambda: len(bot.heard) == 3)
    contents = [message.content for message in bot.heard]
    assert contents == ["", f"{discord.bot.mention} called", "private"]


async def test_the_same_nonce_sends_once(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    place = await here(discord, bot, channel)
    body = {"content": "hi", "nonce": "job-1", "enforce_nonce": True}
    body["allowed_mentions"] = {"parse": []}
    sent = [await bot.http.request(_send(place), json=body) for _ in range(2)]
    assert sent[0]["id"] == sent[1]["id"]
    (message,) = discord.ours(channel)
    assert (message.nonce, sent[0]["nonce"]) == ("job-1", "job-1")
    assert discord.violations == []


def _send(place: Any) -> Any:
    return Route("POST", "/channels/{channel_id}/messages", channel_id=place.id)


async def test_history_goes_on_from_where_it_was(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = [await discord.say(channel, alice, str(n)) for n in range(5)]
    place = await here(discord, bot, channel)
    found = [one async for one in place.history(after=Object(said[0].id), limit=2)]
    assert [one.content for one in found] == ["1", "2"]
    latest = [one async for one in place.history(limit=2)]
    assert [one.content for one in latest] == ["4", "3"]


async def test_a_thread_begins_at_a_message_once(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    place = await here(discord, bot, channel)
    message = await place.send("digest")
    thread = await message.create_thread(name="Discussion")
    assert thread.id == message.id
    await thread.send("more")
    found = discord.thread_of(discord.ours(channel)[0])
    assert found
    assert [one.text for one in discord.ours(found)] == ["more"]
    assert discord.ours(channel)[0].text == "digest"
    with pytest.raises(Exception, match="160004"):
        await message.create_thread(name="Again")
    other = discord.thread(channel, "Talk")
    await discord.say(other, discord.person(), "in a thread")
    await discord.until(lambda: bot.heard)
    assert isinstance(bot.heard[0].channel, Thread)
    discord.archive(other, locked=True)
    with pytest.raises(Exception, match="50083"):
        await bot.heard[0].channel.send("x")


async def test_a_server_can_be_out_of_order(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server()
    await discord.until(lambda: bot.get_guild(server.id))
    discord.outage(server)
    await discord.until(lambda: bot.guilds[0].unavailable)
    discord.recover(server)
    await discord.until(lambda: not bot.guilds[0].unavailable)
    assert len(bot.events("join")) == 1
    assert bot.events("remove") == []


async def test_members_are_known_by_what_they_may_do(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server()
    chief = discord.person(manage_server=server)
    helper = discord.person(manage_messages=server)
    channel = discord.channel(server)
    for person in (chief, helper, discord.person()):
        await discord.say(channel, person, "hi")
    await discord.until(lambda: len(bot.heard) == 3)
    rights = [(await bot.guilds[0].fetch_member(m.author.id)).guild_permissions for m in bot.heard]
    assert [right.manage_guild for right in rights] == [True, False, False]
    assert [right.manage_messages for right in rights] == [False, True, False]


async def test_it_comes_and_goes(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server(has_bot=False)
    channel, alice = discord.channel(server), discord.person()
    await discord.say(channel, alice, "unheard")
    discord.add_bot(server)
    await discord.say(channel, alice, "heard")
    await discord.until(lambda: bot.heard)
    discord.remove_bot(server)
    await discord.until(lambda: bot.events("remove"))
    assert [message.content for message in bot.heard] == ["heard"]
    assert len(bot.events("join")) == 1
    with pytest.raises(Exception, match="50001"):
        await bot.heard[0].channel.send("x")
    with pytest.raises(Exception, match="50001"):
        await bot.fetch_guild(server.id)
