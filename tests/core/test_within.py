"""Chats within chats: settings, access, budgets and figures of a server and its channels."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.answers import DigestAnswer, NoticeAnswer, SettingsAnswer
from bot.core.chats import Chat, ChatKind, Person, Written
from tests.fakes.talk import ASIDE, BOB, LONG, ROOM, SERVER, THREAD, URL, Talk

BOSS = Person("9", "en")
OTHER = "https://example.com/other"
ELSEWHERE = replace(ROOM, id="21")


async def test_what_a_server_sets_holds_in_its_channels_and_their_threads(talk: Talk) -> None:
    await talk.front.rooms.set(SERVER, "language", "zh")
    for chat in (ROOM, THREAD, ASIDE):
        assert (await talk.front.rooms.preferences(chat)).language == "zh"
    await talk.front.rooms.set(ROOM, "language", "en")
    assert (await talk.front.rooms.preferences(ROOM)).language == "en"
    assert (await talk.front.rooms.preferences(THREAD)).language == "en"
    assert (await talk.front.rooms.preferences(ELSEWHERE)).language == "zh"


async def test_the_panel_says_where_a_value_comes_from(talk: Talk) -> None:
    await talk.front.rooms.set(SERVER, "mode", "ask")
    await talk.front.rooms.set(ROOM, "style", "full")
    rows = {row.name: row for row in (await talk.front.rooms.preferences(ROOM)).rows("discord")}
    assert (rows["mode"].is_own, rows["mode"].is_around) == (False, True)
    assert (rows["style"].is_own, rows["style"].is_around) == (True, False)
    assert (rows["notify"].is_own, rows["notify"].is_around) == (False, False)


async def test_each_platform_shows_the_settings_that_mean_something_there(talk: Talk) -> None:
    preferences = await talk.front.rooms.preferences(ROOM)
    assert "thread" in {row.name for row in preferences.rows("discord")}
    assert "preview" not in {row.name for row in preferences.rows("discord")}
    assert "thread" not in {row.name for row in preferences.rows("telegram")}


async def test_a_thread_and_an_aside_have_room_for_everything(talk: Talk) -> None:
    styles = [
        (await talk.front.rooms.preferences(chat)).style for chat in (ROOM, THREAD, ASIDE, SERVER)
    ]
    assert styles == ["compact", "full", "full", "compact"]
    await talk.front.rooms.set(SERVER, "style", "compact")
    assert (await talk.front.rooms.preferences(THREAD)).style == "compact"
    assert (await talk.front.rooms.preferences(ASIDE)).style == "full"


@pytest.mark.parametrize("talk", [{"allow_chats": frozenset({"discord:10"})}], indirect=True)
async def test_who_lets_a_server_in_lets_in_its_channels(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", THREAD)
    assert isinstance(talk.last.answer, DigestAnswer)
    abroad = Chat("discord", "50", ChatKind.GROUP, within=("11",))
    await talk.say(f"/digest {URL}", abroad)
    assert talk.notices == ["chat.not_allowed"]


async def test_a_server_that_the_owner_has_blocked_is_blocked_everywhere(talk: Talk) -> None:
    await talk.front.rooms.admit(SERVER, is_allowed=False)
    await talk.say(URL, ROOM)
    await talk.say(f"/digest {URL}", THREAD)
    assert talk.notices == ["chat.not_allowed"]


@pytest.mark.parametrize("talk", [{"chat_per_day": 1}], indirect=True)
async def test_a_budget_of_a_chat_is_its_whole_servers(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}", ROOM)
    await talk.say(f"/digest {OTHER}", ELSEWHERE)
    assert talk.limits == ["chat.limit_chat_day_n"]
    await talk.say(f"/digest {OTHER}", ASIDE, by=BOB)
    assert talk.limits == ["chat.limit_chat_day_n"] * 2


async def test_what_one_person_sees_is_no_pointer_for_the_others(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", ASIDE, places=("@1",))
    await talk.say(URL, ROOM)
    assert [isinstance(post.answer, DigestAnswer) for post in talk.said] == [True, True]


async def test_no_row_is_kept_of_what_is_one_message(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", ASIDE, places=("@1",))
    assert await talk.ledger.chats("discord") == []
    await talk.front.rooms.close(ASIDE)
    assert await talk.ledger.chats("discord") == []


async def test_settings_asked_for_aside_are_the_channels_or_the_servers(talk: Talk) -> None:
    talk.poster.admins = {"9"}
    await talk.say("/settings", ASIDE, BOSS, places=("@1",))
    panel = talk.last.answer
    assert isinstance(panel, SettingsAnswer)
    assert (panel.chat, panel.may_change) == ("20", True)
    await talk.say("/settings @10", replace(ASIDE, id="41"), BOSS, places=("@2",))
    panel = talk.last.answer
    assert isinstance(panel, SettingsAnswer)
    assert panel.chat == "10"
    await talk.press(talk.last, "s1:mode:off:10", BOSS, place="@3", is_vouched=True)
    assert (await talk.front.rooms.preferences(ROOM)).mode == "off"
    await talk.say("/settings @10 mode auto", replace(ASIDE, id="42"), BOSS, places=("@4",))
    assert (await talk.front.rooms.preferences(ROOM)).mode == "auto"


async def test_nobody_sets_what_they_do_not_manage(talk: Talk) -> None:
    for words in ("@10", "@10 mode off", "mode off", "@999 mode off"):
        await talk.say(f"/settings {words}", replace(ASIDE, id=f"4{len(words)}"), places=("@1",))
    assert talk.notices[-1] == "chat.not_admin"
    assert (await talk.front.rooms.preferences(ROOM)).mode == "auto"


async def test_figures_and_forgetting_are_about_all_that_is_within(talk: Talk) -> None:
    talk.poster.admins = {"9"}
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}", THREAD)
    await talk.say(f"/digest {OTHER}", ELSEWHERE)
    await talk.say("/stats", ASIDE, BOSS, places=("@1",))
    assert isinstance(talk.last.answer, NoticeAnswer)
    assert talk.last.answer.lines[1].fields == {"n": 1}, "the thread is within the channel"
    await talk.say("/forget server", replace(ASIDE, id="41"), BOSS, places=("@2",))
    row = (await talk.rows())[-1]
    await talk.press(talk.last, f"d1:fc:{row.id}", BOSS, place="@3", is_vouched=True)
    keys = [each.ask.key for each in await talk.rows() if each.ask.key]
    assert keys == []


async def test_a_link_is_forgotten_in_the_channel_that_an_aside_is_in(talk: Talk) -> None:
    await talk.say(URL, ROOM)
    await talk.say(f"/forget {URL}", ASIDE, places=("@1",))
    assert talk.notices == ["chat.forgot_url"]
    assert not [row for row in await talk.rows() if row.ask.key]


async def test_whoever_keeps_order_may_take_away_but_not_set(talk: Talk) -> None:
    talk.poster.moderators = {"2"}
    await talk.say(URL, ROOM)
    (row,) = await talk.rows()
    await talk.say("/settings mode off", replace(ASIDE, id="41"), BOB, places=("@1",))
    assert talk.notices == ["chat.not_admin"]
    toast = await talk.press(talk.digests[0], f"d1:rm:{row.id}", BOB)
    assert toast.key == "toast.deleted"
    assert not talk.digests


async def test_one_person_cannot_ask_for_more_aside_than_can_be_answered_soon(talk: Talk) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    for number in range(22):
        chat = replace(ASIDE, id=str(100 + number))
        words, place = f"/digest https://example.com/{number}", f"@{number}"
        await talk.say(words, chat, settle=False, places=(place,))
    await talk.pass_time(1)
    assert talk.notices == ["chat.busy"] * 2
    await talk.say(f"/digest {URL}", replace(ASIDE, id="99"), BOB, settle=False, places=("@b",))
    await talk.pass_time(1)
    assert talk.notices == ["chat.busy"] * 2


async def test_nobody_removes_what_others_asked_for_in_threads_or_aside(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", THREAD)
    await talk.say(f"/digest {URL}", ASIDE, places=("@1",))
    await talk.say(f"/forget {URL}", replace(ASIDE, id="41"), Person("66"), places=("@2",))
    assert sum(row.is_digest for row in await talk.rows()) == 2
    await talk.say(f"/forget {URL}", replace(ASIDE, id="42"), places=("@3",))
    assert talk.notices[-1] == "chat.forgot_url"
    assert sum(row.is_digest for row in await talk.rows()) == 0


async def test_the_panel_of_a_thread_seen_aside_shows_what_is_in_force_there(talk: Talk) -> None:
    talk.poster.admins = {"9"}
    aside = replace(ASIDE, within=("30", "20", "10"))
    await talk.say("/settings", aside, BOSS, places=("@1",))
    assert isinstance(talk.last.answer, SettingsAnswer)
    assert {row.name: row.value for row in talk.last.answer.rows}["style"] == "full"
    await talk.say("/settings notify on", replace(aside, id="41"), BOSS, places=("@2",))
    assert (await talk.front.rooms.preferences(THREAD)).style == "full"


async def test_what_people_ask_for_aside_leaves_turns_for_all_others(talk: Talk) -> None:
    talk.world.fetcher.gate = asyncio.Event()
    for number in range(talk.desk.links_at_once):
        url = f"https://example.com/{number}"
        chat, person = replace(ASIDE, id=f"9{number}"), (BOB, BOSS)[number % 2]
        await talk.say(f"/digest {url}", chat, person, settle=False, places=(f"@{number}",))
    await talk.say(f"/digest {URL}", ROOM, settle=False)
    await talk.pass_time(1)
    assert URL in talk.world.fetcher.fetched


async def test_what_the_owner_said_of_a_person_holds_everywhere(talk: Talk) -> None:
    await talk.front.rooms.admit(Chat("discord", "2", ChatKind.PRIVATE), is_allowed=False)
    await talk.say(f"/digest {URL}", ROOM, BOB)
    await talk.say(URL, ROOM, BOB)
    assert talk.notices == ["chat.not_allowed"]
    await talk.say(f"/digest {URL}", ROOM)
    assert len(talk.digests) == 1


@pytest.mark.parametrize("talk", [{"owners": frozenset({"discord:5"})}], indirect=True)
async def test_the_owner_is_asked_for_what_they_have_shut_out(talk: Talk) -> None:
    await talk.front.rooms.admit(ROOM, is_allowed=False)
    await talk.say(f"/digest {URL}", ROOM, BOB)
    (row,) = await talk.rows()
    await talk.press(talk.last, f"d1:ow:{row.id}", BOB)
    (request,) = [post for post in talk.said if post.chat.id == "5"]
    assert isinstance(request.answer, NoticeAnswer)
    assert request.answer.lines[0].fields["chat"] == ROOM.id


async def test_a_reaction_of_who_may_not_ask_leaves_it_to_who_may(talk: Talk) -> None:
    talk.poster.admins = {"9"}
    for name, value in (("mode", "react"), ("who", "admins")):
        await talk.front.rooms.set(ROOM, name, value)
    message = await talk.say(URL, ROOM)
    await talk.front.react(ROOM, message, BOB)
    await talk.settle()
    assert talk.said == []
    await talk.front.react(ROOM, message, BOSS)
    await talk.settle()
    assert len(talk.digests) == 1


async def test_a_person_sets_in_private_only_what_means_something_there(talk: Talk) -> None:
    private = Chat("discord", "1", ChatKind.PRIVATE)
    await talk.say("/settings mode off", private)
    await talk.say("/settings style short", private)
    assert talk.notices == ["chat.setting_unknown", "chat.setting_done"]
    assert (await talk.front.rooms.preferences(private)).style == "compact"


async def test_a_message_that_we_cannot_read_is_said_to_be_one(talk: Talk) -> None:
    await talk.say("/digest", ROOM, replied=Written("m0", "", author=BOB))
    await talk.say("/digest", ROOM, replied=Written("m1", "words", author=BOB))
    assert talk.notices == ["chat.no_text", "chat.no_url"]


async def test_a_value_of_ones_own_can_be_given_back(talk: Talk) -> None:
    talk.poster.admins = {"9"}
    await talk.front.rooms.set(SERVER, "mode", "ask")
    await talk.front.rooms.set(ROOM, "mode", "off")
    await talk.say("/settings", ASIDE, BOSS, places=("@1",))
    await talk.press(talk.last, "s1:mode:default:20", BOSS, is_vouched=True)
    assert (await talk.front.rooms.preferences(ROOM)).mode == "ask"
    await talk.front.rooms.set(ROOM, "deny", "example.com")
    await talk.say("/settings deny default", replace(ASIDE, id="41"), BOSS, places=("@2",))
    assert talk.notices[-1] == "chat.setting_is"
    assert (await talk.front.rooms.preferences(ROOM)).value("deny") == ""
