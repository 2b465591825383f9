from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.enums import MessageType

from bot.adapters.discord import updates
from bot.adapters.discord.platform import CONNECTED
from bot.core.chats import Person, Way
from bot.core.errors import PlatformError, StoreError
from bot.core.retention import DAY
from tests.adapters.discord.answers import group, private, server_chat, thread

if TYPE_CHECKING:
    from simcord import GuildHandle

    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Host, Place

LINK = "https://example.com/a"


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


async def done(place: Place) -> None:
    await place.env.settle()
    await place.host.heard()


async def test_messages_are_handed_over_in_their_order(place: Place) -> None:
    for number in range(5):
        await place.bob.send(place.channel, f"{LINK}{number}")
    await done(place)
    assert [said.written.text[-1] for said in place.front.messages] == [*"01234"]
    assert {source for source, _ in place.front.of("receive")} == {place.source}


async def test_what_the_store_does_not_take_is_handed_over_again(place: Place) -> None:
    place.front.faults += [StoreError("full"), StoreError("full")]
    await place.bob.send(place.channel, LINK)
    await place.bob.send(place.channel, "thanks")
    await done(place)
    assert [said.written.text for said in place.front.messages] == [LINK, "thanks"]


async def test_bots_webhooks_and_our_own_words_are_not_heard(place: Place) -> None:
    robot = place.guild.add_member(place.env.create_user("robot", bot=True))
    await robot.send(place.channel, LINK)
    await place.guild.create_webhook(place.channel).send(LINK)
    await place.client.get_partial_messageable(place.channel.id).send("hello")
    place.guild.create_system_message(place.channel, MessageType.NEW_MEMBER, author=place.bob)
    await done(place)
    assert place.front.messages == []


async def test_direct_messages_are_heard(place: Place) -> None:
    await place.bob.user.send_dm("/help")
    await done(place)
    (said,) = place.front.messages
    assert (said.chat, said.command) == (private(place.bob.id), "help")


async def test_an_edit_is_heard_once_it_is_its_authors(place: Place) -> None:
    message = await place.bob.send(place.channel, "hello")
    await place.bob.edit(message, LINK)
    await done(place)
    assert [said.way for said in place.front.messages] == [Way.DROPPED, Way.EDITED]
    event: Any = SimpleNamespace(message=message)
    place.host.platform.edited(event)  # a preview: Discord has changed it, nobody else
    await done(place)
    assert len(place.front.messages) == 2


async def test_messages_that_are_deleted_are_told(place: Place) -> None:
    first = await place.bob.send(place.channel, "one")
    await place.bob.delete(first)
    place.host.platform.deleted(place.channel.id, place.guild.id, {7, 8})
    place.host.platform.deleted(4711, place.guild.id, {9})
    place.host.platform.deleted(4711, None, {10})
    await done(place)
    told = place.front.of("removed")
    assert told[0] == (here(place), str(first.id))
    assert sorted(told[1:3]) == [(here(place), "7"), (here(place), "8")]
    assert told[3:] == [(group(4711, place.guild.id), "9")]


async def test_what_is_deleted_in_direct_messages_is_told_of_the_person(place: Place) -> None:
    channel = await place.poster.channel(private(place.bob.id))
    place.host.platform.deleted(channel.id, None, {7})
    await done(place)
    assert place.front.of("removed") == [(private(place.bob.id), "7")]


async def test_one_reaction_of_people_asks_for_a_digest(place: Place) -> None:
    message = await place.bob.send(place.channel, LINK)
    robot = place.guild.add_member(place.env.create_user("robot", bot=True))
    await robot.react(message, "📝")
    await message.add_reaction("📝")
    await place.bob.react(message, "👍")
    await done(place)
    assert place.front.of("react") == []
    await place.bob.react(message, "📝")
    await done(place)
    assert place.front.of("react") == [(here(place), str(message.id), Person(str(place.bob.id)))]


async def test_a_reaction_in_a_thread_is_one_there_and_in_direct_messages_none(
    place: Place,
) -> None:
    message = await place.bob.send(place.channel, "hello")
    await message.create_thread(name="t")
    (made,) = place.channel.threads
    await place.bob.react(await place.bob.send(made, LINK), "📝")
    direct = await place.bob.user.send_dm(LINK)
    await place.bob.user.set_reaction(direct, "📝", reacted=True)
    await done(place)
    (chat,) = [chat for chat, _, _ in place.front.of("react")]
    assert chat == thread(made.id, place.channel.id, place.guild.id)


async def with_news(place: Place, name: str = "New") -> GuildHandle:
    """A server that has a channel for its news, brought in while we run."""
    guild = place.env.create_guild(name, preferred_locale="zh-CN")
    news = guild.create_text_channel("news")
    guild._guild.system_channel_id = news.id
    await place.env.restart_bot()
    place.front.told.clear()
    return guild


async def test_a_server_that_brings_us_in_is_told_how_we_work(place: Place) -> None:
    guild = await with_news(place)
    known = place.client.get_guild(guild.id)
    assert known is not None
    place.host.platform.joined(known)
    await done(place)
    ((source, update, chat, person),) = place.front.of("joined")
    assert source == place.source
    assert update.startswith(f"join {guild.id} ")
    assert chat == server_chat(guild.id)
    assert person == Person(None, "zh-CN")


async def test_where_we_may_not_say_so_it_is_not_told(place: Place) -> None:
    await done(place)
    assert place.front.of("joined") == []  # it has no channel for news
    guild = await with_news(place)
    known = place.client.get_guild(guild.id)
    assert known is not None
    assert known.system_channel is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    known.system_channel._overwrites = [
        discord.abc._Overwrites(
            {"id": known.id, "type": 0, "allow": "0", "deny": str(denied.pair()[1].value)}
        )
    ]
    for role in known.me.roles:
        role._permissions &= ~discord.Permissions.all().value
    place.host.platform.joined(known)
    await done(place)
    assert place.front.of("joined") == []


async def test_who_brought_us_in_while_we_were_away_is_told_on_connecting(place: Place) -> None:
    guild = await with_news(place)
    joined = place.client.get_guild(guild.id).me.joined_at  # type: ignore[union-attr]
    assert joined is not None
    place.host.clock.advance(joined.timestamp() - place.host.clock.now() + DAY - 1)
    place.host.platform.connected(place.client)
    await done(place)
    assert [chat for _, _, chat, _ in place.front.of("joined")] == [server_chat(guild.id)]
    place.host.clock.advance(2)
    place.host.platform.connected(place.client)
    await done(place)
    assert len(place.front.of("joined")) == 1


async def test_a_server_that_is_down_does_not_end_what_is_done_on_connecting(
    place: Place,
) -> None:
    place.client._connection._add_guild_from_data({"id": "4711", "unavailable": True})  # type: ignore[typeddict-item]
    place.front.ledger.facts.clear()
    place.host.platform.connected(place.client)
    await done(place)
    assert "discord menu" in place.front.ledger.facts
    assert place.front.of("joined") == []


async def test_what_is_owed_is_taken_up_once_and_when_the_store_lets_us(place: Place) -> None:
    assert place.host.connects == 1
    place.host.platform.connected(place.client)
    await done(place)
    assert place.host.connects == 1
    tries: list[int] = []

    async def act() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StoreError("full")

    place.host.platform._on_connect = act
    place.host.platform.connected(place.client)
    await done(place)
    assert len(tries) == 3


async def test_a_server_that_sends_us_away_is_told(place: Place) -> None:
    known = place.client.get_guild(place.guild.id)
    assert known is not None
    place.host.platform.left(known)
    await done(place)
    assert place.front.of("left") == [server_chat(place.guild.id)]


async def test_a_command_is_work_that_the_program_waits_for(place: Place) -> None:
    place.front.gate = asyncio.Event()
    doing = asyncio.ensure_future(place.bob.slash(place.channel, "help"))
    while not place.asked("POST", "/callback"):  # noqa: ASYNC110 - the stand-in tells nobody
        await asyncio.sleep(0)
    assert len(place.host.background) == 1
    place.front.gate.set()
    await place.host.background.finish(5)
    await doing
    assert place.front.messages


async def test_after_the_end_nothing_more_is_heard(place: Place) -> None:
    place.host.platform.stop()
    message = await place.bob.send(place.channel, LINK)
    await place.bob.edit(message, f"{LINK}b")
    await done(place)
    assert place.front.told == []


async def test_it_runs_until_it_is_stopped(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []

    async def listen(_: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("listening")

    monkeypatch.setattr(host.bot, "run", listen)
    running = asyncio.ensure_future(host.platform.run(nothing))
    await asyncio.sleep(0)
    host.platform.stop()
    await asyncio.wait_for(running, 1)
    assert ended == ["listening"]


async def test_it_ends_where_discord_turns_us_away(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: object) -> None:
        raise PlatformError("no")

    monkeypatch.setattr(host.bot, "run", refuse)
    with pytest.raises(PlatformError, match="no"):
        await host.platform.run(nothing)


async def test_a_connection_that_was_lost_counts_as_one_for_a_minute(place: Place) -> None:
    bot = place.host.bot

    def counts() -> bool:
        return place.host.platform.is_connected

    assert counts()
    bot.tell_connection(is_there=False)
    place.host.clock.advance(CONNECTED - 1)
    bot.tell_connection(is_there=False)
    assert counts()
    place.host.clock.advance(1)
    assert not counts()
    bot.tell_connection(is_there=True)
    assert counts()


def test_before_there_was_a_connection_there_is_none(host: Host) -> None:
    assert host.bot.lost_for is None
    assert not host.platform.is_connected
    assert host.bot.id == 0


async def nothing() -> None:
    """What is owed: nothing."""


async def send_file(place: Place, text: str, name: str, body: bytes) -> None:
    """Bob writes to us, and puts a file to it."""
    direct = place.bob.user.dm_channel
    files = place.env.backend.store_attachments(direct.id, [(name, body)])
    await place.bob.user.send_dm(text, attachments=files)


async def test_a_pasted_text_that_discord_made_a_file_of_is_read_in_direct_messages(
    place: Place,
) -> None:
    text = "河水上涨，老城积水。" * 400
    await send_file(place, "", "message.txt", text.encode())
    await done(place)
    (said,) = place.front.messages
    assert said.written.text == text


async def test_files_in_channels_pictures_and_huge_texts_are_left_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.bob.send(place.channel, LINK, attachments=[("message.txt", b"words")])
    await send_file(place, LINK, "cat.png", b"words")
    monkeypatch.setattr(updates, "PAPER_MOST", 3)
    await send_file(place, LINK, "message.txt", b"words")
    await done(place)
    assert [said.written.text for said in place.front.messages] == [LINK] * 3
