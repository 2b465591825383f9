"""What the bot says arrives as the live service would show it, or is refused in its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram import ReplyParameters as Reply
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest, Forbidden

from tests.fakes.telegram.entities import cut
from tests.fakes.telegram.reactions import EMOJI, is_reaction
from tests.fakes.telegram.world import BASIC, BOB, CHANNEL, FORUM, READERS

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


async def send(bot: Bot, chat: int, text: str = "hello", **how: object) -> Message:
    return await bot.send_message(chat, text, parse_mode="HTML", **how)  # type: ignore[arg-type]


def keyboard(**button: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Go", **button)]])  # type: ignore[arg-type]


async def test_a_message_stands_in_its_chat(telegram: TelegramServer, bot: Bot) -> None:
    asked = await telegram.say(READERS, "bob", "what is this?")
    sent = await send(
        bot,
        READERS,
        "<b>Read &amp; </b>see",
        reply_parameters=Reply(asked.id),
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(
            [[InlineKeyboardButton("Page", url="https://example.com/a")]]
        ),
    )
    message = telegram.message(READERS, sent.message_id)
    assert (message.text, message.silent, message.is_ours) == ("Read & see", True, True)
    assert message.reply_to is asked
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 0, 7)
    ]
    assert message.buttons == [[("Page", "https://example.com/a")]]
    assert message.preview == {"is_disabled": True}
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "what is this?"
    assert telegram.violations == []


async def test_ids_count_per_chat_or_in_one_sequence(telegram: TelegramServer, bot: Bot) -> None:
    chats = [READERS, BOB, CHANNEL, BASIC, READERS, BOB, FORUM]
    sent = [(await send(bot, chat)).message_id for chat in chats]
    assert sent == [1, 1, 1, 2, 2, 3, 9]  # the forum's topics 7 and 8 are its first messages


async def test_what_comes_alive_by_itself_is_remembered(telegram: TelegramServer, bot: Bot) -> None:
    text = "😀 @alice <code>@bob4</code> <a href='https://a.com'>b.com</a> /go #tag a@b.org c.io/x"
    await send(bot, READERS, text)
    message = telegram.ours(READERS)[0]
    found = [(item.type, cut(message.text, item.offset, item.length)) for item in message.live]
    assert found == [
        ("mention", "@alice"),
        ("bot_command", "/go"),
        ("hashtag", "#tag"),
        ("email", "a@b.org"),
        ("url", "c.io/x"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Message text is empty"),
        ("<b> \n</b>", "Message text is empty"),
        ("x" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
        ("a < b", "Can't parse entities: unsupported start tag"),
        ("<b>a", "Can't parse entities: can't find end tag"),
    ],
)
async def test_a_text_is_refused(bot: Bot, text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        await bot.send_message(READERS, text, parse_mode="HTML")


async def test_the_length_counts_after_the_markup(telegram: TelegramServer, bot: Bot) -> None:
    await send(bot, READERS, "<b>" + "😀" * 2048 + "</b>")
    assert len(telegram.ours(READERS)) == 1


async def test_what_the_service_would_mend_in_silence_is_a_violation(
    telegram: TelegramServer, bot: Bot
) -> None:
    await send(bot, READERS, "<b>a <code>b</code></b>")
    await send(bot, READERS, "<blockquote>a<blockquote expandable>b</blockquote></blockquote>")
    await send(bot, READERS, "<i>a</i> " * 101)
    assert [violation.partition(":")[0] for violation in telegram.violations] == ["sendMessage"] * 3


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        (keyboard(callback_data="é" * 33), "Button_data_invalid"),
        (keyboard(url="ftp://example.com"), "wrong http url"),
        (keyboard(), "text buttons are unallowed"),
    ],
)
async def test_a_button_is_refused(bot: Bot, markup: InlineKeyboardMarkup, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        await send(bot, READERS, reply_markup=markup)


async def test_a_reply_to_nothing_is_refused_unless_it_may_stand_alone(
    telegram: TelegramServer, bot: Bot
) -> None:
    asked = await telegram.say(READERS, "bob", "hi")
    await telegram.remove(READERS, asked.id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await send(bot, READERS, reply_parameters=Reply(asked.id))
    sent = await send(
        bot, READERS, reply_parameters=Reply(asked.id, allow_sending_without_reply=True)
    )
    assert telegram.message(READERS, sent.message_id).reply_to is None


async def test_a_reply_lands_in_the_topic_of_what_it_answers(
    telegram: TelegramServer, bot: Bot
) -> None:
    asked = await telegram.say(FORUM, "bob", "hi", thread=8)
    sent = await send(bot, FORUM, reply_parameters=Reply(asked.id))
    assert (sent.message_thread_id, sent.is_topic_message) == (8, True)


async def test_a_topic_may_be_missing_or_closed(telegram: TelegramServer, bot: Bot) -> None:
    for thread in (1, 9):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await send(bot, FORUM, message_thread_id=thread)
    telegram.close_topic(FORUM, 7)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await send(bot, FORUM, message_thread_id=7)
    assert telegram.ours(FORUM) == []


async def test_an_edit_takes_the_place_of_our_message(telegram: TelegramServer, bot: Bot) -> None:
    sent = await send(bot, READERS, "one", reply_markup=keyboard(callback_data="x"))
    await bot.edit_message_text("<i>two</i>", READERS, sent.message_id, parse_mode="HTML")
    message = telegram.message(READERS, sent.message_id)
    assert (message.text, message.edits, message.buttons) == ("two", 1, [])
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("<i>two</i>", READERS, sent.message_id, parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.edit_message_text("x" * 4097, READERS, sent.message_id)
    await bot.edit_message_reply_markup(
        READERS, sent.message_id, reply_markup=keyboard(callback_data="y")
    )
    assert message.buttons == [[("Go", "y")]]


async def test_only_messages_of_ours_that_are_there_can_be_edited(
    telegram: TelegramServer, bot: Bot
) -> None:
    theirs = await telegram.say(READERS, "bob", "hi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("two", READERS, theirs.id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("two", READERS, 99)


async def test_a_message_is_deleted_once(telegram: TelegramServer, bot: Bot) -> None:
    sent = await send(bot, READERS)
    await bot.delete_message(READERS, sent.message_id)
    assert telegram.ours(READERS) == []
    assert telegram.message(READERS, sent.message_id).deleted
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(READERS, sent.message_id)
    theirs = await telegram.say(READERS, "bob", "hi")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(READERS, theirs.id)


def test_the_emoji_are_those_of_the_library() -> None:
    assert {emoji.value for emoji in ReactionEmoji} == EMOJI
    assert is_reaction("❤️")


async def test_one_reaction_of_the_list_can_stand_and_go(
    telegram: TelegramServer, bot: Bot
) -> None:
    asked = await telegram.say(READERS, "bob", "hi")
    await bot.set_message_reaction(READERS, asked.id, "👀")
    assert asked.reactions == ["👀"]
    await bot.set_message_reaction(READERS, asked.id, [])
    assert asked.reactions == []
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(READERS, asked.id, "⏳")
    telegram.allow_reactions(READERS, "👍")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(READERS, asked.id, "👀")
    assert (await bot.get_chat(READERS)).available_reactions


async def test_a_draft_is_for_private_chats(telegram: TelegramServer, bot: Bot) -> None:
    await bot.send_message_draft(BOB, 5)
    await bot.send_message_draft(BOB, 5, "<b>so far</b>", parse_mode="HTML")
    assert [draft.text for draft in telegram.drafts(BOB)] == ["", "so far"]
    with pytest.raises(BadRequest, match="Textdraft_peer_invalid"):
        await bot.send_message_draft(READERS, 5, "x")


async def test_who_threw_the_bot_out_hears_nothing_of_it(
    telegram: TelegramServer, bot: Bot
) -> None:
    await telegram.set_member(READERS, "kicked")
    await telegram.set_member(BOB, "kicked", by="bob")
    await telegram.set_member(FORUM, "restricted")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await send(bot, READERS)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await send(bot, BOB)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await send(bot, FORUM)
    with pytest.raises(BadRequest, match="Chat not found"):
        await send(bot, -7)


async def test_typing_is_shown_in_a_chat_that_is_open(telegram: TelegramServer, bot: Bot) -> None:
    assert await bot.send_chat_action(READERS, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(READERS, "sleeping")


async def test_a_refusal_names_what_the_service_looks_at_first(
    telegram: TelegramServer, bot: Bot
) -> None:
    """Markup, then the message, then whose it is, then what its buttons hold."""
    theirs = await telegram.say(READERS, "bob", "hi")
    ours = await send(bot, READERS)
    nowhere = keyboard(url="no address")
    for text, number, why in (
        ("<b>", 99, "Can't parse entities"),
        ("x", 99, "Message to edit not found"),
        ("x", theirs.id, "Message can't be edited"),
        ("x", ours.message_id, "wrong http url"),
    ):
        with pytest.raises(BadRequest, match=why):
            await bot.edit_message_text(
                text, READERS, number, parse_mode="HTML", reply_markup=nowhere
            )
    assert telegram.message(READERS, ours.message_id).edits == 0
