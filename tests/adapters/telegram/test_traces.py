from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core import errors
from bot.core.answers import notice
from tests.adapters.telegram.answers import (
    CHANNEL_CHAT,
    GROUP,
    NOTICE,
    PRIVATE,
    digest,
    placing,
)
from tests.fakes.telegram.world import ALICE, BOB, CHANNEL, READERS

if TYPE_CHECKING:
    from bot.adapters.telegram.poster import TelegramPoster
    from bot.core.answers import Answer
    from tests.fakes.telegram.chats import Message
    from tests.fakes.telegram.server import TelegramServer

NOBODY: frozenset[str] = frozenset()


async def asked(telegram: TelegramServer, chat: int = READERS) -> Message:
    return await telegram.say(chat, BOB if chat == READERS else ALICE, "https://example.com/a")


def state(telegram: TelegramServer, chat: int = READERS) -> list[object]:
    return [(one.id, one.text, one.keyboard, one.edits) for one in telegram.messages(chat)]


async def lost(
    telegram: TelegramServer, poster: TelegramPoster, answer: Answer, reply_to: int, name: str = ""
) -> None:
    """Post so that it arrives and nobody says so."""
    telegram.fault("sendMessage", drop=True, after=True)
    with pytest.raises(errors.PostUnknownError):
        await poster.post(GROUP, answer, placing(reply_to, name or "0mabc"))


async def test_a_lost_message_is_found_behind_what_others_wrote_and_nothing_is_changed(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    await telegram.say(READERS, BOB, "hello")
    known = await poster.post(GROUP, NOTICE, placing(name="0mold"))
    await lost(telegram, poster, digest(), message.id)
    await telegram.say(READERS, BOB, "is it down?")
    before = state(telegram)
    found = await poster.find(GROUP, digest(), placing(message.id), frozenset({known}))
    assert found == str(telegram.ours(READERS)[-1].id)
    assert state(telegram) == before
    assert telegram.violations == []


async def test_a_message_that_never_arrived_is_not_found_and_nothing_is_changed(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    for text in ("one", "two"):
        await telegram.say(READERS, BOB, text)
    before = state(telegram)
    assert await poster.find(GROUP, digest(), placing(message.id), NOBODY) is None
    assert state(telegram) == before
    probes = telegram.calls_of("editMessageText", "editMessageReplyMarkup")
    assert [call.params["message_id"] - message.id for call in probes] == [1, 2, 3, 4, 5]


async def test_a_notice_without_buttons_is_told_missing_but_not_told_from_another(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    bare = notice("chat.expired")
    assert await poster.find(GROUP, bare, placing(message.id), NOBODY) is None
    await lost(telegram, poster, bare, message.id)
    before = state(telegram)
    with pytest.raises(errors.PostUnknownError):
        await poster.find(GROUP, bare, placing(message.id), NOBODY)
    assert state(telegram) == before


async def test_two_lost_messages_are_told_apart_and_both_end_as_they_were(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    await lost(telegram, poster, digest("One."), message.id, "0mone")
    await lost(telegram, poster, digest("Two."), message.id, "0mtwo")
    one, two = telegram.ours(READERS)
    before = [(item.text, item.keyboard) for item in (one, two)]
    # The later one is looked for first: it meets the other, whose buttons it must not keep.
    place = placing(message.id, "0mtwo")
    assert await poster.find(GROUP, digest("Two."), place, NOBODY) == str(two.id)
    assert one.keyboard == []
    assert one.text == before[0][0]
    place = placing(message.id, "0mone")
    assert await poster.find(GROUP, digest("One."), place, frozenset({str(two.id)})) == str(one.id)
    assert [(item.text, item.keyboard) for item in (one, two)] == before


async def test_in_a_private_chat_missing_ids_are_other_peoples_messages(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram, ALICE)
    for _ in range(5):
        await telegram.say(BOB, BOB, "in another chat, from the same count")
    telegram.fault("sendMessage", drop=True, after=True)
    with pytest.raises(errors.PostUnknownError):
        await poster.post(PRIVATE, digest(), placing(message.id))
    found = await poster.find(PRIVATE, digest(), placing(message.id), NOBODY)
    assert found == str(telegram.ours(ALICE)[0].id)
    assert await poster.find(PRIVATE, digest(), placing(message.id), frozenset({found})) is None


async def test_what_is_known_is_not_asked_and_a_long_way_of_it_hides_nothing(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram, ALICE)
    others = [await telegram.say(BOB, BOB, "https://example.com/b") for _ in range(30)]
    known = frozenset(str(other.id) for other in others)
    telegram.fault("sendMessage", drop=True, after=True)
    with pytest.raises(errors.PostUnknownError):
        await poster.post(PRIVATE, digest(), placing(message.id))
    found = await poster.find(PRIVATE, digest(), placing(message.id), known)
    assert found == str(telegram.ours(ALICE)[0].id)
    assert len(telegram.calls_of("editMessageText")) == 1


async def test_in_a_channel_nothing_is_tried_as_a_post_of_somebody_might_change(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await telegram.say(CHANNEL, None, "https://example.com/a")
    with pytest.raises(errors.PostUnknownError):
        await poster.find(CHANNEL_CHAT, digest(), placing(post.id), NOBODY)
    assert telegram.calls_of("editMessageText", "editMessageReplyMarkup") == []


async def test_without_a_message_that_was_answered_nobody_knows_where_to_look(
    poster: TelegramPoster,
) -> None:
    with pytest.raises(errors.PostUnknownError):
        await poster.find(GROUP, digest(), placing(), NOBODY)


async def test_while_telegram_does_not_answer_it_cannot_be_told(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    telegram.fault("editMessageText", times=9, drop=True)
    with pytest.raises(errors.PostUnsentError, match="not answered"):
        await poster.find(GROUP, digest(), placing(message.id), NOBODY)


async def test_an_answer_that_comes_late_is_waited_for(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    telegram.fault("editMessageText", times=2, drop=True)
    assert await poster.find(GROUP, digest(), placing(message.id), NOBODY) is None


async def test_a_chat_that_shut_us_out_is_closed_to_a_search_too(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    message = await asked(telegram)
    await telegram.set_member(READERS, "kicked")
    with pytest.raises(errors.ChatClosedError):
        await poster.find(GROUP, digest(), placing(message.id), NOBODY)
