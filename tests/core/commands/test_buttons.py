from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

import pytest

from bot.core.answers import DigestAnswer, NoticeAnswer, SettingsAnswer
from bot.core.chats import Chat, ChatKind, Person
from bot.core.delivery.row import State
from tests.fakes.talk import ALICE, BOB, GROUP, LONG, PRIVATE, URL, Talk

CAROL = Person("3", "en")


def is_digest(answer: object) -> TypeGuard[DigestAnswer]:
    return isinstance(answer, DigestAnswer)


async def posted(talk: Talk, chat: Chat = GROUP) -> str:
    await talk.say(f"/digest {URL}", chat=chat)
    return (await talk.rows())[-1].id


async def test_again_makes_the_digest_anew_in_its_place(talk: Talk) -> None:
    row = await posted(talk)
    talk.serve(URL, LONG + " And the next day it fell.")
    assert (await talk.press(talk.last, f"d1:re:{row}")).key == "toast.again"
    (post,) = talk.said
    assert post.edits == 1
    assert talk.world.work == (2, 2)


async def test_again_works_twice_and_no_more(talk: Talk) -> None:
    row = await posted(talk)
    toasts = [(await talk.press(talk.last, f"d1:re:{row}")).key for _ in range(3)]
    assert toasts == ["toast.again", "toast.again", "toast.again_limit"]


async def test_again_leaves_the_digest_where_the_page_has_gone(talk: Talk) -> None:
    row = await posted(talk)
    before = talk.last.answer
    assert is_digest(before)
    talk.serve(URL, "refuse deleted")
    await talk.press(talk.last, f"d1:re:{row}")
    assert talk.last.answer == replace(before, trouble="kept")
    assert (await talk.rows())[0].state is State.POSTED


@pytest.mark.parametrize("op", ["re", "rm", "ry", "cx", "cl"])
async def test_what_changes_a_message_is_for_who_asked_and_for_admins(talk: Talk, op: str) -> None:
    row = await posted(talk)
    assert (await talk.press(talk.last, f"d1:{op}:{row}", by=BOB)).key == "toast.not_yours"
    assert len(talk.said) == 1


async def test_a_digest_is_deleted_by_who_asked(talk: Talk) -> None:
    row = await posted(talk)
    assert (await talk.press(talk.last, f"d1:rm:{row}")).key == "toast.deleted"
    assert talk.said == []
    assert (await talk.rows())[0].state is State.DELETED


async def test_a_digest_is_deleted_by_an_admin(talk: Talk) -> None:
    talk.poster.admins.add("3")
    row = await posted(talk)
    assert (await talk.press(talk.last, f"d1:rm:{row}", by=CAROL)).key == "toast.deleted"


async def test_after_a_deletion_the_link_may_be_digested_again(talk: Talk) -> None:
    row = await posted(talk)
    await talk.press(talk.last, f"d1:rm:{row}")
    await talk.say(f"/digest {URL}")
    assert len(talk.digests) == 1


async def test_the_other_language_comes_in_place_in_a_private_chat(talk: Talk) -> None:
    row = await posted(talk, PRIVATE)
    await talk.press(talk.last, f"d1:tr:{row}:zh")
    (post,) = talk.said
    assert isinstance(post.answer, DigestAnswer)
    assert post.answer.digest.language == "zh"


async def test_evidence_comes_and_goes_in_place(talk: Talk) -> None:
    row = await posted(talk, PRIVATE)
    shown = []
    for op in ("ev", "bk"):
        toast = await talk.press(talk.last, f"d1:{op}:{row}")
        assert not toast.key
        assert not any(is_digest(row.answer) and row.answer.evidence for row in await talk.rows())
        shown += [post.answer.evidence for post in talk.said if is_digest(post.answer)]
    assert shown == [True, False]
    assert talk.world.work == (1, 1)


@pytest.mark.parametrize(
    "data", ["", "x", "d1:re", "d1:zz:abc", "d2:re:abc", "d1:re:nothere", "s1:x", "d1:re:../x"]
)
async def test_a_button_nobody_knows_has_expired(talk: Talk, data: str) -> None:
    await posted(talk)
    assert (await talk.press(talk.last, data)).key == "toast.expired"


async def test_a_button_works_in_its_own_chat_alone(talk: Talk) -> None:
    row = await posted(talk)
    await talk.say("/help", chat=PRIVATE)
    assert (await talk.press(talk.last, f"d1:rm:{row}")).key == "toast.expired"


async def test_an_admin_changes_settings_by_button_and_sees_them(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.say("/settings")
    assert (await talk.press(talk.last, "s1:mode:ask:-100")).key == "toast.saved"
    panel = talk.last.answer
    assert isinstance(panel, SettingsAnswer)
    assert (panel.rows[0].value, panel.rows[0].is_own) == ("ask", True)
    assert (await talk.front.rooms.preferences(GROUP)).mode == "ask"


async def test_others_see_settings_and_cannot_change_them(talk: Talk) -> None:
    await talk.say("/settings", by=BOB)
    assert isinstance(talk.last.answer, SettingsAnswer)
    assert not talk.last.answer.may_change
    assert (await talk.press(talk.last, "s1:mode:off:-100", by=BOB)).key == "toast.not_admin"
    await talk.say("/settings mode off", by=BOB)
    assert talk.notices == ["chat.not_admin"]
    assert (await talk.front.rooms.preferences(GROUP)).mode == "auto"


async def test_nobody_changes_another_chat_from_their_own(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "mode", "auto")
    await talk.say("/settings", chat=PRIVATE)
    assert (await talk.press(talk.last, "s1:mode:off:-100")).key == "toast.expired"
    await talk.say("/start set_-100", chat=PRIVATE)
    assert talk.notices == ["chat.not_admin"]


async def test_an_admin_may_open_the_panel_in_private(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.front.rooms.set(GROUP, "mode", "ask")
    await talk.say("/start set_-100", chat=PRIVATE)
    panel = talk.last.answer
    assert isinstance(panel, SettingsAnswer)
    assert panel.chat == "-100"
    await talk.press(talk.last, "s1:mode:react:-100")
    assert (await talk.front.rooms.preferences(GROUP)).mode == "react"


@pytest.mark.parametrize("data", ["s1:mode:loud:-100", "s1:nothing:on:-100", "s1:deny:x:-100"])
async def test_a_value_that_is_none_is_not_set(talk: Talk, data: str) -> None:
    talk.poster.admins.add("1")
    await talk.say("/settings")
    assert (await talk.press(talk.last, data)).key == "toast.expired"


async def test_close_takes_the_panel_away(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.say("/settings")
    assert (await talk.press(talk.last, "s1:close::-100")).key == "toast.closed"
    assert talk.said == []


@pytest.mark.parametrize(
    "talk",
    [{"owners": frozenset({"telegram:9"}), "allow_chats": frozenset({"telegram:1"})}],
    indirect=True,
)
async def test_a_chat_that_may_not_use_us_can_ask_the_owner(talk: Talk) -> None:
    await talk.say("/digest", by=BOB)
    row = (await talk.rows())[-1].id
    for _ in range(2):
        await talk.press(talk.said[0], f"d1:ow:{row}", by=BOB)
    (request,) = talk.said[1:]
    assert request.chat == Chat("telegram", "9", ChatKind.PRIVATE)
    owner = Person("9", "en")
    await talk.say("/owner allow -100", chat=request.chat, by=owner)
    await talk.say(f"/digest {URL}", by=BOB)
    assert len(talk.digests) == 1


async def test_forgetting_a_chat_asks_once_more(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await posted(talk)
    await talk.say("/forget chat")
    assert talk.notices == ["chat.forget_confirm"]
    row = (await talk.rows())[-1].id
    await talk.press(talk.last, f"d1:fc:{row}", by=BOB)
    assert len(await talk.rows()) == 2
    await talk.press(talk.last, f"d1:fc:{row}", by=ALICE)
    assert isinstance(talk.last.answer, NoticeAnswer)
    assert talk.last.answer.lines[0].fields == {"n": 1}
    assert await talk.rows() == []


@pytest.mark.parametrize("talk", [{"chat_per_day": 1}], indirect=True)
async def test_what_costs_money_costs_it_by_button_too(talk: Talk) -> None:
    row = await posted(talk, PRIVATE)
    toast = await talk.press(talk.last, f"d1:tr:{row}:zh")
    assert (toast.key, toast.is_alert) == ("chat.limit_chat_day_n", True)
    assert talk.world.work == (1, 1)
