from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.poster import TelegramPoster
from bot.core import errors
from bot.core.chats import Chat, ChatKind
from bot.render import telegram as renderer
from tests.adapters.telegram.answers import FILE, GROUP, NOTICE, placing, topic
from tests.adapters.telegram.conftest import TOKEN
from tests.adapters.telegram.scripted import Refusal
from tests.fakes.telegram.chats import File
from tests.fakes.telegram.world import BOB, FORUM, READERS

if TYPE_CHECKING:
    from tests.adapters.telegram.scripted import ScriptedServer
    from tests.fakes.naps import NappingClock
    from tests.fakes.telegram.server import TelegramServer

LIST = File("feeds.opml", "<opml>河</opml>".encode())


async def test_a_file_is_a_quiet_reply_with_a_line_about_it(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    asked = await telegram.say(READERS, BOB, "/feed export")
    post = await poster.post(GROUP, FILE, placing(asked.id))
    (message,) = telegram.ours(READERS)
    assert str(message.id) == post
    assert message.document
    assert (message.document.name, message.document.text) == ("feeds.opml", "<opml>河</opml>")
    assert message.text == "Feeds of this chat: 3"
    assert message.reply_to is asked
    assert message.silent
    assert telegram.violations == []


@pytest.mark.parametrize(("is_gone", "thread"), [(False, 7), (True, None)])
async def test_a_file_goes_to_its_topic_or_where_that_is_gone_to_the_chat_itself(
    telegram: TelegramServer, poster: TelegramPoster, is_gone: bool, thread: int | None
) -> None:
    if is_gone:
        telegram.delete_topic(FORUM, 7)
    await poster.post(topic("7"), FILE, placing())
    (message,) = telegram.ours(FORUM)
    assert message.thread == thread
    assert message.document
    assert message.document.text == FILE.text


async def test_a_file_waits_its_turn_as_a_message_does_and_is_whole_when_sent_again(
    telegram: TelegramServer, poster: TelegramPoster, clock: NappingClock
) -> None:
    telegram.fault("sendDocument", retry_after=35)
    await poster.post(GROUP, FILE, placing())
    (message,) = telegram.ours(READERS)
    assert message.document
    assert message.document.text == FILE.text
    assert 35 < max(clock.taken) < 36


async def test_a_file_whose_sending_nobody_answered_is_unknown_for_good(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    telegram.fault("sendDocument", drop=True, after=True)
    with pytest.raises(errors.PostUnknownError):
        await poster.post(GROUP, FILE, placing())
    assert len(telegram.calls_of("sendDocument")) == 1
    with pytest.raises(errors.PostUnknownError) as fault:
        await poster.find(GROUP, FILE, placing(1), frozenset())
    assert fault.value.is_final
    assert telegram.calls_of("editMessageText") == []


async def test_a_caption_that_telegram_cannot_read_goes_as_plain_text(
    telegram: TelegramServer, poster: TelegramPoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = renderer.Message("<b>Feeds", "Feeds <3>")
    monkeypatch.setattr("bot.adapters.telegram.poster.render", lambda *_: broken)
    await poster.post(GROUP, FILE, placing())
    (message,) = telegram.ours(READERS)
    assert message.text == "Feeds <3>"
    assert message.document
    assert message.document.text == FILE.text
    assert poster.parse_faults == 1


async def test_a_file_cannot_take_the_place_of_a_message(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    post = await poster.post(GROUP, NOTICE, placing())
    with pytest.raises(errors.PostTargetError):
        await poster.edit(GROUP, post, FILE, placing())
    assert telegram.ours(READERS)[0].document is None


async def test_where_we_are_a_guest_there_is_no_place_for_a_file(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    guest = Chat("telegram", "inline-1", ChatKind.GUEST)
    with pytest.raises(errors.PostRejectedError):
        await poster.post(guest, FILE, placing())
    assert telegram.calls_of("editMessageText") == []


async def test_a_file_that_somebody_sent_is_read(
    telegram: TelegramServer, poster: TelegramPoster
) -> None:
    asked = await telegram.say(READERS, BOB, "/feed import", document=LIST)
    assert asked.document
    assert await poster.read_file(GROUP, asked.document.id) == LIST.data
    assert telegram.violations == []


@pytest.mark.parametrize("data", [b"x" * ((512 << 10) + 1), b"x" * ((20 << 20) + 1)])
async def test_a_file_that_is_too_big_is_not_fetched(
    telegram: TelegramServer, poster: TelegramPoster, data: bytes
) -> None:
    await telegram.say(READERS, BOB, "", document=File("a.xml", data))
    with pytest.raises(errors.PostRejectedError):
        await poster.read_file(GROUP, "file1")
    assert telegram.calls_of("download") == []


async def test_a_file_that_is_bigger_than_telegram_said_is_not_taken(
    telegram: TelegramServer, poster: TelegramPoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await telegram.say(READERS, BOB, "", document=LIST)
    monkeypatch.setattr("bot.adapters.telegram.files.FILE_MOST", len(LIST.data))
    assert await poster.read_file(GROUP, "file1")
    found = telegram.world.files["file1"]
    monkeypatch.setattr("tests.fakes.telegram.sending.file_json", lambda _: _told(found.id))
    telegram.world.files["file1"] = File("a.xml", found.data + b" ", "file1")
    with pytest.raises(errors.PostRejectedError, match="bigger"):
        await poster.read_file(GROUP, "file1")


def _told(name: str) -> dict[str, object]:
    return {"file_id": name, "file_unique_id": name, "file_size": 1}


async def test_a_file_that_is_unknown_is_the_files_fault(poster: TelegramPoster) -> None:
    with pytest.raises(errors.PostRejectedError):
        await poster.read_file(GROUP, "file1")


async def test_a_file_that_is_gone_is_not_taken_for_a_refused_token(
    scripted: ScriptedServer, clock: NappingClock
) -> None:
    scripted.on("getFile", {"file_id": "f", "file_unique_id": "u", "file_path": "documents/f"})
    base = scripted.base_url
    async with open_bot(TOKEN, base_url=base, base_file_url=f"{base}/gone", clock=clock) as bot:
        with pytest.raises(errors.PostRejectedError) as caught:
            await TelegramPoster(bot, clock).read_file(GROUP, "f")
    assert TOKEN not in str(caught.value)
    assert caught.value.__context__ is None


async def test_a_file_that_telegram_cannot_hand_out_now_is_tried_again(
    scripted: ScriptedServer, clock: NappingClock
) -> None:
    scripted.on("getFile", Refusal(502))
    async with open_bot(TOKEN, base_url=scripted.base_url, clock=clock) as bot:
        with pytest.raises(errors.PostUnsentError):
            await TelegramPoster(bot, clock).read_file(GROUP, "f")
    assert len(scripted.asked("getFile")) == 4
