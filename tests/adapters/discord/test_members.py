from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.adapters.discord.members import KEPT, MOST
from tests.adapters.discord.answers import aside, group, guest, private, server_chat, thread

if TYPE_CHECKING:
    from simcord import MemberActor

    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Place


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


def member(place: Place, name: str, **rights: bool) -> MemberActor:
    role = place.guild.create_role(name, permissions=discord.Permissions(**rights))
    return place.guild.add_member(place.env.create_user(name), roles=[role])


async def is_admin(place: Place, person: object, chat: Chat | None = None) -> bool:
    return await place.poster.is_admin(chat or here(place), str(person))


async def may_moderate(place: Place, person: object, chat: Chat | None = None) -> bool:
    return await place.poster.may_moderate(chat or here(place), str(person))


async def test_who_manages_the_server_is_an_admin(place: Place) -> None:
    alice = member(place, "alice", manage_guild=True)
    moderator = member(place, "carol", manage_messages=True)
    root = member(place, "root", administrator=True)
    assert await is_admin(place, alice.id)
    assert await is_admin(place, root.id)
    assert await is_admin(place, place.guild.owner.id)
    assert not await is_admin(place, moderator.id)
    assert not await is_admin(place, place.bob.id)


async def test_it_holds_for_the_server_and_its_threads_alike(place: Place) -> None:
    alice = member(place, "alice", manage_guild=True)
    assert await is_admin(place, alice.id, server_chat(place.guild.id))
    assert await is_admin(place, alice.id, thread(4711, place.channel.id, place.guild.id))


async def test_who_manages_messages_may_moderate(place: Place) -> None:
    moderator = member(place, "carol", manage_messages=True)
    root = member(place, "root", administrator=True)
    assert await may_moderate(place, moderator.id)
    assert await may_moderate(place, root.id)
    assert await may_moderate(place, place.guild.owner.id)
    assert not await may_moderate(place, place.bob.id)


async def test_a_channel_may_give_and_take_the_right_to_moderate(place: Place) -> None:
    moderator = member(place, "carol", manage_messages=True)
    root = member(place, "root", administrator=True)
    rights: Any = {
        moderator: discord.PermissionOverwrite(manage_messages=False),
        root: discord.PermissionOverwrite(manage_messages=False),
        place.bob: discord.PermissionOverwrite(manage_messages=True),
    }
    channel = place.guild.create_text_channel("other", overwrites=rights)
    chat = group(channel.id, place.guild.id)
    assert not await may_moderate(place, moderator.id, chat)
    assert await may_moderate(place, place.bob.id, chat)
    assert await may_moderate(place, root.id, chat)
    assert not await is_admin(place, place.bob.id, chat)


async def test_in_a_thread_the_rights_of_its_channel_hold(place: Place) -> None:
    moderator = member(place, "carol", manage_messages=True)
    rights: Any = {moderator: discord.PermissionOverwrite(manage_messages=False)}
    channel = place.guild.create_text_channel("other", overwrites=rights)
    message = await place.bob.send(channel, "hello")
    made = await message.create_thread(name="t")
    chat = thread(made.id, channel.id, place.guild.id)
    assert not await may_moderate(place, moderator.id, chat)


async def test_in_a_thread_whose_channel_is_gone_nobody_moderates(place: Place) -> None:
    root = member(place, "root", administrator=True)
    message = await place.bob.send(place.channel, "hello")
    made = await message.create_thread(name="t")
    made.guild._channels.pop(place.channel.id)
    chat = thread(made.id, place.channel.id, place.guild.id)
    assert not await may_moderate(place, root.id, chat)


async def test_what_discord_said_of_a_member_counts_for_five_minutes(place: Place) -> None:
    alice = member(place, "alice", manage_guild=True)
    for _ in range(3):
        assert await is_admin(place, alice.id)
        assert await may_moderate(place, alice.id) is False
    assert len(place.asked("GET", "/members/")) == 1
    place.host.clock.advance(KEPT)
    assert await is_admin(place, alice.id)
    assert len(place.asked("GET", "/members/")) == 2


async def test_who_has_just_written_or_asked_is_known(place: Place) -> None:
    alice = member(place, "alice", manage_guild=True)
    await alice.send(place.channel, "hello")
    assert await is_admin(place, alice.id)
    place.host.clock.advance(KEPT)
    await alice.slash(place.channel, "help")
    assert await is_admin(place, alice.id)
    assert place.asked("GET", "/members/") == []


async def test_of_whom_nobody_knows_anything_the_answer_is_no(place: Place) -> None:
    assert not await is_admin(place, 4711)
    assert not await is_admin(place, place.guild.owner.id, group(1, 4711))
    assert not await is_admin(place, "a channel")
    for chat in (private(place.bob.id), aside(1, place.guild.id), guest(1)):
        assert not await is_admin(place, place.guild.owner.id, chat)
        assert not await may_moderate(place, place.guild.owner.id, chat)


@pytest.mark.parametrize(
    "fault", [RuntimeError("Session is closed"), OSError("no net"), TimeoutError()]
)
async def test_while_discord_cannot_be_asked_the_answer_is_no(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def failing(*_: object) -> None:
        raise fault

    monkeypatch.setattr(discord.Guild, "fetch_member", failing)
    assert not await is_admin(place, place.guild.owner.id)
    assert not await may_moderate(place, place.guild.owner.id)


async def test_of_a_server_that_is_not_ours_no_member_is_remembered(place: Place) -> None:
    state: Any = place.client._connection
    strange = discord.Guild._create_unavailable(state=state, guild_id=4711, data=None)
    data: Any = {
        "user": {"id": "72", "username": "u", "discriminator": "0", "avatar": None},
        "roles": [],
        "joined_at": None,
        "flags": 0,
    }
    shown = discord.Member(data=data, guild=strange, state=state)
    place.poster.members.note(shown)
    assert place.poster.members._known == {}


async def test_only_so_many_members_are_remembered(place: Place) -> None:
    await place.bob.send(place.channel, "hello")
    members = place.poster.members
    ((person, until),) = members._known.values()
    members._known = {(1, number): (person, until) for number in range(MOST)}
    members.note(person)
    assert len(members._known) == MOST
    assert (1, 0) not in members._known
    assert (place.guild.id, place.bob.id) in members._known
