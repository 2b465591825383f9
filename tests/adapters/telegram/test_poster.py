from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from telegram import InlineQueryResultArticle, InputTextMessageContent

from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.poster import TelegramPoster
from bot.core import errors
from bot.core.answers import notice
from bot.core.chats import Chat, ChatKind
from bot.render import telegram as renderer
from tests.adapters.telegram.answers import (
    CHANNEL_CHAT,
    DAILY,
    GROUP,
    NOTICE,
    OLD_GROUP,
    PRIVATE,
    digest,
    placing,
    topic,
)
from tests.adapters.telegram.conftest import TOKEN
from tests.fakes.telegram.world import ALICE, BASIC, BOB, CHANNEL, FORUM, READERS

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot
    from tests.adapters.telegram.scripted import ScriptedServer
    from tests.fakes.naps import NappingClock
    from tests.fakes.telegram.server import TelegramServer


async def test_a_digest_is_a_quiet_reply_without_a_preview(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    asked = await telegram.say(READERS, BOB, "https://example.com/river")
    post = await poster.post(GROUP, digest(), placing(asked.id))
    (message,) = telegram.ours(READERS)
    assert str(message.id) == post
    assert message.text.startswith("The river rose & fell.")
    assert message.reply_to is asked
    assert message.silent
    assert message.preview == {"is_disabled": True}
    assert any(data == "d1:rm:0mabc" for row in message.buttons for _, data in row)
    assert telegram.violations == []


async def test_what_deletes_is_shown_as_dangerous(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.post(GROUP, digest(), placing())
    (message,) = telegram.ours(READERS)
    styles = {button["text"]: button.get("style") for row in message.keyboard for button in row}
    assert styles["Delete"] == "danger"
    assert set(styles.values()) == {None, "danger"}


async def test_a_preview_is_small_below_the_text_and_of_the_article(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await poster.post(CHANNEL_CHAT, digest(), placing(preview=True))
    assert telegram.ours(CHANNEL)[0].preview == {
        "url": "https://example.com/river",
        "prefer_small_media": True,
        "show_above_text": False,
    }


async def test_a_reply_stands_in_the_topic_of_what_it_answers_and_names_none(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    asked = await telegram.say(FORUM, BOB, "https://example.com/river", thread=7)
    await poster.post(topic("7"), digest(), placing(asked.id))
    assert telegram.ours(FORUM)[0].thread == 7
    assert "message_thread_id" not in telegram.calls_of("sendMessage")[0].params


@pytest.mark.parametrize(("number", "thread"), [("7", 7), ("1", None)])
async def test_a_post_of_its_own_goes_to_its_topic_and_never_names_the_general_one(
    telegram: TelegramServer, poster: TelegramPoster, number: str, thread: int | None
) -> None:
    await poster.post(topic(number), digest(), placing())
    assert telegram.ours(FORUM)[0].thread == thread


async def test_where_a_topic_is_gone_the_post_goes_to_the_chat_itself(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.delete_topic(FORUM, 7)
    await poster.post(topic("7"), digest(), placing())
    assert telegram.ours(FORUM)[0].thread is None


async def test_a_closed_topic_is_told_in_words(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.close_topic(FORUM, 7)
    with pytest.raises(errors.PostRejectedError, match="topic is closed"):
        await poster.post(topic("7"), digest(), placing())


async def test_an_answer_to_a_deleted_message_is_posted_only_where_it_is_wanted_alone(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    asked = await telegram.say(READERS, BOB, "https://example.com/river")
    await telegram.remove(READERS, asked.id)
    with pytest.raises(errors.PostTargetError):
        await poster.post(GROUP, digest(), placing(asked.id, must=True))
    assert await poster.post(GROUP, digest(), placing(asked.id))


async def test_markup_that_telegram_cannot_read_goes_as_plain_text_and_is_counted(
    telegram: TelegramServer,
    poster: TelegramPoster,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = renderer.Message("<b>The river", "The river <rose>")
    monkeypatch.setattr("bot.adapters.telegram.poster.render", lambda *_: broken)
    post = await poster.post(GROUP, digest(), placing())
    await poster.edit(GROUP, post, digest(), placing())
    assert telegram.ours(READERS)[0].text == "The river <rose>"
    assert poster.parse_faults == 2
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


async def test_a_message_that_is_too_long_is_rejected_and_logged(
    poster: TelegramPoster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    long = renderer.Message("x" * 4097, "x")
    monkeypatch.setattr("bot.adapters.telegram.poster.render", lambda *_: long)
    with pytest.raises(errors.PostRejectedError):
        await poster.post(GROUP, digest(), placing())
    assert "too long" in caplog.text


@pytest.mark.parametrize("after", [False, True])
async def test_a_send_without_an_answer_is_unknown_and_never_made_again(
    telegram: TelegramServer, poster: TelegramPoster, after: bool
) -> None:
    telegram.fault("sendMessage", drop=True, after=after)
    with pytest.raises(errors.PostUnknownError):
        await poster.post(GROUP, digest(), placing())
    assert len(telegram.calls_of("sendMessage")) == 1
    assert len(telegram.ours(READERS)) == after


async def test_an_edit_without_an_answer_is_made_again(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await poster.post(GROUP, digest(), placing())
    telegram.fault("editMessageText", times=2, drop=True, after=True)
    await poster.edit(GROUP, post, NOTICE, placing())
    assert "expired" in telegram.ours(READERS)[0].text


async def test_what_never_left_is_sent_three_times_more_with_growing_pauses(
    scripted: ScriptedServer, clock: NappingClock
) -> None:
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=clock) as bot:
        await scripted.__aexit__()
        poster = TelegramPoster(bot, clock, jitter=lambda: 0.9)
        with pytest.raises(errors.PostUnsentError):
            await poster.post(PRIVATE, digest(), placing())
    assert [nap for nap in clock.taken if nap in {0.45, 0.9, 1.8}] == [0.45, 0.9, 1.8]


async def test_a_flood_is_waited_out_and_the_message_sent_once(
    telegram: TelegramServer, poster: TelegramPoster, clock: NappingClock
) -> None:
    telegram.fault("sendMessage", retry_after=35)
    await poster.post(GROUP, digest(), placing())
    assert len(telegram.ours(READERS)) == 1
    assert 35 < max(clock.taken) < 36


async def test_a_flood_that_does_not_end_leaves_the_message_unsent(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.fault("sendMessage", times=9, retry_after=5)
    with pytest.raises(errors.PostUnsentError, match="wait 5 s"):
        await poster.post(GROUP, digest(), placing())
    assert len(telegram.calls_of("sendMessage")) == 3


async def test_a_chat_that_shut_us_out_is_closed_and_one_that_moved_says_where_to(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    await telegram.migrate(BASIC, -1001000000055)
    with pytest.raises(errors.ChatMovedError) as moved:
        await poster.post(OLD_GROUP, digest(), placing())
    assert moved.value.new_id == "-1001000000055"
    await telegram.set_member(READERS, "kicked")
    with pytest.raises(errors.ChatClosedError):
        await poster.post(GROUP, digest(), placing())


async def test_a_message_is_changed_in_place_and_the_same_again_is_no_fault(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await poster.post(GROUP, NOTICE, placing())
    for _ in range(2):
        await poster.edit(GROUP, post, digest(), placing())
    (message,) = telegram.ours(READERS)
    assert message.text.startswith("The river")
    assert message.edits == 1


async def test_a_message_that_is_gone_cannot_be_changed_but_is_deleted_already(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await poster.post(GROUP, digest(), placing())
    for _ in range(2):
        await poster.delete(GROUP, post)
    assert telegram.ours(READERS) == []
    with pytest.raises(errors.PostTargetError):
        await poster.edit(GROUP, post, NOTICE, placing())


async def test_a_message_too_old_to_delete_is_told(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await poster.post(GROUP, digest(), placing())
    telegram.fault("deleteMessage", status=400, description="Bad Request: message can't be deleted")
    with pytest.raises(errors.PostRejectedError):
        await poster.delete(GROUP, post)


async def test_as_a_guest_we_change_the_one_message_that_is_there(
    telegram: TelegramServer, poster: TelegramPoster, bot: TelegramBot
) -> None:
    call = await telegram.guest(BOB, "@digest_test_bot https://example.com/river")
    stub = InlineQueryResultArticle("1", "stub", InputTextMessageContent("Reading…"))
    await bot.answer_guest_query(call.id, stub)
    assert call.inline_message_id
    guest = Chat("telegram", call.inline_message_id, ChatKind.GUEST)
    for _ in range(2):
        assert await poster.post(guest, digest(), placing()) == call.inline_message_id
    assert call.sent
    assert call.sent.text.startswith("The river")
    await poster.edit(guest, call.inline_message_id, notice("chat.expired"), placing())
    assert "expired" in call.sent.text
    with pytest.raises(errors.PostRejectedError):
        await poster.delete(guest, call.inline_message_id)
    assert await poster.find(guest, digest(), placing(), frozenset()) is None
    with pytest.raises(errors.PostTargetError):
        await poster.post(replace(guest, id="none-such"), digest(), placing())


async def test_a_daily_post_has_no_buttons_and_cannot_be_found_again(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    (part,) = poster.split(CHANNEL_CHAT, DAILY)
    await poster.post(CHANNEL_CHAT, part, placing())
    (message,) = telegram.ours(CHANNEL)
    assert message.text.startswith("Daily digest · Sunday, Nov 22 · 3 stories\n\n1. Two retired")
    assert message.buttons == []
    assert message.preview == {"is_disabled": True}
    link = "https://t.me/digest_test_bot?start=d_0mabc12345678"
    assert link in {entity.url for entity in message.entities}
    with pytest.raises(errors.PostUnknownError) as fault:
        await poster.find(CHANNEL_CHAT, part, placing(), frozenset())
    assert fault.value.is_final
    assert telegram.violations == []


async def test_a_long_daily_post_takes_two_messages(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    long = replace(DAILY, items=DAILY.items * 12, total=36)
    for part in poster.split(GROUP, long):
        await poster.post(GROUP, part, placing())
    first, second = telegram.ours(READERS)
    assert "(2/2)" not in first.text
    assert second.text.startswith("(2/2)\n\n16. ")
    assert "30. " in second.text
    assert telegram.violations == []


async def test_a_token_that_was_renewed_meanwhile_ends_the_platform(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.fault("sendMessage", status=401, description="Unauthorized")
    with pytest.raises(errors.PlatformError) as caught:
        await poster.post(PRIVATE, digest(), placing())
    assert telegram.token not in str(caught.value)
    assert caught.value.__context__ is None


async def test_who_asks_the_poster_about_members_is_answered_by_telegram(
    poster: TelegramPoster,
) -> None:
    assert await poster.is_admin(GROUP, str(ALICE))
    assert not await poster.is_admin(GROUP, str(BOB))
    assert await poster.sees_everything(GROUP)
