"""What an earlier run has left is taken up once this one can speak; what this run does, is not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from bot.core.answers import DigestAnswer, NoticeAnswer
from bot.core.delivery.row import State
from tests.fakes.talk import ASIDE, BOB, ROOM, URL, Talk


async def left_behind(talk: Talk) -> None:
    """A row of an earlier run, of whose placeholder nobody knows whether it arrived."""
    talk.world.fetcher.gate = asyncio.Event()
    await talk.say(f"/digest {URL}", replace(ROOM, id="99"), settle=False)
    await asyncio.sleep(0.05)
    await talk.desk.stop(0)
    await talk.background.finish(0)
    (row,) = await talk.rows()
    await talk.ledger.save(replace(row, placeholder="?"))
    talk.restart()


def hold(talk: Talk, name: str) -> asyncio.Event:
    """Let a method of the platform hang until the event is set."""
    gate, method = asyncio.Event(), getattr(talk.poster, name)

    async def slow(*given: Any) -> Any:
        await gate.wait()
        return await method(*given)

    setattr(talk.poster, name, slow)
    return gate


async def until_all(talk: Talk, state: State, *messages: str) -> None:
    async with asyncio.timeout(5):
        while not all(row.state is state for row in await talk.rows() if row.message in messages):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_an_answer_given_while_older_rows_are_taken_up_stays(talk: Talk) -> None:
    await left_behind(talk)
    found = hold(talk, "find")
    await talk.say(f"/digest {URL}", ROOM, BOB, message="i5", places=("@1",), settle=False)
    await talk.say(f"/digest {URL}", ASIDE, BOB, message="i6", places=("@2",), settle=False)
    resuming = asyncio.create_task(talk.desk.resume("discord"))
    await asyncio.sleep(0.05)
    talk.world.fetcher.gate.set()
    await until_all(talk, State.POSTED, "i5", "i6")
    found.set()
    await resuming
    await talk.settle()
    assert talk.poster.deleted == []
    assert len(talk.said) == 3
    assert all(isinstance(post.answer, DigestAnswer) for post in talk.said)
    assert talk.world.work[1] == 1


async def test_an_answer_that_is_on_its_way_is_not_posted_again(talk: Talk) -> None:
    edited = hold(talk, "edit")
    await talk.say("/help", ASIDE, BOB, message="i6", places=("@2",), settle=False)
    await talk.say(f"/digest {URL}", ROOM, BOB, message="i5", places=("@1",), settle=False)
    await until_all(talk, State.SENDING, "i5", "i6")
    await talk.desk.resume("discord")
    edited.set()
    await talk.settle()
    assert talk.poster.deleted == []
    assert [post.edits for post in talk.said] == [0, 0]
    assert "chat.cancelled" not in talk.notices


async def test_what_was_posted_by_another_is_not_taken_away(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", ROOM, message="i5", places=("@1",))
    (row,) = await talk.rows()
    old = replace(row, state=State.READY, placeholder="@1", post="", posted_at=0)
    talk.desk.take(old)
    await talk.settle()
    assert talk.poster.deleted == []
    assert isinstance(talk.last.answer, DigestAnswer)


async def test_each_platform_is_taken_up_once_and_again_where_the_store_failed(talk: Talk) -> None:
    await left_behind(talk)
    talk.world.fetcher.gate.set()
    await talk.desk.resume("telegram")
    await talk.settle()
    assert talk.said == []
    await talk.desk.resume("discord")
    await talk.desk.resume("discord")
    await talk.settle()
    assert len(talk.said) == 1
    assert not isinstance(talk.last.answer, NoticeAnswer)
