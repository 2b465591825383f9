"""Updates of Telegram, as its server sends them, in the core's words."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.adapters.telegram import updates
from bot.core.chats import Chat, ChatKind, Incoming, Person, Way

NAME, BOT_ID = "Digest_Bot", 7
GROUP = {"id": -100, "type": "supergroup", "title": "Readers"}
ALICE = {"id": 1, "is_bot": False, "first_name": "Alice", "language_code": "zh-hans"}
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Digest", "username": NAME}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
URL = "https://example.com/a"


def message(text: str = "", **fields: Any) -> dict[str, Any]:
    told = {"message_id": 12, "date": 1_800_000_000, "chat": GROUP, "from": ALICE, **fields}
    return {**told, "text": text} if text else told


def url_entity(text: str, url: str = URL) -> list[dict[str, Any]]:
    before = text[: text.index(url)].encode("utf-16-le")
    return [{"type": "url", "offset": len(before) // 2, "length": len(url)}]


def read(fields: dict[str, Any], *, edited: bool = False) -> Incoming | None:
    update = Update.de_json({"update_id": 5, "message": fields}, None)
    assert update.message
    return updates.incoming(update.message, 5, BOT_ID, NAME, edited=edited)


def heard(fields: dict[str, Any], *, edited: bool = False) -> Incoming:
    found = read(fields, edited=edited)
    assert found
    return found


def test_a_message_says_who_wrote_what_where_and_when() -> None:
    text = f"看这里 😀 {URL}"
    said = heard(message(text, entities=url_entity(text)))
    assert said.chat == Chat("telegram", "-100", ChatKind.GROUP)
    assert (said.written.id, said.written.text) == ("12", text)
    assert said.written.addresses == (URL,)
    assert said.written.author == Person("1", "zh-hans", name="Alice")
    assert (said.sent_at, said.update, said.way) == (1_800_000_000, "5", Way.DROPPED)


def test_an_address_behind_a_word_and_one_in_a_caption_are_found() -> None:
    hidden = [{"type": "text_link", "offset": 0, "length": 4, "url": "https://hidden.example/x"}]
    assert heard(message("here", entities=hidden)).written.addresses == (
        "https://hidden.example/x",
    )
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    caption = message(photo=photo, caption=URL, caption_entities=url_entity(URL))
    assert heard(caption).written.addresses == (URL,)
    assert heard(caption).written.text == URL


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("private", ChatKind.PRIVATE),
        ("group", ChatKind.BASIC),
        ("supergroup", ChatKind.GROUP),
        ("channel", ChatKind.CHANNEL),
    ],
)
def test_every_kind_of_chat_is_known(kind: str, expected: ChatKind) -> None:
    assert heard(message("x", chat={"id": 3, "type": kind})).chat.kind is expected


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        (f"/digest {URL} zh", "digest", f"{URL} zh"),
        (f"/digest@digest_bot {URL}", "digest", URL),
        ("/DIGEST", "digest", ""),
        (f"/digest\n{URL}", "digest", URL),
        (f"@digest_bot {URL}", "mention", URL),
        (f"{URL} @Digest_Bot please", "mention", f"{URL}   please"),
        (f"@digest_bot /digest {URL}", "digest", URL),
        ("see /digest", "", ""),
        ("mail a@digest_bottom", "", ""),
    ],
)
def test_commands_and_mentions_are_told_from_talk(text: str, command: str, arguments: str) -> None:
    said = heard(message(text))
    assert (said.command, said.arguments) == (command, arguments)
    assert said.way is (Way.COMMAND if command else Way.DROPPED)


def test_another_bots_command_is_not_for_us() -> None:
    assert read(message(f"/digest@other_bot {URL}")) is None


def test_a_command_is_not_carried_out_again_when_it_is_edited() -> None:
    assert read(message(f"/digest {URL}"), edited=True) is None
    assert heard(message(URL), edited=True).way is Way.EDITED


def test_our_own_inline_digest_is_not_digested() -> None:
    assert read(message(URL, via_bot=BOT)) is None


def test_an_anonymous_admin_goes_by_the_group_and_is_no_bot() -> None:
    said = heard({**message("/settings", sender_chat=GROUP), "from": ANONYMOUS})
    assert said.written.author == Person("-100", is_admin=True, name="Readers")


def test_who_writes_as_a_channel_goes_by_it() -> None:
    channel = {"id": -200, "type": "channel", "title": "News"}
    said = heard({**message(URL, sender_chat=channel), "from": ANONYMOUS})
    assert said.written.author == Person("-200", name="News")
    assert said.origin is None


def test_a_channel_post_that_telegram_copied_names_its_channel() -> None:
    channel = {"id": -200, "type": "channel", "title": "News"}
    said = heard(message(URL, sender_chat=channel, is_automatic_forward=True))
    assert said.origin == "-200"


def test_a_channel_post_has_no_author() -> None:
    channel = {"id": -200, "type": "channel", "title": "News"}
    fields = message(URL, chat=channel, sender_chat=channel)
    del fields["from"]
    assert heard(fields).written.author == Person(None)


def test_a_reply_shows_what_it_answers_and_whose_that_is() -> None:
    theirs = message(URL, entities=url_entity(URL), message_id=11)
    said = heard(message("/digest", reply_to_message=theirs))
    assert said.replied
    assert (said.replied.id, said.replied.addresses, said.replied.is_ours) == ("11", (URL,), False)
    ours = {**message("digest", message_id=10), "from": BOT}
    replied = heard(message("en", reply_to_message=ours)).replied
    assert replied
    assert replied.is_ours


@pytest.mark.parametrize(
    ("name", "size", "is_read"),
    [
        ("feeds.opml", 900, True),
        ("Feeds.XML", 512 << 10, True),
        ("feeds.opml", (512 << 10) + 1, False),
        ("feeds.opml", 0, False),
        ("feeds.opml", None, False),
        ("feeds.txt", 900, False),
        (None, 900, False),
    ],
)
def test_a_small_list_of_feeds_is_seen_and_no_other_file(
    name: str | None, size: int | None, is_read: bool
) -> None:
    document = {"file_id": "F1", "file_unique_id": "u", "file_name": name, "file_size": size}
    told = {key: value for key, value in document.items() if value is not None}
    sent = message(document=told, caption="/feed import")
    said = heard(sent)
    assert (said.command, said.arguments) == ("feed", "import")
    assert said.written.file == ("F1" if is_read else "")
    answer = heard(message("/feed import", reply_to_message=sent))
    assert answer.replied
    assert (answer.written.file, answer.replied.file) == ("", said.written.file)


def test_the_message_that_began_a_topic_is_not_what_is_answered() -> None:
    began = message(message_id=2, forum_topic_created={"name": "T", "icon_color": 1})
    fields = message("/digest", reply_to_message=began, message_thread_id=2, is_topic_message=True)
    said = heard(fields)
    assert said.replied is None
    assert said.chat.topic == "2"


def test_a_thread_of_replies_is_no_topic() -> None:
    assert heard(message(URL, message_thread_id=9)).chat.topic is None


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [([], ["✍"], True), (["✍"], ["✍"], False), ([], ["👍"], False), (["✍"], [], False)],
)
def test_one_reaction_asks_for_a_digest(old: list[str], new: list[str], asks: bool) -> None:
    def kinds(emoji: list[str]) -> list[dict[str, str]]:
        return [{"type": "emoji", "emoji": each} for each in emoji]

    changed = {
        "chat": GROUP, "message_id": 12, "user": ALICE, "date": 1_800_000_000,
        "old_reaction": kinds(old), "new_reaction": kinds(new),
    }  # fmt: skip
    update = Update.de_json({"update_id": 5, "message_reaction": changed}, None)
    assert update.message_reaction
    assert updates.asks_by_reaction(update.message_reaction) is asks


def test_a_guests_answer_goes_into_the_stub() -> None:
    text = f"@digest_bot {URL}"
    fields = message(
        text, entities=url_entity(text), guest_query_id="q", guest_bot_caller_user=ALICE
    )
    update = Update.de_json({"update_id": 5, "guest_message": fields}, None)
    assert update.guest_message
    said = updates.guest(update.guest_message, 5, NAME, "inline-1")
    assert said.chat == Chat("telegram", "inline-1", ChatKind.GUEST)
    assert (said.arguments, said.way, said.written.author.id) == (URL, Way.GUEST, "1")
