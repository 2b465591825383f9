"""Buttons, inline queries and guest mode are answered once, and never with too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from tests.fakes.telegram.asked import Toast
from tests.fakes.telegram.world import READERS

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

ROWS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Page", url="https://example.com")],
        [InlineKeyboardButton("Again", callback_data="d1:re:1")],
    ]
)


def article(number: str = "1", text: str = "<b>digest</b>") -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, parse_mode="HTML")
    return InlineQueryResultArticle(number, "A title", content, reply_markup=ROWS)


@pytest.mark.parametrize("button", ["Again", "d1:re:1"])
async def test_a_press_is_answered_once(telegram: TelegramServer, bot: Bot, button: str) -> None:
    sent = await bot.send_message(READERS, "hello", reply_markup=ROWS)
    press = await telegram.press(READERS, sent.message_id, button, "bob")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query
    assert (query.data, query.from_user.username) == ("d1:re:1", "bob")
    assert query.message
    assert query.message.message_id == sent.message_id
    assert press.answer is None
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(query.id, "x" * 201)
    await bot.answer_callback_query(query.id, "Again it is", show_alert=True)
    assert await telegram.until(lambda: press.answer) == Toast("Again it is", is_alert=True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query.id)


async def test_only_a_button_that_is_there_can_be_pressed(
    telegram: TelegramServer, bot: Bot
) -> None:
    sent = await bot.send_message(READERS, "hello", reply_markup=ROWS)
    for button in ("Page", "Delete"):
        with pytest.raises(LookupError, match=button):
            await telegram.press(READERS, sent.message_id, button, "bob")
    press = await telegram.press_stale(READERS, sent.message_id, "d0:old", "bob")
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert update.callback_query.data == press.data == "d0:old"


async def test_an_inline_query_gets_results_of_which_one_is_sent(
    telegram: TelegramServer, bot: Bot
) -> None:
    query = await telegram.inline("bob", "https://example.com")
    (update,) = await bot.get_updates()
    assert update.inline_query
    assert update.inline_query.query == "https://example.com"
    button = InlineQueryResultsButton("In private", start_parameter="x")
    await bot.answer_inline_query(query.id, [article()], cache_time=0, button=button)
    assert query.results
    assert query.results[0]["title"] == "A title"
    assert query.settings["button"] == {"text": "In private", "start_parameter": "x"}
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query.id, [])
    name = await telegram.choose(query, "1")
    *_, update = await bot.get_updates()
    assert update.chosen_inline_result
    assert update.chosen_inline_result.inline_message_id == name
    await telegram.press_inline(name, "Again", "carol")
    *_, update = await bot.get_updates()
    assert update.callback_query
    assert update.callback_query.inline_message_id == name


async def test_an_inline_answer_is_checked(telegram: TelegramServer, bot: Bot) -> None:
    query = await telegram.inline("bob", "")
    for results, why in (
        ([article(), article()], "Result_id_duplicate"),
        ([article(text="<b>")], "Can't parse entities"),
        ([article(text="")], "Message text is empty"),
    ):
        with pytest.raises(BadRequest, match=why):
            await bot.answer_inline_query(query.id, results)
    assert query.results is None


async def test_a_guest_answers_once_and_edits_what_it_said(
    telegram: TelegramServer, bot: Bot
) -> None:
    text = "@digest_test_bot https://example.com"
    call = await telegram.guest("bob", text, reply_to="see this")
    (update,) = await bot.get_updates()
    asked = update.guest_message
    assert asked
    assert asked.guest_query_id == call.id
    assert asked.text == text
    assert asked.reply_to_message
    assert asked.reply_to_message.text == "see this"
    sent = await bot.answer_guest_query(call.id, article(text="reading …"))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_guest_query(call.id, article())
    await bot.edit_message_text(
        "<b>done</b>", inline_message_id=sent.inline_message_id, parse_mode="HTML"
    )
    assert call.sent
    assert (call.sent.text, call.sent.edits) == ("done", 1)
    assert telegram.inline_messages == {sent.inline_message_id: call.sent}
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", inline_message_id="nobody")
    with pytest.raises(BadRequest, match="Message identifier is not specified"):
        await bot.edit_message_text("x")
