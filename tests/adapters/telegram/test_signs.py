from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.telegram.signs import MOST_CLOSED
from bot.core.chats import Chat, ChatKind
from bot.core.ports import Mark
from tests.adapters.telegram.answers import GROUP, PRIVATE, digest, topic
from tests.fakes.telegram.world import ALICE, BOB, FORUM, READERS

if TYPE_CHECKING:
    from bot.adapters.telegram.poster import TelegramPoster
    from tests.fakes.telegram.server import TelegramServer

GUEST = Chat("telegram", "guest-1", ChatKind.GUEST)


async def test_a_mark_is_one_reaction_and_none_takes_it_back(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await telegram.say(READERS, BOB, "https://example.com/a")
    shown = []
    for mark in (Mark.SEEN, Mark.FAILED, Mark.LIMITED, None):
        await poster.mark(GROUP, str(message.id), mark)
        shown.append(list(message.reactions))
    assert shown == [["👀"], ["🤷"], ["😴"], []]


async def test_where_reactions_are_refused_typing_takes_their_place_for_good(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.world.rooms[READERS].reactions = ()
    message = await telegram.say(READERS, BOB, "https://example.com/a")
    for mark in (Mark.SEEN, Mark.SEEN, Mark.FAILED, None):
        await poster.mark(GROUP, str(message.id), mark)
    assert len(telegram.calls_of("setMessageReaction")) == 1
    assert len(telegram.calls_of("sendChatAction")) == 2


async def test_of_chats_without_reactions_only_so_many_are_remembered(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.fault(
        "setMessageReaction", times=9, status=400, description="Bad Request: REACTION_INVALID"
    )
    signs = poster._signs
    signs._closed = {str(number): None for number in range(MOST_CLOSED)}
    await poster.mark(GROUP, "1", Mark.SEEN)
    assert len(signs._closed) == MOST_CLOSED
    assert "0" not in signs._closed


async def test_a_reaction_to_a_message_that_is_gone_changes_nothing(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.mark(GROUP, "4711", Mark.SEEN)
    message = await telegram.say(READERS, BOB, "https://example.com/a")
    await poster.mark(GROUP, str(message.id), Mark.SEEN)
    assert message.reactions == ["👀"]


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500}, {"status": 403}])
async def test_signs_never_raise(
    telegram: TelegramServer, poster: TelegramPoster, fault: dict[str, int]
) -> None:
    telegram.fault("*", times=99, **fault)  # type: ignore[arg-type]
    await poster.mark(GROUP, "1", Mark.SEEN)
    await poster.mark(GROUP, "12@-55", None)
    await poster.show_typing(GROUP)
    await poster.show_draft(PRIVATE, "0mabc", digest(), "en")


async def test_typing_is_shown_in_the_topic_where_people_wait(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.show_typing(topic("7"))
    await poster.show_typing(topic("1"))
    first, second = telegram.calls_of("sendChatAction")
    assert first.params == {"chat_id": FORUM, "action": "typing", "message_thread_id": 7}
    assert second.params == {"chat_id": FORUM, "action": "typing"}


async def test_a_guest_shows_nothing_besides_its_message(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.mark(GUEST, "1", Mark.SEEN)
    await poster.show_typing(GUEST)
    await poster.show_draft(GUEST, "0mabc", None, "en")
    assert [call.method for call in telegram.calls] == ["getMe"]


async def test_a_private_chat_sees_the_finished_parts_under_one_number(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.show_draft(PRIVATE, "0mabc", None, "en")
    await poster.show_draft(PRIVATE, "0mabc", digest(), "en")
    await poster.show_draft(PRIVATE, "0mxyz", digest(), "en")
    first, second, other = telegram.drafts(ALICE)
    assert first.text == ""
    assert second.text.startswith("The river rose & fell.")
    assert first.draft_id == second.draft_id != other.draft_id
    assert 0 < first.draft_id < 2**31
    assert telegram.violations == []


async def test_groups_have_no_drafts_but_typing(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.show_draft(replace(GROUP), "0mabc", None, "en")
    assert len(telegram.calls_of("sendChatAction")) == 1
    assert telegram.calls_of("sendMessageDraft") == []


@pytest.mark.parametrize("status", [400, 404])
async def test_a_server_without_drafts_is_asked_for_one_only_once(
    telegram: TelegramServer, poster: TelegramPoster, status: int
) -> None:
    telegram.fault("sendMessageDraft", status=status, description="Not Found")
    await poster.show_draft(PRIVATE, "0mabc", None, "en")
    await poster.show_draft(PRIVATE, "0mabc", None, "en")
    assert len(telegram.calls_of("sendMessageDraft")) == 1
    assert len(telegram.calls_of("sendChatAction")) == 2
