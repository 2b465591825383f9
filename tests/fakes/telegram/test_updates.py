"""What the bot is told, when, and how often."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden

from tests.fakes.telegram.entities import units
from tests.fakes.telegram.world import ALICE, BASIC, BOB, CHANNEL, FORUM, READERS

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


DEFAULT_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "guest_message",
    "my_chat_member",
)


async def heard(bot: Bot) -> list[Update]:
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, limit=1)
    return list(updates)


async def texts(bot: Bot) -> list[str | None]:
    return [
        update.effective_message.text
        for update in await heard(bot)
        if isinstance(update.effective_message, Message)
    ]


async def test_an_update_comes_again_until_it_is_confirmed(
    telegram: TelegramServer, bot: Bot
) -> None:
    first = await telegram.say(READERS, "bob", "one")
    await telegram.say(READERS, "bob", "two")
    for _ in range(2):
        assert len(await bot.get_updates()) == 2
    assert first.update_id
    assert len(await bot.get_updates(offset=first.update_id + 1)) == 1


async def test_a_long_poll_ends_as_soon_as_something_happens(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.until(lambda: telegram.feed.polls)
    await telegram.say(BOB, "bob", "hi")
    (update,) = await asyncio.wait_for(poll, 5)
    assert update.message
    assert update.message.text == "hi"


async def test_a_second_poll_ends_the_first(telegram: TelegramServer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.until(lambda: telegram.feed.polls)
    async with Bot(telegram.token, base_url=telegram.base_url) as other:
        assert await other.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await poll


async def test_an_update_can_be_heard_twice(telegram: TelegramServer, bot: Bot) -> None:
    said = await telegram.say(BOB, "bob", "hi")
    assert said.update_id
    assert await texts(bot) == ["hi"]
    await telegram.push_again(said.update_id)
    (update,) = await bot.get_updates(offset=said.update_id + 1)
    assert update.update_id == said.update_id
    assert await heard(bot) == []


async def test_privacy_mode_hides_what_is_not_for_the_bot(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.privacy(on=True)
    assert (await bot.get_me()).can_read_all_group_messages is False
    ours = await bot.send_message(FORUM, "hello", message_thread_id=7)
    for chat in (READERS, BASIC):
        await telegram.say(chat, "bob", "https://example.com")
        await telegram.say(chat, "bob", "@digest_test_bot https://example.com")
        await telegram.say(chat, "bob", "/go")
        await telegram.say(chat, "bob", "/go@other_bot")
        await telegram.say(chat, "bob", "/go@Digest_Test_Bot")
    await telegram.say(FORUM, "bob", "yes", reply_to=ours.message_id)
    await telegram.say(FORUM, "bob", "/ours")
    await telegram.say(FORUM, "robby_bot", "beep")
    await telegram.say(FORUM, "bob", "/theirs")
    await telegram.say(BOB, "bob", "private")
    await telegram.say(CHANNEL, None, "post")
    expected = ["/go@Digest_Test_Bot", "/go@Digest_Test_Bot", "yes", "/ours", "private", "post"]
    assert await texts(bot) == expected


async def test_administrators_hear_everything(telegram: TelegramServer, bot: Bot) -> None:
    telegram.privacy(on=True)
    await telegram.set_member(READERS, "administrator")
    await heard(bot)
    await telegram.say(READERS, "bob", "hi")
    assert await texts(bot) == ["hi"]


async def test_in_a_basic_group_privacy_mode_hides_what_is_answered(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.privacy(on=True)
    shown = {}
    for chat in (BASIC, READERS):
        link = await telegram.say(chat, "alice", "https://example.com")
        await telegram.say(chat, "bob", "/digest@digest_test_bot", reply_to=link)
    for update in await heard(bot):
        assert update.message
        shown[update.message.chat_id] = update.message.reply_to_message
    assert shown[BASIC] is None
    assert shown[READERS]


async def test_a_kicked_bot_hears_nothing(telegram: TelegramServer, bot: Bot) -> None:
    await telegram.set_member(READERS, "kicked")
    await telegram.say(READERS, "bob", "hi")
    (update,) = await heard(bot)
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_a_bot_that_is_let_in_hears_it_twice(telegram: TelegramServer, bot: Bot) -> None:
    await telegram.set_member(READERS, "left")
    await telegram.set_member(READERS, "member", by="bob")
    _, added, service = await heard(bot)
    assert added.my_chat_member
    assert added.my_chat_member.from_user.username == "bob"
    assert service.message
    assert service.message.new_chat_members


async def test_reactions_are_told_to_administrators_who_ask(
    telegram: TelegramServer, bot: Bot
) -> None:
    said = await telegram.say(READERS, "bob", "hi")
    assert await telegram.react(READERS, said.id, "✍", "bob") is None
    await telegram.set_member(READERS, "administrator")
    assert await telegram.react(READERS, said.id, "👍", "bob") is None
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    await telegram.react(READERS, said.id, "👀", "bob")
    await telegram.react(READERS, said.id, "", "bob")
    changes = [update.message_reaction for update in await heard(bot) if update.message_reaction]
    emoji: list[Any] = [[item.to_dict()["emoji"] for item in c.new_reaction] for c in changes]
    assert emoji == [["👀"], []]
    assert [change.user and change.user.username for change in changes] == ["bob", "bob"]


async def test_what_the_bot_asks_for_is_remembered(telegram: TelegramServer, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await bot.get_updates()
    assert (await telegram.say(BOB, "bob", "hi")).update_id is None
    await bot.get_updates(allowed_updates=[])
    assert (await telegram.say(BOB, "bob", "hi")).update_id
    with pytest.raises(BadRequest, match="Unknown update types"):
        await bot.get_updates(allowed_updates=["massage"])


async def test_people_write_in_every_way(telegram: TelegramServer, bot: Bot) -> None:
    text = "😀 see https://a.com/x and here"
    hidden = {"type": "text_link", "offset": units(text) - 4, "length": 4, "url": "https://b.com"}
    await telegram.say(READERS, "bob", text, entities=[hidden], caption=True, date=7)
    post = await telegram.say(CHANNEL, None, "a post")
    await telegram.say(READERS, None, post.text, automatic_forward=post)
    await telegram.say(READERS, "bob", "look", forward_from="carol")
    await telegram.say(READERS, "alice", "/settings", sender_chat=READERS)
    await telegram.say(READERS, "bob", "by a bot", via_bot="digest_test_bot")
    await telegram.say(FORUM, "bob", "in a topic", thread=7)
    updates = await heard(bot)
    said = [update.effective_message for update in updates]
    photo, channel, copy, forward, anonymous, via, topic = said
    assert isinstance(photo, Message)
    assert photo.photo
    assert photo.date.timestamp() == 7
    found = photo.parse_caption_entities()
    assert sorted(found.values()) == ["here", "https://a.com/x"]
    assert isinstance(channel, Message)
    assert channel.from_user is None
    assert isinstance(copy, Message)
    assert copy.is_automatic_forward
    assert copy.sender_chat
    assert copy.sender_chat.id == CHANNEL
    assert isinstance(forward, Message)
    assert forward.forward_origin
    assert isinstance(anonymous, Message)
    assert anonymous.from_user
    assert (anonymous.from_user.username, anonymous.sender_chat and anonymous.sender_chat.id) == (
        "GroupAnonymousBot",
        READERS,
    )
    assert isinstance(via, Message)
    assert via.via_bot
    assert isinstance(topic, Message)
    assert topic.is_topic_message
    # No reply, and yet the service shows one: the message that made the topic.
    assert topic.reply_to_message
    assert topic.reply_to_message.forum_topic_created


async def test_an_edit_is_told_and_a_deletion_is_not(telegram: TelegramServer, bot: Bot) -> None:
    said = await telegram.say(READERS, "bob", "one")
    post = await telegram.say(CHANNEL, None, "one")
    await heard(bot)
    await telegram.edit(READERS, said.id, "two")
    await telegram.edit(CHANNEL, post.id, "two")
    await telegram.remove(READERS, said.id)
    edited, edited_post = await heard(bot)
    assert edited.edited_message
    assert edited.edited_message.text == "two"
    assert edited_post.edited_channel_post


async def test_a_group_moves_away(telegram: TelegramServer, bot: Bot) -> None:
    new = -1001000000055
    await telegram.migrate(BASIC, new)
    there, here, member = await heard(bot)
    assert there.message
    assert (there.message.chat_id, there.message.migrate_to_chat_id) == (BASIC, new)
    assert here.message
    assert (here.message.chat_id, here.message.migrate_from_chat_id) == (new, BASIC)
    assert member.my_chat_member
    assert member.my_chat_member.chat.id == new


async def test_alice_made_the_groups(telegram: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_chat_member(READERS, ALICE)).status == "creator"
    assert (await bot.get_chat_member(READERS, BOB)).status == "member"
    telegram.promote(READERS, "bob")
    administrators = await bot.get_chat_administrators(READERS)
    assert {member.user.id for member in administrators} == {ALICE, BOB}
    assert (await bot.get_chat_member(CHANNEL, bot.id)).status == "administrator"
    await bot.leave_chat(READERS)
    (update,) = await heard(bot)
    assert update.my_chat_member


async def test_replies_in_a_supergroup_have_a_thread_that_is_no_topic(
    telegram: TelegramServer, bot: Bot
) -> None:
    first = await telegram.say(READERS, "bob", "one")
    second = await telegram.say(READERS, "carol", "two", reply_to=first)
    await telegram.say(READERS, "bob", "three", reply_to=second)
    threads = [update.message and update.message.message_thread_id for update in await heard(bot)]
    assert threads == [None, first.id, first.id]


async def test_the_poll_of_a_program_that_was_killed_leaves_no_trace(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.until(lambda: telegram.feed.polls)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    async with Bot(telegram.token, base_url=telegram.base_url) as other:
        await telegram.say(BOB, "bob", "hi")
        assert len(await other.get_updates(timeout=5)) == 1
    assert telegram.refused == []


async def test_a_stranger_must_write_first(telegram: TelegramServer, bot: Bot) -> None:
    await telegram.set_member(BOB, "left")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(BOB, "hello")
    await telegram.say(BOB, "bob", "/start")
    await bot.send_message(BOB, "hello")


def strange(thing: Any) -> list[str]:
    """Fields of ours that the library does not know, all the way down."""
    if isinstance(thing, list | tuple):
        return [name for item in thing for name in strange(item)]
    if not isinstance(thing, TelegramObject):
        return []
    inside = [strange(value) for value in thing._get_attrs(include_private=False).values()]
    return [*thing.api_kwargs, *(name for names in inside for name in names)]


async def test_the_library_knows_every_field_that_is_sent(
    telegram: TelegramServer, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["message_reaction", *DEFAULT_KINDS])
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="x")]])
    sent = await bot.send_message(FORUM, "hi @alice", message_thread_id=7, reply_markup=buttons)
    said = await telegram.say(FORUM, "bob", "/go", reply_to=sent.message_id, caption=True)
    await telegram.say(FORUM, "alice", "x", sender_chat=FORUM, forward_from="bob")
    await telegram.edit(FORUM, said.id, "https://example.com")
    await telegram.press(FORUM, sent.message_id, "Go", "bob")
    await telegram.inline("bob", "x")
    await telegram.guest("bob", "x", reply_to="y")
    for status in ("administrator", "restricted", "kicked", "left", "member"):
        await telegram.set_member(FORUM, status)
        if status == "administrator":
            await telegram.react(FORUM, said.id, "👀", "bob")
    await telegram.migrate(BASIC, -1001000000055)
    post = await telegram.say(CHANNEL, None, "post")
    await telegram.say(READERS, None, "post", automatic_forward=post)
    chats = [await bot.get_chat(chat) for chat in (READERS, FORUM, CHANNEL, BOB)]
    members = [await bot.get_chat_member(READERS, who) for who in (ALICE, BOB, bot.id)]
    updates = await bot.get_updates()
    assert len(updates) == 18
    assert strange([updates, sent, chats, members, await bot.get_me()]) == []
