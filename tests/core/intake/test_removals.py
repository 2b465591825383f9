"""Deleted messages, where a platform tells of them."""

from __future__ import annotations

import asyncio

from bot.core.answers import DigestAnswer
from bot.core.delivery.row import State
from bot.core.errors import PostUnsentError
from tests.fakes.talk import BOB, LONG, ROOM, URL, Talk


async def states(talk: Talk) -> list[State]:
    return [row.state for row in await talk.rows()]


async def removed(talk: Talk, message: str) -> None:
    await talk.front.removed(ROOM, message)
    await talk.settle()


async def test_the_answer_goes_with_the_message_it_answers(talk: Talk) -> None:
    message = await talk.say(URL, ROOM)
    await removed(talk, message)
    assert talk.said == []
    assert await states(talk) == [State.DELETED]


async def test_the_answer_to_a_command_goes_too(talk: Talk) -> None:
    message = await talk.say(f"/digest {URL}", ROOM)
    await removed(talk, message)
    assert talk.said == []


async def test_work_that_nobody_wants_any_more_ends(talk: Talk) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    message = await talk.say(URL, ROOM, settle=False)
    await asyncio.sleep(0.05)
    await removed(talk, message)
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert talk.said == []
    assert await states(talk) == [State.CANCELLED]


async def test_a_link_that_was_only_seen_is_not_asked_for_any_more(talk: Talk) -> None:
    await talk.front.rooms.set(ROOM, "mode", "react")
    message = await talk.say(URL, ROOM)
    await removed(talk, message)
    await talk.front.react(ROOM, message, BOB)
    await talk.settle()
    assert await states(talk) == [State.CANCELLED]


async def test_a_digest_that_somebody_deleted_is_nothing_to_point_to(talk: Talk) -> None:
    await talk.say(URL, ROOM)
    await removed(talk, talk.last.id)
    talk.poster.deleted.append(talk.last.id)
    await talk.say(URL, ROOM)
    assert isinstance(talk.last.answer, DigestAnswer)


async def test_others_messages_change_nothing(talk: Talk) -> None:
    await talk.say(URL, ROOM)
    await removed(talk, "m999")
    await talk.front.removed(ROOM, "")
    assert len(talk.said) == 1
    assert await states(talk) == [State.POSTED]


async def test_an_answer_that_is_just_on_its_way_is_taken_back(talk: Talk) -> None:
    talk.poster.faults = [PostUnsentError("away")]
    message = await talk.say(URL, ROOM)
    (row,) = await talk.rows()
    assert row.state is State.SENDING
    await talk.front.removed(ROOM, message)
    await talk.pass_time(3)
    await talk.settle()
    assert talk.said == []
    assert await states(talk) == [State.DELETED]


async def test_a_link_dropped_again_after_all_was_deleted_is_digested(talk: Talk) -> None:
    talk.serve(URL, LONG)
    message = await talk.say(URL, ROOM)
    await removed(talk, message)
    await talk.say(URL, ROOM)
    assert len(talk.digests) == 1


async def test_a_digest_that_is_just_made_anew_goes_too(talk: Talk) -> None:
    message = await talk.say(URL, ROOM)
    (row,) = await talk.rows()
    talk.world.fetcher.gate = asyncio.Event()
    pressing = asyncio.create_task(talk.press(talk.last, f"d1:re:{row.id}", is_vouched=True))
    await asyncio.sleep(0.1)
    assert await states(talk) == [State.ACCEPTED]
    await talk.front.removed(ROOM, message)
    await pressing
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert talk.said == []
    assert await states(talk) == [State.DELETED]
