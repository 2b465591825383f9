"""The states that people see, and what a crash leaves: interaction 4.3, faults F30 and F31."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answers import Action, DigestAnswer, NoticeAnswer
from bot.core.delivery.desk import JOB_SECONDS
from bot.core.delivery.row import OPEN, State
from bot.core.ports import Mark
from tests.fakes.talk import ALICE, BOB, GROUP, PRIVATE, URL, Talk


def keys(talk: Talk) -> list[str]:
    answer = talk.last.answer
    assert isinstance(answer, NoticeAnswer)
    return [line.key for line in answer.lines]


async def begin(talk: Talk, text: str, **more: object) -> str:
    """A request whose page does not come before `talk.world.fetcher.gate` is set."""
    talk.world.fetcher.gate.clear()
    message = await talk.say(text, settle=False, **more)  # type: ignore[arg-type]
    await talk.settle(0.05)
    return message


async def finish(talk: Talk) -> None:
    talk.world.fetcher.gate.set()
    await talk.settle()


async def test_a_command_is_told_after_ten_seconds_that_we_are_reading(talk: Talk) -> None:
    await begin(talk, f"/digest {URL}")
    await talk.pass_time(9)
    assert talk.said == []
    await talk.pass_time(2)
    assert keys(talk) == ["chat.reading"]
    await finish(talk)
    (post,) = talk.said
    assert isinstance(post.answer, DigestAnswer)
    assert post.edits == 1


async def test_after_45_seconds_the_placeholder_says_so_and_can_be_given_up(talk: Talk) -> None:
    await begin(talk, f"/digest {URL}")
    await talk.pass_time(46)
    assert keys(talk) == ["chat.slow"]
    (row,) = await talk.rows()
    message = row.message
    toast = await talk.press(talk.last, f"d1:cx:{row.id}")
    assert toast.key == "toast.cancelled"
    assert talk.said == []
    assert talk.poster.mark_on(message) is None
    assert (await talk.rows())[0].state is State.CANCELLED


async def test_only_who_asked_and_admins_may_give_it_up(talk: Talk) -> None:
    await begin(talk, f"/digest {URL}")
    await talk.pass_time(46)
    (row,) = await talk.rows()
    assert (await talk.press(talk.last, f"d1:cx:{row.id}", by=BOB)).key == "toast.not_yours"
    await finish(talk)
    assert len(talk.digests) == 1


async def test_a_dropped_link_shows_nothing_but_its_mark_however_long_it_takes(talk: Talk) -> None:
    message = await begin(talk, URL)
    await talk.pass_time(60)
    assert talk.said == []
    assert talk.poster.mark_on(message) is Mark.SEEN
    await finish(talk)
    assert talk.poster.mark_on(message) is None


async def test_a_private_chat_sees_that_we_think_and_that_we_type(talk: Talk) -> None:
    await begin(talk, URL, chat=PRIVATE)
    await talk.pass_time(10)
    assert talk.poster.drafts == [None]
    await finish(talk)


async def test_a_cancelled_private_request_says_so_in_its_place(talk: Talk) -> None:
    await begin(talk, URL, chat=PRIVATE)
    await talk.pass_time(46)
    (row,) = await talk.rows()
    await talk.press(talk.last, f"d1:cx:{row.id}")
    assert keys(talk) == ["chat.cancelled"]


async def test_f30_what_was_accepted_is_taken_up_by_the_next_process(talk: Talk) -> None:
    message = await begin(talk, URL)
    await talk.desk.stop(0)
    await talk.background.finish(0)
    talk.world.fetcher.gate.set()
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    assert len(talk.digests) == 1
    assert talk.poster.mark_on(message) is None


@pytest.mark.parametrize("arrived", [True, False])
async def test_f30_what_was_on_its_way_is_looked_for_first(talk: Talk, arrived: bool) -> None:
    await talk.say(URL)
    (row,) = await talk.rows()
    await talk.ledger.save(replace(row, state=State.SENDING, post="", posted_at=0))
    if not arrived:
        talk.poster.posts.clear()
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    assert len(talk.said) == 1
    assert talk.poster.sought == 1
    assert (await talk.rows())[0].state is State.POSTED


async def test_f30_an_answer_that_was_ready_is_posted(talk: Talk) -> None:
    await talk.say(URL)
    (row,) = await talk.rows()
    await talk.ledger.save(replace(row, state=State.READY, post="", posted_at=0))
    talk.poster.posts.clear()
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    assert len(talk.digests) == 1
    assert talk.world.work == (1, 1)


async def test_f30_a_placeholder_that_was_just_being_posted_is_found(talk: Talk) -> None:
    await begin(talk, f"/digest {URL}")
    await talk.pass_time(11)
    await talk.desk.stop(0)
    await talk.background.finish(0)
    (row,) = await talk.rows()
    await talk.ledger.save(replace(row, placeholder="?"))
    talk.world.fetcher.gate.set()
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    (post,) = talk.said
    assert isinstance(post.answer, DigestAnswer)
    assert post.edits == 1


async def test_f30_a_mark_that_was_left_is_cleared_at_the_next_start(talk: Talk) -> None:
    talk.poster.mark_faults = 10  # Telegram is not to be had for a while
    message = await talk.say(URL)
    talk.poster.mark_faults = 0
    talk.poster.marks.append((message, Mark.SEEN))
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    assert talk.poster.mark_on(message) is None


async def test_f31_who_is_told_to_end_finishes_what_is_nearly_done(talk: Talk) -> None:
    await begin(talk, URL)
    talk.world.fetcher.gate.set()
    await talk.desk.stop(5)
    await talk.background.finish(5)
    assert not [row for row in await talk.rows() if row.state in OPEN] or talk.digests == []


async def test_f31_what_does_not_finish_in_time_stays_owed(talk: Talk) -> None:
    await begin(talk, URL)
    await talk.desk.stop(0.01)
    await talk.background.finish(0.01)
    assert [row.state for row in await talk.rows()] == [State.ACCEPTED]


async def test_an_unforeseen_fault_is_told_with_a_reference(talk: Talk) -> None:
    async def broken(*_: object, **__: object) -> object:
        raise RuntimeError("boom")

    talk.desk.maker.pipeline.digest_link = broken  # type: ignore[attr-defined]
    await talk.say(f"/digest {URL}")
    assert keys(talk) == ["chat.internal"]
    message = await talk.say(URL, by=BOB)
    assert talk.poster.mark_on(message) is Mark.FAILED


async def test_work_has_less_than_two_minutes() -> None:
    assert JOB_SECONDS < 120


async def test_a_burst_is_answered_in_order(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "user_limit", "0")
    urls = [f"https://example.com/a{number}" for number in range(9)]
    for url in urls:
        talk.serve(url, f"{url}\n" + "Water stood in the lower streets of the town. " * 40)
    talk.world.fetcher.gate.clear()
    for url in urls:
        await talk.say(url, settle=False, by=ALICE)
    talk.world.fetcher.gate.set()
    await talk.settle()
    told = [post.answer.digest.url for post in talk.digests]  # type: ignore[union-attr]
    assert told == urls


async def test_retry_does_what_the_command_asked_for(talk: Talk) -> None:
    talk.serve(URL, "refuse wechat_check")
    await talk.say(f"/digest {URL}")
    post = talk.last
    assert isinstance(post.answer, NoticeAnswer)
    assert Action.RETRY in post.answer.actions
    talk.serve(URL, "The river rose\n" + "Water stood in the streets of the town. " * 40)
    (row,) = await talk.rows()
    await talk.press(post, f"d1:ry:{row.id}")
    assert talk.said == talk.digests == [post]


async def test_a_retry_that_fails_again_says_when_it_was_tried(talk: Talk) -> None:
    talk.serve(URL, "refuse wechat_check")
    await talk.say(f"/digest {URL}")
    (row,) = await talk.rows()
    await talk.press(talk.last, f"d1:ry:{row.id}")
    assert keys(talk) == ["refusal.wechat_check", "chat.tried_again"]
