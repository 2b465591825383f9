"""What each fault of a platform means for a row: faults F17 to F22."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.answers import NoticeAnswer
from bot.core.chats import Chat, ChatKind, Person
from bot.core.delivery.row import State
from bot.core.errors import (
    ChatClosedError,
    ChatMovedError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
    StoreError,
)
from tests.fakes.talk import GROUP, LONG, URL, Talk


async def test_f17_a_post_that_arrived_unseen_is_found_and_not_sent_again(talk: Talk) -> None:
    talk.poster.faults, talk.poster.arrives = [PostUnknownError("timed out")], True
    await talk.say(URL, settle=False)
    await talk.pass_time(3)
    assert len(talk.said) == 1
    (row,) = await talk.rows()
    assert (row.state, row.post) == (State.POSTED, talk.last.id)
    assert talk.poster.sought == 1


async def test_f17_a_post_that_surely_did_not_arrive_is_sent_once_more(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out")]
    await talk.say(URL, settle=False)
    await talk.pass_time(3)
    assert len(talk.said) == 1
    assert talk.poster.sought == 1


async def test_f17_what_stays_in_doubt_is_left_and_shown_to_the_operator(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out")] * 4
    await talk.say(URL, settle=False)
    await talk.pass_time(30)
    assert talk.said == []
    (row,) = await talk.rows()
    assert row.state is State.UNKNOWN
    (unknown,) = await talk.ledger.figures(GROUP, 0)
    assert (unknown.outcome, unknown.rows) == ("post_unknown", 1)


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
async def test_f17_who_runs_the_bot_sees_how_many_are_in_doubt(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out", is_final=True)]
    await talk.say(URL)
    await talk.say("/owner", chat=Chat("telegram", "9", ChatKind.PRIVATE), by=Person("9"))
    (answer,) = (said.answer for said in talk.said)
    assert isinstance(answer, NoticeAnswer)
    assert answer.lines[0].fields["unknown"] == 1


async def test_f17_where_looking_tells_nothing_a_digest_is_left_at_once(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out", is_final=True)]
    await talk.say(URL)
    assert talk.said == []
    assert (await talk.rows())[0].state is State.UNKNOWN


async def test_f17_who_asks_again_for_what_was_left_in_doubt_gets_it(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out", is_final=True)]
    await talk.say(URL)
    await talk.say(f"/digest {URL}")
    assert len(talk.digests) == 1


async def test_f17_words_of_ours_are_rather_said_twice_than_not_at_all(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("timed out", is_final=True)]
    await talk.say("/help")
    assert len(talk.said) == 1


async def test_f18_what_was_never_sent_is_tried_again(talk: Talk) -> None:
    talk.poster.faults = [PostUnsentError("no connection")] * 3
    await talk.say(URL, settle=False)
    await talk.pass_time(12)
    assert len(talk.said) == 1
    assert talk.poster.sought == 0


async def test_f18_after_an_hour_it_is_given_up(talk: Talk) -> None:
    talk.poster.faults = [PostUnsentError("no connection")] * 1000
    await talk.say(URL, settle=False)
    await talk.settle(0.05)
    for _ in range(80):
        talk.clock.advance(60)
        await talk.settle(0.01)
    (row,) = await talk.rows()
    assert (row.state, row.code) == (State.QUIET, "post_unsent")


async def test_f22_a_chat_that_closed_gets_nothing_more(talk: Talk) -> None:
    talk.poster.faults = [ChatClosedError("kicked")]
    await talk.say(URL)
    room = await talk.ledger.chat("telegram", GROUP.id)
    assert room is not None
    assert not room.is_open
    assert (await talk.rows())[0].state is State.QUIET


async def test_f22_we_may_speak_again_where_we_hear_from_again(talk: Talk) -> None:
    talk.poster.faults = [ChatClosedError("kicked")]
    await talk.say(URL)
    await talk.say("/help")
    room = await talk.ledger.chat("telegram", GROUP.id)
    assert room is not None
    assert room.is_open


async def test_f22_a_chat_that_moved_gets_its_answer_in_the_new_place(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "style", "full")
    talk.poster.faults = [ChatMovedError("-100999")]
    await talk.say(URL)
    assert talk.last.chat.id == "-100999"
    assert talk.last.placing.reply_to is None
    moved = await talk.ledger.chat("telegram", "-100999")
    assert moved is not None
    assert moved.own == {"style": "full"}
    assert await talk.ledger.chat("telegram", GROUP.id) is None
    assert [row.chat.id for row in await talk.rows()] == ["-100999"]


async def test_what_the_platform_refuses_is_not_tried_again(talk: Talk) -> None:
    talk.poster.faults = [PostRejectedError("too long"), None]
    await talk.say(URL)
    assert talk.said == []
    assert (await talk.rows())[0].code == "post_rejected"


async def test_a_command_is_answered_even_where_its_message_is_gone(talk: Talk) -> None:
    talk.poster.faults = [PostTargetError("message to be replied not found")]
    await talk.say(f"/digest {URL}")
    assert talk.last.placing.reply_to is None


async def test_a_store_that_fails_holds_a_post_back_but_loses_none(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, failures = type(talk.ledger).save, [2]

    async def failing(*arguments: object, **more: object) -> bool:
        if failures[0]:
            failures[0] -= 1
            raise StoreError("disk full")
        return await save(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(talk.ledger), "save", failing)
    await talk.say(URL, settle=False)
    await talk.pass_time(8)
    assert len(talk.said) == 1


async def test_one_chats_trouble_is_no_other_chats(talk: Talk) -> None:
    other = "https://example.com/other"
    talk.serve(other, LONG.replace("river", "sea"))
    talk.poster.faults = [PostUnsentError("slow down")]
    await talk.say(URL)
    await talk.say(f"/digest {other}", chat=type(GROUP)("telegram", "-101", GROUP.kind))
    assert [post.chat.id for post in talk.said] == ["-101"]


async def test_f18_a_digest_that_cannot_be_made_anew_stays_and_keeps_its_buttons(
    talk: Talk,
) -> None:
    await talk.say(f"/digest {URL}")
    (row,) = await talk.rows()
    talk.clock.advance(2 * 86_400)
    talk.poster.faults = [PostRejectedError("no")]
    await talk.press(talk.last, f"d1:re:{row.id}")
    (row,) = await talk.rows()
    assert (row.state, row.post) == (State.POSTED, talk.last.id)


async def test_f17_words_of_ours_are_not_said_three_times(talk: Talk) -> None:
    talk.poster.faults = [
        PostUnknownError("timed out", is_final=True),
        PostUnknownError("timed out", is_final=True),
    ]
    talk.poster.arrives = True
    await talk.say("/help")
    assert len(talk.said) == 2


async def test_an_unforeseen_fault_with_one_post_holds_up_no_other(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, faults = talk.poster.post, [True]

    async def broken(*arguments: object) -> str:
        if faults.pop() if faults else False:
            raise RuntimeError("boom")
        return await post(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(talk.poster, "post", broken)
    await talk.say("/help")
    message = await talk.say(URL)
    assert len(talk.digests) == 1
    assert talk.poster.mark_on(message) is None
    assert [row.state for row in await talk.rows()] == [State.QUIET, State.POSTED]


async def test_a_mark_that_could_not_be_taken_back_is_tried_again(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    message = await talk.say(URL, settle=False)
    await talk.settle(0.1)
    talk.poster.mark_faults = 2
    talk.world.fetcher.gate.set()
    await talk.settle(0.3)
    await talk.pass_time(20)
    assert talk.poster.mark_on(message) is None
    assert await talk.ledger.unmarked() == []


async def test_a_placeholder_that_arrived_unseen_is_taken_over(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    await talk.say(f"/digest {URL}", settle=False)
    await talk.settle(0.05)
    talk.poster.faults, talk.poster.arrives = [PostUnknownError("timed out")], True
    await talk.pass_time(11)
    talk.world.fetcher.gate.set()
    await talk.settle()
    (post,) = talk.said
    assert post.edits == 1


async def test_f17_while_nobody_answers_the_look_goes_on(talk: Talk) -> None:
    talk.poster.faults = [PostUnknownError("cut off")]
    talk.poster.unreachable = 5
    await talk.say(URL, settle=False)
    await talk.pass_time(200)
    assert len(talk.said) == 1
    assert (await talk.rows())[0].state is State.POSTED


async def test_f18_a_clock_that_jumps_forward_gives_nothing_up(talk: Talk) -> None:
    talk.poster.faults = [PostUnsentError("no connection")] * 3
    await talk.say(URL, settle=False)
    await talk.pass_time(1)
    talk.clock.set(86_400)
    await talk.pass_time(15)
    assert len(talk.said) == 1


async def test_f22_what_was_decided_about_a_chat_outlives_its_move_told_twice(talk: Talk) -> None:
    await talk.front.rooms.admit(GROUP, is_allowed=False)
    for _ in range(2):
        await talk.front.moved(GROUP, "-100999")
    moved = await talk.ledger.chat("telegram", "-100999")
    assert moved is not None
    assert moved.is_blocked


async def test_f22_a_row_in_work_does_not_bring_the_old_id_back(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    await talk.say(URL, settle=False)
    await talk.settle(0.05)
    await talk.front.moved(GROUP, "-100999")
    talk.poster.faults = [ChatMovedError("-100999")]
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert talk.last.chat.id == "-100999"
    assert [row.chat.id for row in await talk.rows()] == ["-100999"]


async def test_what_is_deleted_while_its_edit_is_on_its_way_does_not_come_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say(f"/digest {URL}")
    (row,) = await talk.rows()
    edit = talk.poster.edit

    async def deleted_meanwhile(*arguments: object) -> None:
        await talk.press(talk.said[0], f"d1:rm:{row.id}")
        await edit(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(talk.poster, "edit", deleted_meanwhile)
    await talk.press(talk.last, f"d1:re:{row.id}")
    assert talk.said == []


@pytest.mark.parametrize("number", range(12))
async def test_a_row_cancelled_at_any_moment_is_posted_or_cancelled_never_stuck(
    talk: Talk, number: int
) -> None:
    await talk.say(f"/digest {URL}", settle=False)
    (row,) = await talk.rows()
    await talk.settle(number / 2000)
    talk.desk.cancel(row.id)
    await talk.settle()
    (row,) = await talk.rows()
    assert row.state in {State.POSTED, State.CANCELLED}
    assert await talk.ledger.unfinished() == []


async def test_a_command_waits_for_a_store_that_fails(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opt_out, failures = type(talk.ledger).opt_out, [2]

    async def failing(*arguments: object) -> None:
        if failures[0]:
            failures[0] -= 1
            raise StoreError("locked")
        await opt_out(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(type(talk.ledger), "opt_out", failing)
    await talk.say("/optout", settle=False)
    await talk.pass_time(6)
    assert talk.notices == ["chat.optout"]


async def test_while_a_post_waits_for_its_turn_its_row_is_ready_and_may_be_cancelled(
    talk: Talk,
) -> None:
    turn = asyncio.Event()
    post = talk.poster.post

    async def late(*what: Any) -> str:
        await turn.wait()
        return await post(*what)

    talk.poster.post = late  # type: ignore[method-assign, assignment]
    await talk.say(URL, settle=False)
    await talk.pass_time(1)
    (row,) = await talk.rows()
    assert row.state is State.READY, "whoever is killed now leaves nothing in doubt"
    await talk.desk.drop(row)
    turn.set()
    await talk.settle()
    assert talk.said == []
    assert (await talk.rows())[0].state is State.CANCELLED
