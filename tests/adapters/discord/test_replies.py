from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.discord.replies import FOLLOW_UPS, LIVES, MOST, Replies, Reply, read_reply
from bot.core.errors import PostError, PostTargetError
from tests.adapters.discord.answers import NAME, NOTICE, OTHER, WORDS, digest, placing

if TYPE_CHECKING:
    import discord

    from bot.core.chats import Incoming
    from tests.adapters.discord.conftest import Place

THIRD = NAME[:-1] + "e"


@pytest.mark.parametrize("token", ["aW50", "a.b.c", "@x", "", "a.0.@1", "aW50==", "ü"])
@pytest.mark.parametrize("number", [0, 3])
def test_the_name_of_a_reply_tells_which_it_is(token: str, number: int) -> None:
    reply = Reply(4711, token, number)
    assert read_reply(str(reply)) == reply


@pytest.mark.parametrize("name", ["", "4711", "i4711", "@4711", "@4711.0"])
def test_a_messages_own_id_names_no_reply(name: str) -> None:
    assert read_reply(name) is None


def test_a_reply_is_as_old_as_its_interaction() -> None:
    made = (1_767_225_600_000 - 1_420_070_400_000) << 22
    assert Reply(made, "t").age(1_767_225_660) == 60


def test_what_a_reply_is_reached_by_is_not_shown() -> None:
    assert "secret" not in repr(Reply(1, "secret"))


async def test_the_first_answer_takes_the_waiting_reply_and_the_next_follow(place: Place) -> None:
    arrived = await asked(place)
    assert len(arrived.places) == FOLLOW_UPS + 1
    first = await edit(place, arrived, 1, "The second.", OTHER)
    second = await edit(place, arrived, 0, "The first.", NAME)
    third = await edit(place, arrived, 2, "The third.", THIRD)
    assert shown(place) == {first: "The second.", second: "The first.", third: "The third."}
    assert all(message.flags.ephemeral for message in seen(place))


async def test_an_answer_made_again_changes_its_own(place: Place) -> None:
    arrived = await asked(place)
    first = await edit(place, arrived, 0, "The first.", NAME)
    second = await edit(place, arrived, 1, "The second.", OTHER)
    assert await edit(place, arrived, 1, "Changed.", OTHER) == second
    assert await edit(place, arrived, 0, "The first too.", NAME) == first
    assert shown(place) == {first: "The first too.", second: "Changed."}


@pytest.mark.parametrize("late", [0, 1])
async def test_after_a_restart_no_answer_overwrites_that_of_another(
    place: Place, late: int
) -> None:
    arrived = await asked(place)
    first = await edit(place, arrived, 1 - late, "Before.", OTHER)
    place.host.clock.advance(60)
    place.poster._replies = Replies(place.host.bot, place.host.clock)
    second = await edit(place, arrived, late, "After.", NAME)
    assert first != second
    assert shown(place) == {first: "Before.", second: "After."}


async def test_after_a_restart_the_waiting_reply_is_taken(place: Place) -> None:
    arrived = await asked(place)
    (waiting,) = seen(place)
    place.host.clock.advance(60)
    place.poster._replies = Replies(place.host.bot, place.host.clock)
    assert await edit(place, arrived, 1, "After.", NAME) == str(waiting.id)


async def test_after_a_restart_an_answer_finds_itself(place: Place) -> None:
    arrived = await asked(place)
    first = await edit(place, arrived, 0, "Before.", NAME)
    place.host.clock.advance(60)
    place.poster._replies = Replies(place.host.bot, place.host.clock)
    assert await edit(place, arrived, 0, "After.", NAME) == first
    assert shown(place) == {first: "After."}


async def test_words_for_one_alone_leave_nothing_for_everybody(place: Place) -> None:
    arrived = await asked(place, private=False)
    posted = await place.poster.edit(arrived.chat, arrived.places[0], WORDS, placing())
    (message,) = seen(place)
    assert message.flags.ephemeral
    assert str(message.id) == posted


async def test_words_with_a_button_are_for_everybody(place: Place) -> None:
    arrived = await asked(place, private=False)
    await place.poster.edit(arrived.chat, arrived.places[0], NOTICE, placing())
    (message,) = seen(place)
    assert not message.flags.ephemeral


async def test_in_direct_messages_there_is_nobody_to_whisper_past(place: Place) -> None:
    await place.bob.user.slash("help")
    arrived = place.front.messages[-1]
    await place.poster.edit(arrived.chat, arrived.places[0], WORDS, placing())
    (message,) = place.bob.user.dm_channel.history()
    assert not message.flags.ephemeral
    assert place.asked("DELETE", "/webhooks/") == []


async def test_a_reply_can_be_taken_away_before_and_after_its_answer(place: Place) -> None:
    for answers in (0, 1):
        arrived = await asked(place)
        if answers:
            await edit(place, arrived, 0, "The first.", NAME)
        for _ in range(2):
            await place.poster.delete(arrived.chat, arrived.places[0])
        assert seen(place) == []


async def test_a_follow_up_that_never_was_need_not_be_taken_away(place: Place) -> None:
    arrived = await asked(place)
    await place.poster.delete(arrived.chat, arrived.places[2])
    assert len(seen(place)) == 1


async def test_a_reply_whose_time_is_over_is_gone(place: Place) -> None:
    arrived = await asked(place)
    place.host.clock.advance(LIVES + 1)
    with pytest.raises(PostTargetError):
        await edit(place, arrived, 0, "Late.", NAME)


async def test_a_token_that_discord_does_not_know_any_more_is_gone(place: Place) -> None:
    arrived = await asked(place)
    place.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027)
    with pytest.raises(PostTargetError):
        await edit(place, arrived, 0, "Late.", NAME)


async def test_an_answer_that_failed_is_tried_again_in_its_own_place(place: Place) -> None:
    arrived = await asked(place)
    place.env.inject_error("PATCH", "/webhooks/*", status=503)
    with pytest.raises(PostError):
        await edit(place, arrived, 0, "The first.", NAME)
    posted = await edit(place, arrived, 0, "The first.", NAME)
    assert shown(place) == {posted: "The first."}


async def test_a_layout_that_is_refused_goes_as_an_embed_into_the_reply(place: Place) -> None:
    arrived = await asked(place)
    place.env.inject_error("PATCH", "/webhooks/*", status=400, code=50035)
    await edit(place, arrived, 0, "The first.", NAME)
    (message,) = seen(place)
    assert "The first." in str(message.embeds[0].description)
    assert place.poster.layout_faults == 1


async def test_a_press_changes_the_message_it_was_made_on(place: Place) -> None:
    arrived = await asked(place)
    await place.poster.edit(arrived.chat, arrived.places[0], digest(), placing())
    (message,) = seen(place)
    await place.bob.click(message, label="Again")
    (press,) = place.front.of("press")
    assert press.post == str(message.id)
    await place.poster.edit(press.chat, press.message, digest("Anew."), placing())
    assert shown(place) == {str(message.id): "Anew."}


async def test_only_so_many_replies_are_remembered(place: Place) -> None:
    replies = place.poster._replies
    for number in range(MOST + 5):
        replies._take(Reply(number, "t"), number)
    assert len(replies._became) == len(replies._taken) == MOST
    assert str(Reply(0, "t")) not in replies._became


async def asked(place: Place, *, private: bool = True) -> Incoming:
    await place.bob.slash(place.channel, "digest", url="https://example.com", private=private)
    return place.front.messages[-1]


async def edit(place: Place, arrived: Incoming, number: int, line: str, name: str) -> str:
    target = arrived.places[number]
    answer = digest(line)
    return await place.poster.edit(arrived.chat, target, answer, placing(name=name))


def seen(place: Place) -> list[discord.Message]:
    """What stands in the channel for who asked."""
    return place.channel.history(viewer=place.bob)


def shown(place: Place) -> dict[str, str]:
    """The first line of each message, by its id."""
    told = {}
    for message in seen(place):
        container = message.components[0].to_dict()
        told[str(message.id)] = container["components"][0]["content"].strip("*")  # type: ignore[typeddict-item]
    return told
