"""What nobody may get round: other people's messages, other chats' settings, budgets, blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.answers import DigestAnswer, NoticeAnswer
from bot.core.chats import Chat, ChatKind, Person, Way
from bot.core.commands.buttons import Press
from bot.core.delivery.row import State
from tests.fakes.talk import ALICE, BOB, CHANNEL, GROUP, LONG, PRIVATE, SHORT, URL, Talk

if TYPE_CHECKING:
    from tests.fakes.poster import Posted

OTHER = "https://example.com/other"


async def last_row(talk: Talk) -> str:
    return (await talk.rows())[-1].id


async def test_a_stranger_does_not_get_at_the_settings_of_a_channel(talk: Talk) -> None:
    await talk.front.rooms.set(CHANNEL, "mode", "auto")
    await talk.say(f"/start set_{CHANNEL.id}", chat=PRIVATE)
    assert talk.notices == ["chat.not_admin"]
    await talk.say("/settings", chat=CHANNEL, by=Person(None))
    toast = await talk.press(talk.last, f"s1:mode:off:{CHANNEL.id}", by=BOB)
    assert toast.key == "toast.not_admin"


@pytest.mark.parametrize("op", ["rm", "cl", "re", "ry"])
async def test_data_of_ones_own_digest_does_nothing_below_anothers(talk: Talk, op: str) -> None:
    await talk.say(f"/digest {URL}", by=BOB)
    theirs = talk.last
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {OTHER}")
    mine = await last_row(talk)
    assert (await talk.press(theirs, f"d1:{op}:{mine}")).key == "toast.expired"
    assert len(talk.digests) == 2


async def test_the_panels_data_does_nothing_below_another_message(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", by=BOB)
    for data in ("s1:close::1", "s1:mode:off:1", "s1:close::-100"):
        assert (await talk.press(talk.last, data)).key == "toast.expired"
    assert len(talk.digests) == 1


async def test_a_digest_is_no_refusal_that_could_be_retried(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    row = await last_row(talk)
    toasts = [(await talk.press(talk.last, f"d1:ry:{row}")).key for _ in range(3)]
    assert toasts == ["toast.again_limit"] * 3
    assert talk.world.work == (1, 1)


async def test_a_page_that_stays_away_is_asked_for_so_often_and_no_more(talk: Talk) -> None:
    talk.serve(URL, "refuse wechat_check")
    await talk.say(f"/digest {URL}")
    row = await last_row(talk)
    for _ in range(9):
        await talk.press(talk.last, f"d1:ry:{row}")
    assert len(talk.world.fetcher.fetched) == 6


@pytest.mark.parametrize("talk", [{"user_per_day": 1, "per_day": 3}], indirect=True)
async def test_who_is_forgotten_keeps_what_they_have_used_up(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    await talk.say("/forget me")
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {OTHER}")
    assert talk.limits == ["chat.limit_user_day_n"]


@pytest.mark.parametrize("talk", [{"per_day": 2}], indirect=True)
async def test_making_anew_gives_no_budget_back(talk: Talk) -> None:
    for number in range(2):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(f"/digest {url}")
        await talk.press(talk.last, f"d1:re:{await last_row(talk)}")
    await talk.say(f"/digest {URL}", by=BOB)
    assert talk.limits == ["chat.limit_all_day_n"]


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_what_is_known_is_free_when_all_is_spent(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", chat=PRIVATE)
    await talk.say(f"/digest {URL}")
    assert len(talk.digests) == 2
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {OTHER}")
    assert talk.limits == ["chat.limit_all_day_n"]


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_reactions_pay_as_well(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "mode", "react")
    messages = []
    for number in range(3):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        messages.append(await talk.say(url))
        await talk.front.react(GROUP, messages[-1], BOB)
        await talk.settle()
    assert (talk.by_model, talk.limits) == (1, ["chat.limit_all_day_n"] * 2)


async def test_edits_keep_to_the_pace(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "chat_limit", "2")
    message = await talk.say(URL)
    for number in range(4):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(url, message=message, way=Way.EDITED)
    assert talk.world.work[1] == 2


async def test_digests_that_were_known_keep_to_the_pace(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "chat_limit", "2")
    for number in range(4):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(url, chat=PRIVATE)
        await talk.say(url)
    assert len([post for post in talk.digests if post.chat == GROUP]) == 2


async def test_a_guest_calls_at_a_pace(talk: Talk) -> None:
    for number in range(5):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        chat = Chat("telegram", f"inline-{number}", ChatKind.GUEST)
        await talk.say(f"/mention {url}", chat=chat, way=Way.GUEST)
    assert len(talk.digests) == 3
    assert talk.notices == ["chat.busy", "chat.busy"]


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
async def test_a_block_outlives_forgetting_and_holds_for_buttons(talk: Talk) -> None:
    await talk.say(URL, chat=PRIVATE)
    row, post = await last_row(talk), talk.last
    await talk.say("/owner block 1", chat=Chat("telegram", "9", ChatKind.PRIVATE), by=Person("9"))
    assert (await talk.press(post, f"d1:re:{row}")).key == "chat.not_allowed"
    await talk.say("/forget me")
    await talk.say(OTHER, chat=PRIVATE)
    assert talk.notices[-1] == "chat.not_allowed"


@pytest.mark.parametrize("command", ["optout", "optin", "forget me"])
@pytest.mark.parametrize(
    ("chat", "by"), [(CHANNEL, Person(None)), (GROUP, Person(GROUP.id, is_admin=True))]
)
async def test_what_is_about_a_person_needs_one(
    talk: Talk, command: str, chat: Chat, by: Person
) -> None:
    await talk.say(URL, by=BOB)
    await talk.say(f"/{command}", chat=chat, by=by)
    assert talk.notices == ["chat.only_people"]
    assert len([row for row in await talk.rows() if row.is_digest]) == 1


async def test_forgetting_reaches_what_is_just_being_made(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    await talk.say(URL, chat=PRIVATE, settle=False)
    await talk.say(f"/digest {URL}", settle=False)
    await talk.settle(0.1)
    await talk.say("/forget me", chat=PRIVATE, settle=False)
    await talk.settle(0.2)
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert [post.chat for post in talk.digests] == [GROUP]
    assert [(row.asker, row.poster) for row in await talk.rows()] == [("", "")]


async def test_words_do_not_bury_digests(talk: Talk) -> None:
    for _ in range(60):
        await talk.say("hello", chat=PRIVATE, settle=False)
        await talk.say("/help", settle=False)
    await talk.say(f"/digest {URL}", settle=False)
    await talk.say(URL, chat=PRIVATE)
    assert len(talk.digests) == 2
    assert len([post for post in talk.said if post.chat == PRIVATE]) == 2
    assert len([post for post in talk.said if post.chat == GROUP]) <= 61


async def test_one_chats_slow_sites_hold_up_no_other(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    for number in range(50):
        await talk.say(f"https://example.com/{number}", chat=PRIVATE, settle=False)
    await talk.settle(0.2)
    await talk.say(f"/digest {URL}", settle=False)
    await talk.pass_time(11)
    assert "chat.reading" in [key for key in talk.notices if key == "chat.reading"]
    assert URL in talk.world.fetcher.fetched
    talk.world.fetcher.gate.set()


async def test_settings_sent_together_are_all_kept(talk: Talk) -> None:
    talk.poster.admins.add("1")
    for text in ("mode ask", "style full", "notify on", "who admins"):
        await talk.say(f"/settings {text}", settle=False)
    await talk.settle()
    room = await talk.ledger.chat("telegram", GROUP.id)
    assert room is not None
    assert room.own == {"mode": "ask", "style": "full", "notify": "on", "who": "admins"}


async def test_a_digest_deleted_while_it_is_made_anew_does_not_come_back(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    row, post = await last_row(talk), talk.last
    talk.world.fetcher.gate.clear()
    await talk.front.press(_press(post, f"d1:re:{row}"))
    await talk.settle(0.1)
    await talk.front.press(_press(post, f"d1:rm:{row}"))
    talk.world.fetcher.gate.set()
    await talk.settle()
    assert talk.said == []
    assert [each.state for each in await talk.rows()] == [State.DELETED]


async def test_a_digest_stands_while_it_is_made_anew_however_long(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    before = talk.last.answer
    talk.world.fetcher.gate.clear()
    await talk.front.press(_press(talk.last, f"d1:re:{await last_row(talk)}"))
    await talk.pass_time(60)
    assert talk.last.answer == before
    talk.world.fetcher.gate.set()


async def test_a_typo_mended_while_we_work_brings_one_digest(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    message = await talk.say(URL, settle=False)
    await talk.settle(0.05)
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(OTHER, message=message, way=Way.EDITED, settle=False)
    talk.world.fetcher.gate.set()
    await talk.settle()
    (post,) = talk.digests
    assert isinstance(post.answer, DigestAnswer)
    assert post.answer.digest.url == OTHER
    assert talk.poster.mark_on(message) is None


async def test_where_the_new_link_brings_nothing_the_old_digest_goes(talk: Talk) -> None:
    message = await talk.say(URL)
    talk.serve(OTHER, SHORT)
    await talk.say(OTHER, message=message, way=Way.EDITED)
    assert talk.said == []


async def test_a_group_that_became_a_supergroup_is_not_welcomed_twice(talk: Talk) -> None:
    await talk.front.joined("telegram:7", "u1", replace(GROUP, kind=ChatKind.BASIC), ALICE)
    await talk.pass_time(3)
    await talk.front.joined("telegram:7", "u2", replace(GROUP, id="-100999"), ALICE)
    await talk.front.moved(GROUP, "-100999")
    await talk.pass_time(3)
    assert talk.notices == ["chat.onboard_sees"]


async def test_where_reactions_are_not_told_to_us_the_setting_says_so(talk: Talk) -> None:
    talk.poster.admins.add("1")
    talk.poster.hears = False
    await talk.say("/settings mode react")
    assert talk.notices == ["chat.setting_done", "chat.react_needs_admin"]


async def test_a_setting_without_a_value_is_told_and_not_wiped(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.front.rooms.set(GROUP, "deny", "a.org")
    await talk.say("/settings deny")
    answer = talk.last.answer
    assert isinstance(answer, NoticeAnswer)
    assert answer.lines[0].fields["value"] == "a.org"
    assert (await talk.front.rooms.preferences(GROUP)).domains("deny") == ("a.org",)


def _press(post: Posted, data: str) -> Press:
    return Press(post.chat, post.id, "1", data, "en")
