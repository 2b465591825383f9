"""Files arrive as they were sent, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import Bot, InputFile
from telegram import ReplyParameters as Reply
from telegram.error import BadRequest, InvalidToken

from tests.fakes.telegram.chats import File
from tests.fakes.telegram.world import BOB, FORUM, READERS

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

LIST = File("feeds.opml", "<opml>河</opml>".encode())


def upload(data: bytes = LIST.data, name: str = LIST.name) -> InputFile:
    return InputFile(data, filename=name)


async def test_a_file_stands_in_its_chat_with_its_caption(
    telegram: TelegramServer, bot: Bot
) -> None:
    asked = await telegram.say(FORUM, BOB, "/feed export", thread=7)
    sent = await bot.send_document(
        FORUM,
        upload(),
        caption="Feeds: <b>3</b>",
        parse_mode="HTML",
        disable_notification=True,
        reply_parameters=Reply(asked.id),
    )
    (message,) = telegram.ours(FORUM)
    assert message.document
    assert (message.document.name, message.document.text) == ("feeds.opml", "<opml>河</opml>")
    assert (message.text, message.covered("bold")) == ("Feeds: 3", ["3"])
    assert (message.silent, message.reply_to, message.thread) == (True, asked, 7)
    assert (sent.caption, sent.text) == ("Feeds: 3", None)
    assert sent.document
    assert (sent.document.file_name, sent.document.file_size) == ("feeds.opml", len(LIST.data))
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("data", "caption", "complaint"),
    [(b"", "x", "File must be non-empty"), (b"x", "x" * 1025, "Message caption is too long")],
)
async def test_what_the_service_refuses_of_a_file(
    bot: Bot, data: bytes, caption: str, complaint: str
) -> None:
    with pytest.raises(BadRequest, match=complaint):
        await bot.send_document(READERS, upload(data), caption=caption)


async def test_a_file_has_no_text_to_edit(telegram: TelegramServer, bot: Bot) -> None:
    sent = await bot.send_document(READERS, upload())
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("hello", READERS, sent.message_id)
    assert telegram.ours(READERS)[0].text == ""


async def test_a_file_that_is_sent_by_its_name_and_a_strange_name_are_violations(
    telegram: TelegramServer, bot: Bot
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_document(READERS, "file1")
    await bot.send_document(READERS, upload(name="a b.md"))
    assert len(telegram.violations) == 2


async def test_a_file_that_somebody_sends_can_be_fetched(
    telegram: TelegramServer, bot: Bot
) -> None:
    asked = await telegram.say(READERS, BOB, "/feed import", document=LIST)
    (update,) = await bot.get_updates()
    message = update.message
    assert message
    assert message.document
    assert (message.caption, message.document.file_name) == ("/feed import", "feeds.opml")
    assert asked.document
    assert message.document.file_id == asked.document.id
    found = await bot.get_file(message.document.file_id)
    assert bytes(await found.download_as_bytearray()) == LIST.data
    assert telegram.calls_of("download")[0].status == 200


async def test_a_file_that_is_unknown_or_gone_cannot_be_fetched(
    telegram: TelegramServer, bot: Bot
) -> None:
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("file1")
    await telegram.say(READERS, BOB, "", document=LIST)
    found = await bot.get_file("file1")
    telegram.world.files.clear()
    with pytest.raises(InvalidToken):  # so the library reads a 404
        await found.download_as_bytearray()
