from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.adapters.discord.poster import NONCE_LIVES
from bot.core.answers import PointerAnswer
from bot.core.chats import ChatKind
from bot.core.errors import (
    ChatClosedError,
    PlatformError,
    PostRejectedError,
    PostTargetError,
    PostUnknownError,
    PostUnsentError,
    TopicClosedError,
)
from tests.adapters.discord.answers import (
    DAILY,
    NAME,
    NOTICE,
    OTHER,
    PANEL,
    aside,
    digest,
    group,
    guest,
    placing,
    private,
    server_chat,
    thread,
)

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Place

SILENT = 1 << 12
COMPONENTS = 1 << 15


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


def sent(place: Place) -> list[dict[str, Any]]:
    return [entry.json for entry in place.asked("POST", "/messages") if entry.json]


async def test_a_post_is_a_silent_reply_that_pings_nobody_and_counts_once(place: Place) -> None:
    asked = await place.bob.send(place.channel, "https://example.com/river")
    posted = await place.poster.post(here(place), digest(), placing(asked.id))
    (body,) = sent(place)
    assert body["flags"] == SILENT | COMPONENTS
    assert body["nonce"].startswith(f"{NAME}-")
    assert len(body["nonce"]) <= 25
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert body["message_reference"]["message_id"] == asked.id
    assert body["message_reference"]["fail_if_not_exists"] is False
    shown = place.channel.last_message
    assert shown is not None
    assert str(shown.id) == posted
    assert shown.author.id == place.us


async def test_a_post_that_shall_be_heard_is_not_silent(place: Place) -> None:
    await place.poster.post(here(place), digest(), placing(silent=False))
    assert sent(place)[0]["flags"] == COMPONENTS
    assert "message_reference" not in sent(place)[0]


async def test_the_answer_to_a_command_refers_to_no_message(place: Place) -> None:
    await place.poster.post(here(place), digest(), placing("i4711"))
    assert "message_reference" not in sent(place)[0]


@pytest.mark.parametrize(
    "text", ["@everyone and @here", "<@{bob}> said", "<@&{role}> and <@!{bob}>", "<#{channel}>"]
)
async def test_no_request_that_carries_words_may_call_anybody(place: Place, text: str) -> None:
    role = place.guild.create_role("readers")
    line = text.format(bob=place.bob.id, role=role.id, channel=place.channel.id)
    chat = here(place)
    asked = await place.bob.send(place.channel, "https://example.com/river")
    posted = await place.poster.post(chat, digest(line), placing(asked.id, in_thread=True))
    await place.poster.edit(chat, posted, digest(line), placing(in_thread=True))
    await place.poster.post(private(place.bob.id), digest(line), placing(name=OTHER))
    for aside_too in (True, False):
        await place.bob.slash(place.channel, "digest", url="https://e.com", private=aside_too)
        arrived = place.front.messages[-1]
        await place.poster.edit(arrived.chat, arrived.places[0], digest(line), placing())
        await place.poster.edit(arrived.chat, arrived.places[-1], NOTICE, placing(name=OTHER))
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    await place.poster.post(chat, digest(line), placing(name=OTHER))
    bodies = place.bodies()
    assert len(bodies) >= 11
    for body in bodies:
        assert body["allowed_mentions"]["parse"] == []
        assert set(body["allowed_mentions"]) <= {"parse", "replied_user"}
        assert not body["allowed_mentions"].get("replied_user")


async def test_the_library_remembers_no_view_of_ours(place: Place) -> None:
    chat = here(place)
    posted = await place.poster.post(chat, digest(), placing(in_thread=True))
    await place.poster.edit(chat, posted, NOTICE, placing())
    await place.poster.post(private(place.bob.id), PANEL, placing(name=OTHER))
    await place.bob.slash(place.channel, "digest", url="https://e.com", private=True)
    arrived = place.front.messages[-1]
    for number in (0, 1):
        await place.poster.edit(arrived.chat, arrived.places[number], digest(), placing())
    store = place.client._connection._view_store
    assert not store._views
    assert not store._synced_message_views


async def test_an_edit_takes_the_place_of_what_stood_there(place: Place) -> None:
    posted = await place.poster.post(here(place), NOTICE, placing())
    for line in ("It rose.", "It rose."):
        assert await place.poster.edit(here(place), posted, digest(line), placing()) == posted
    (shown,) = place.channel.history()
    assert "It rose." in str([each.to_dict() for each in shown.components])


async def test_what_is_gone_cannot_be_edited(place: Place) -> None:
    with pytest.raises(PostTargetError):
        await place.poster.edit(here(place), "4711", NOTICE, placing())


async def test_what_is_gone_need_not_be_deleted(place: Place) -> None:
    posted = await place.poster.post(here(place), NOTICE, placing())
    for _ in range(2):
        await place.poster.delete(here(place), posted)
    assert place.channel.history() == []


async def test_what_is_not_ours_is_not_deleted_in_silence(place: Place) -> None:
    theirs = await place.bob.send(place.channel, "hello")
    place.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)
    with pytest.raises(ChatClosedError):
        await place.poster.delete(here(place), str(theirs.id))


async def test_a_message_whose_sending_nobody_answered_is_found(place: Place) -> None:
    posted = await place.poster.post(here(place), digest(), placing())
    await place.poster.post(here(place), NOTICE, placing(name=OTHER))
    await place.bob.send(place.channel, "thanks")
    found = await place.poster.find(here(place), digest(), placing(), frozenset())
    assert found == posted


async def test_a_message_in_the_older_form_is_found_by_its_buttons(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    posted = await place.poster.post(here(place), digest(), placing())
    found = await place.poster.find(here(place), digest(), placing(), frozenset())
    assert found == posted


async def test_a_daily_post_whose_sending_nobody_answered_is_found(place: Place) -> None:
    (part,) = place.poster.split(here(place), DAILY)
    posted = await place.poster.post(here(place), part, placing())
    (body,) = sent(place)
    assert "Daily digest · Sunday, Nov 22 · 3 stories" in str(body["components"])
    assert body["nonce"].startswith(f"{NAME}-")
    assert await place.poster.find(here(place), part, placing(), frozenset()) == posted
    other = placing(name=OTHER)
    assert await place.poster.find(here(place), part, other, frozenset()) is None


async def test_a_daily_post_that_is_sent_again_is_the_same_message(place: Place) -> None:
    (part,) = place.poster.split(here(place), DAILY)
    for _ in range(2):
        await place.poster.post(here(place), part, placing())
    assert len({body["nonce"] for body in sent(place)}) == 1


async def test_a_long_daily_post_takes_two_messages_that_differ(place: Place) -> None:
    long = replace(DAILY, items=DAILY.items * 12, total=36)
    parts = place.poster.split(here(place), long)
    assert [len(part.items) for part in parts] == [15, 15]
    for part in parts:
        await place.poster.post(here(place), part, placing())
    assert len({body["nonce"] for body in sent(place)}) == 2
    assert "(2/2)" in str(sent(place)[1])


async def test_a_daily_post_whose_layout_is_refused_goes_as_an_embed_with_its_menu(
    place: Place,
) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    await place.poster.post(here(place), DAILY, placing())
    shown = place.channel.last_message
    assert shown is not None
    assert "A county library" in str(shown.embeds[0].description)
    assert "d1:dg" in str([each.to_dict() for each in shown.components])


async def test_what_never_arrived_is_surely_not_there(place: Place) -> None:
    await place.poster.post(here(place), digest(), placing(name=OTHER))
    assert await place.poster.find(here(place), digest(), placing(), frozenset()) is None


async def test_what_was_said_aside_or_as_a_guest_is_not_looked_for(place: Place) -> None:
    for chat in (aside(4711), guest(4711)):
        assert await place.poster.find(chat, digest(), placing(), frozenset()) is None
    assert place.asked("GET", "/messages") == []


async def test_where_nothing_may_be_read_a_message_is_sent_again_as_the_same(
    place: Place,
) -> None:
    place.env.inject_error("GET", "/channels/*/messages", status=403, code=50001)
    assert await place.poster.find(here(place), digest(), placing(), frozenset()) is None


async def test_later_it_cannot_be_told_what_arrived_where_nothing_may_be_read(
    place: Place,
) -> None:
    place.host.clock.advance(NONCE_LIVES + 1)
    place.env.inject_error("GET", "/channels/*/messages", status=403, code=50001)
    with pytest.raises(PostUnknownError) as fault:
        await place.poster.find(here(place), digest(), placing(), frozenset())
    assert fault.value.is_final


async def test_where_discord_does_not_answer_looking_again_may_help(place: Place) -> None:
    place.env.inject_error("GET", "/channels/*/messages", status=503)
    with pytest.raises(PostUnsentError):
        await place.poster.find(here(place), digest(), placing(), frozenset())


async def test_among_too_much_talk_it_cannot_be_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.traces.MOST", 3)
    for _ in range(3):
        await place.bob.send(place.channel, "talk")
    place.host.clock.advance(NONCE_LIVES + 1)
    with pytest.raises(PostUnknownError) as fault:
        await place.poster.find(here(place), digest(), placing(), frozenset())
    assert fault.value.is_final


async def test_where_we_have_no_right_to_write_the_chat_is_closed(place: Place) -> None:
    deny: Any = {place.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    quiet = place.guild.create_text_channel("quiet", overwrites=deny)
    with pytest.raises(ChatClosedError):
        await place.poster.post(group(quiet.id, place.guild.id), digest(), placing())


async def test_a_channel_that_is_gone_is_closed(place: Place) -> None:
    with pytest.raises(ChatClosedError):
        await place.poster.post(group(4711, place.guild.id), digest(), placing())


@pytest.mark.parametrize("code", [50083, 160005])
async def test_a_locked_thread_is_a_closed_topic(place: Place, code: int) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=code)
    chat = thread(place.channel.id, 4711, place.guild.id)
    with pytest.raises(TopicClosedError):
        await place.poster.post(chat, digest(), placing())


async def test_an_answer_that_needs_its_question_is_not_posted_without_it(place: Place) -> None:
    place.env.inject_error(
        "POST",
        "/channels/*/messages",
        status=400,
        code=50035,
        message="Invalid Form Body\nIn message_reference: Unknown message",
    )
    with pytest.raises(PostTargetError):
        await place.poster.post(here(place), digest(), placing(4711, must=True))
    assert sent(place)[0]["message_reference"]["fail_if_not_exists"] is True
    assert place.channel.history() == []
    assert place.poster.layout_faults == 0


async def test_an_answer_that_needs_no_question_is_posted_without_it(place: Place) -> None:
    await place.poster.post(here(place), digest(), placing(4711))
    assert len(place.channel.history()) == 1


async def test_who_may_not_read_the_history_posts_without_a_reference(place: Place) -> None:
    asked = await place.bob.send(place.channel, "https://example.com/river")
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=160002)
    await place.poster.post(here(place), digest(), placing(asked.id))
    assert ["message_reference" in body for body in sent(place)] == [True, False]
    assert "replied_user" not in sent(place)[1]["allowed_mentions"]
    assert len({body["nonce"] for body in sent(place)}) == 1


async def test_a_layout_that_is_refused_goes_as_an_embed_and_is_counted(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    posted = await place.poster.post(here(place), digest(), placing())
    assert place.poster.layout_faults == 1
    assert "a layout was refused" in caplog.text
    shown = place.channel.last_message
    assert shown is not None
    assert str(shown.id) == posted
    assert "The river rose." in str(shown.embeds[0].description)


async def test_a_layout_that_is_refused_in_an_edit_goes_as_an_embed_too(place: Place) -> None:
    posted = await place.poster.post(here(place), NOTICE, placing())
    place.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50035, times=2)
    with pytest.raises(PostRejectedError):
        await place.poster.edit(here(place), posted, digest("@everyone"), placing())
    as_embed = place.asked("PATCH", posted)[-1].json
    assert as_embed is not None
    assert as_embed["embeds"]
    assert as_embed["allowed_mentions"] == {"parse": []}


async def test_what_is_refused_in_both_forms_is_rejected(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035, times=2)
    with pytest.raises(PostRejectedError):
        await place.poster.post(here(place), digest(), placing())


async def test_what_a_server_is_told_stands_in_its_system_channel(place: Place) -> None:
    place.guild._guild.system_channel_id = place.channel.id
    await place.env.restart_bot()
    posted = await place.poster.post(server_chat(place.guild.id), NOTICE, placing())
    shown = place.channel.last_message
    assert shown is not None
    assert str(shown.id) == posted


async def test_a_server_without_a_channel_for_us_is_told_nothing(place: Place) -> None:
    for server in (place.guild.id, 4711):
        with pytest.raises(ChatClosedError):
            await place.poster.post(server_chat(server), NOTICE, placing())


async def test_a_server_that_is_down_is_not_closed(place: Place) -> None:
    place.client._connection._add_guild_from_data({"id": "4711", "unavailable": True})  # type: ignore[typeddict-item]
    with pytest.raises(PostUnsentError):
        await place.poster.post(server_chat(4711), NOTICE, placing())


async def test_a_person_is_written_to_in_direct_messages(place: Place) -> None:
    posted = await place.poster.post(private(place.bob.id), digest(), placing())
    assert place.bob.user.dm_channel.last_message is not None
    assert str(place.bob.user.dm_channel.last_message.id) == posted


async def test_who_does_not_take_direct_messages_is_closed(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    with pytest.raises(ChatClosedError):
        await place.poster.post(private(place.bob.id), digest(), placing())


async def test_a_pointer_in_direct_messages_leads_to_their_channel(place: Place) -> None:
    chat = private(place.bob.id)
    first = await place.poster.post(chat, digest(), placing())
    pointer = PointerAnswer("The river", 1_767_225_600, str(place.bob.id), first)
    await place.poster.post(chat, pointer, placing(name=OTHER))
    address = f"https://discord.com/channels/@me/{place.bob.user.dm_channel.id}/{first}"
    assert address in str(sent(place)[-1])


async def test_a_refused_token_is_the_platforms_fault(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=401)
    with pytest.raises(PlatformError):
        await place.poster.post(here(place), digest(), placing())


async def test_after_a_servers_fault_the_outcome_is_unknown(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=503)
    with pytest.raises(PostUnknownError):
        await place.poster.post(here(place), digest(), placing())


async def test_aside_or_as_a_guest_nothing_new_can_be_posted(place: Place) -> None:
    for chat in (aside(4711), guest(4711)):
        with pytest.raises(ChatClosedError):
            await place.poster.post(chat, digest(), placing())
        with pytest.raises(PostTargetError):
            await place.poster.edit(chat, "4711", digest(), placing())
        await place.poster.delete(chat, "4711")
    assert place.bodies() == []


async def test_reactions_are_heard_where_everything_is_seen(place: Place) -> None:
    expected = {here(place): True, private(1): True, aside(1): False, guest(1): False}
    for chat, sees in expected.items():
        assert await place.poster.hears_reactions(chat) is sees
        assert await place.poster.sees_everything(chat) is sees
    place.host.bot._sees_content = False
    assert not await place.poster.sees_everything(here(place))
    assert await place.poster.sees_everything(private(1))
    assert private(1).kind is ChatKind.PRIVATE
