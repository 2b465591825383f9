from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.discord.bot import DiscordBot
from bot.adapters.discord.poster import DiscordPoster
from bot.core.ports import Mark
from tests.adapters.discord.answers import (
    aside,
    digest,
    group,
    guest,
    private,
    server_chat,
)
from tests.adapters.discord.conftest import TOKEN
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Place


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


def reactions(place: Place) -> list[str]:
    message = place.channel.last_message
    assert message is not None
    return [str(each.emoji) for each in message.reactions]


async def test_a_mark_is_one_reaction_and_none_takes_it_back(place: Place) -> None:
    message = await place.bob.send(place.channel, "https://example.com/a")
    shown = []
    for mark in (Mark.SEEN, Mark.SEEN, None, None):
        assert await place.poster.mark(here(place), str(message.id), mark)
        shown.append(reactions(place))
    assert shown == [["👀"], ["👀"], [], []]


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize(("mark", "emoji"), [(Mark.FAILED, "🤷"), (Mark.LIMITED, "😴")])
async def test_what_came_of_it_takes_the_place_of_that_it_was_seen(
    place: Place, mark: Mark, emoji: str, seen: bool
) -> None:
    message = await place.bob.send(place.channel, "https://example.com/a")
    if seen:
        await place.poster.mark(here(place), str(message.id), Mark.SEEN)
    assert await place.poster.mark(here(place), str(message.id), mark)
    assert reactions(place) == [emoji]


async def test_our_reaction_alone_is_taken_back(place: Place) -> None:
    message = await place.bob.send(place.channel, "https://example.com/a")
    await place.bob.react(message, "👀")
    await place.poster.mark(here(place), str(message.id), Mark.SEEN)
    await place.poster.mark(here(place), str(message.id), None)
    shown = place.channel.last_message
    assert shown is not None
    assert [(each.count, each.me) for each in shown.reactions] == [(1, False)]


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (403, 90001), (404, 10008)])
async def test_where_reactions_are_refused_typing_takes_their_place_for_good(
    place: Place, status: int, code: int
) -> None:
    place.env.inject_error("PUT", "*/reactions/*", status=status, code=code, times=None)
    assert await place.poster.mark(here(place), "4711", Mark.SEEN)
    assert len(place.asked("POST", "/typing")) == 1
    assert await place.poster.mark(here(place), "4711", Mark.FAILED)
    assert len(place.asked("POST", "/typing")) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_trouble_on_the_way_may_be_tried_again(place: Place, status: int) -> None:
    place.env.inject_error("*", "*/reactions/*", status=status)
    message = await place.bob.send(place.channel, "https://example.com/a")
    assert not await place.poster.mark(here(place), str(message.id), Mark.SEEN)
    assert await place.poster.mark(here(place), str(message.id), Mark.SEEN)


@pytest.mark.parametrize(
    "fault", [OSError("no net"), TimeoutError(), RuntimeError("Session is closed")]
)
async def test_signs_never_raise(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(type(place.client.http), "request", failing)
    for chat in (here(place), private(place.bob.id)):
        assert not await place.poster.mark(chat, "1", Mark.SEEN)
        await place.poster.show_typing(chat)
        await place.poster.show_draft(chat, "0mabc", digest(), "en")


async def test_a_refused_token_is_no_signs_to_tell(place: Place) -> None:
    place.env.inject_error("*", "*", status=401, times=None)
    assert not await place.poster.mark(private(place.bob.id), "1", Mark.SEEN)
    await place.poster.show_typing(private(place.bob.id))


async def test_before_we_have_logged_in_there_are_no_signs() -> None:
    clock = NappingClock()
    poster = DiscordPoster(DiscordBot(TOKEN, clock), clock)
    for chat in (group(1, 2), private(3)):
        assert not await poster.mark(chat, "1", Mark.SEEN)
        await poster.show_typing(chat)


async def test_what_is_no_message_in_a_chat_of_ours_needs_no_sign(place: Place) -> None:
    assert await place.poster.mark(here(place), "i4711", Mark.SEEN)
    for chat in (aside(1, place.guild.id), guest(1)):
        assert await place.poster.mark(chat, "1", Mark.SEEN)
        await place.poster.show_typing(chat)
    await place.poster.show_typing(server_chat(place.guild.id))
    assert place.asked("PUT", "/reactions/") == place.asked("POST", "/typing") == []


async def test_typing_is_shown_where_people_wait(place: Place) -> None:
    await place.poster.show_typing(here(place))
    await place.poster.show_draft(private(place.bob.id), "0mabc", None, "en")
    direct = place.bob.user.dm_channel.id
    assert [entry.path for entry in place.asked("POST", "/typing")] == [
        f"/channels/{place.channel.id}/typing",
        f"/channels/{direct}/typing",
    ]
