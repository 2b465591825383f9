"""Answers that stand there before they are made: replies to interactions."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.answers import Action, DigestAnswer, NoticeAnswer
from bot.core.chats import Chat, ChatKind, Way, Written
from bot.core.delivery.row import State
from bot.core.errors import ChatClosedError
from tests.fakes.talk import ALICE, ASIDE, BOB, LONG, ROOM, URL, Talk

OTHER = "https://example.com/other"
GUEST = Chat("discord", "60", ChatKind.GUEST)


async def test_an_answer_takes_the_place_that_waits_and_the_id_it_gets(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", ROOM, message="i1", places=("@1",))
    (row,) = await talk.rows()
    assert row.state is State.POSTED
    assert row.post == talk.poster.became["@1"]
    assert row.placeholder == ""
    assert row.reply_to == ""


async def test_every_answer_of_a_command_has_its_own_place_in_order(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL} {OTHER}", ASIDE, places=("@1", "@2", "@3"))
    assert set(talk.poster.became) == {"@1", "@2"}
    assert len(talk.digests) == 2


async def test_a_place_whose_time_ran_out_gives_way_to_a_message(talk: Talk) -> None:
    talk.poster.run_out = {"@1"}
    await talk.say(f"/digest {URL}", ROOM, places=("@1",))
    (row,) = await talk.rows()
    assert row.state is State.POSTED
    assert talk.last.placing.reply_to is None


async def test_words_are_owed_to_each_command_however_often_it_comes(talk: Talk) -> None:
    for number in range(4):
        await talk.say("/digest", ROOM, message=f"i{number}", places=(f"@{number}",))
        assert talk.owed
    assert talk.notices == ["chat.usage"] * 4


async def test_where_nothing_is_owed_the_platform_is_told(talk: Talk) -> None:
    await talk.say("/nonsense", ROOM, places=("@1",))
    assert not talk.owed
    await talk.say(URL, ROOM)
    assert talk.owed


async def test_a_command_on_a_message_takes_its_links_also_as_a_guest(talk: Talk) -> None:
    target = Written("m7", f"see {URL}", author=BOB)
    await talk.say("/digest", GUEST, way=Way.GUEST, message="i1", replied=target, places=("@1",))
    assert isinstance(talk.last.answer, DigestAnswer)


async def test_what_leads_aside_shows_all_points_evidence_or_another_language(
    talk: Talk,
) -> None:
    await talk.say(URL, ROOM)
    (row,) = await talk.rows()
    answers = []
    for number, kind in enumerate((f"f_{row.id}", f"e_{row.id}", f"d_{row.id}_zh")):
        chat = replace(ASIDE, id=f"4{number}")
        await talk.say(f"/start {kind}", chat, BOB, places=(f"@{number}",))
        answer = talk.last.answer
        assert isinstance(answer, DigestAnswer)
        answers.append((answer.style, answer.evidence, answer.digest.language))
    assert answers == [("full", False, "en"), ("full", True, "en"), ("full", False, "zh")]
    assert talk.world.work[1] == 2


async def test_an_aside_turns_in_place_by_way_of_the_press(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", ASIDE, places=("@1",))
    (row,) = await talk.rows()
    await talk.press(talk.last, f"d1:ev:{row.id}", place="@2", is_vouched=True)
    assert isinstance(talk.last.answer, DigestAnswer)
    assert talk.last.answer.evidence
    await talk.press(talk.last, f"d1:tr:{row.id}:zh", place="@3", is_vouched=True)
    assert isinstance(talk.last.answer, DigestAnswer)
    assert talk.last.answer.digest.language == "zh"


async def test_who_is_vouched_for_may_press_below_a_message_whose_row_is_elsewhere(
    talk: Talk,
) -> None:
    await talk.say(URL, ROOM)
    (row,) = await talk.rows()
    elsewhere = replace(talk.last, id="another")
    assert (await talk.press(elsewhere, f"d1:cx:{row.id}")).key == "toast.expired"
    pressed = await talk.press(elsewhere, f"d1:cx:{row.id}", is_vouched=True)
    assert pressed.key == "toast.nothing"


async def test_long_work_says_so_in_the_place_that_waits(talk: Talk) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    await talk.say(f"/digest {URL}", ROOM, settle=False, places=("@1",))
    await talk.pass_time(11)
    assert isinstance(talk.last.answer, NoticeAnswer)
    assert talk.last.answer.actions == (Action.CANCEL,)
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert [post.id for post in talk.said] == [talk.poster.became["@1"]]
    assert len(talk.digests) == 1


async def test_a_platform_takes_up_what_is_owed_on_it_alone(talk: Talk) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    await talk.say(f"/digest {URL}", ROOM, settle=False)
    await asyncio.sleep(0.05)
    await talk.desk.stop(0)
    await talk.background.finish(0)
    talk.world.fetcher.gate.set()
    talk.restart()
    await talk.desk.resume("telegram")
    await talk.settle()
    assert talk.said == []
    await talk.desk.resume("discord")
    await talk.settle()
    assert len(talk.digests) == 1


async def test_where_nobody_said_a_language_our_words_follow_the_digest(talk: Talk) -> None:
    await talk.say(f"/digest {URL} zh", ROOM, replace(ALICE, language=""))
    assert talk.last.placing.ui == "zh"
    await talk.say("/help", ROOM, replace(ALICE, language=""))
    assert talk.last.placing.ui == "en"


async def test_an_aside_whose_time_is_over_brings_no_message_about_rights(talk: Talk) -> None:
    await talk.say("/help", Chat("discord", "2", ChatKind.PRIVATE), BOB)
    talk.poster.run_out = {"@1", "@2"}
    talk.poster.faults = [None, ChatClosedError("over"), None, ChatClosedError("over")]
    for number in (1, 2):
        chat = replace(ASIDE, id=f"4{number}")
        await talk.say("/privacy", chat, BOB, message=f"i{number}", places=(f"@{number}",))
    assert "chat.no_rights" not in talk.notices


@pytest.mark.parametrize(
    "talk",
    [{"allow_users": frozenset({"discord:5"}), "owners": frozenset({"discord:5"})}],
    indirect=True,
)
async def test_the_owner_is_asked_once_a_day_also_from_outside_of_our_chats(talk: Talk) -> None:
    for number in range(5):
        aside = Chat("discord", f"70{number}", ChatKind.ASIDE)
        await talk.say(f"/digest {URL}", aside, BOB, message=f"i{number}", places=(f"@{number}",))
        (row,) = [row for row in await talk.rows() if row.message == f"i{number}"]
        await talk.press(talk.last, f"d1:ow:{row.id}", BOB, is_vouched=True)
    assert len([post for post in talk.said if post.chat.id == "5"]) == 1


async def test_a_row_that_was_given_up_does_not_keep_what_its_reply_is_reached_by(
    talk: Talk,
) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    await talk.say(f"/digest {URL}", ASIDE, settle=False, places=("@secret",))
    await talk.pass_time(11)
    (row,) = await talk.rows()
    await talk.press(talk.last, f"d1:cx:{row.id}", place="@2", is_vouched=True)
    (row,) = await talk.rows()
    assert (row.state, row.placeholder) == (State.CANCELLED, "")
    assert talk.notices == ["chat.cancelled"]
