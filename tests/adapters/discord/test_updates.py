from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.adapters.discord import updates
from bot.core.chats import Chat, ChatKind, Way
from tests.adapters.discord.wire import (
    ALICE,
    BOB,
    CHANNEL,
    DIRECT,
    SERVER,
    THREAD,
    US,
    Wire,
    user,
)

LINK = "https://example.com/a"
CDN = "https://cdn.discordapp.com/attachments/1"


@pytest.fixture
def wire() -> Wire:
    return Wire()


def heard(message: discord.Message, *, edited: bool = False) -> Any:
    return updates.incoming(message, US, edited=edited)


def test_a_channel_lies_within_its_server(wire: Wire) -> None:
    assert heard(wire.message(LINK)).chat == Chat(
        "discord", str(CHANNEL), ChatKind.GROUP, within=(str(SERVER),)
    )


def test_a_thread_lies_within_its_channel_and_its_server(wire: Wire) -> None:
    chat = heard(wire.message(LINK, at=THREAD)).chat
    assert chat == Chat("discord", str(THREAD), ChatKind.THREAD, within=(str(CHANNEL), str(SERVER)))
    assert chat.whole == str(SERVER)


def test_a_channel_that_is_not_known_yet_is_one_all_the_same(wire: Wire) -> None:
    at = wire.client.get_partial_messageable(4711, guild_id=SERVER)
    message = wire.message(LINK, at=at, guild_id=str(SERVER))
    assert heard(message).chat == Chat("discord", "4711", ChatKind.GROUP, within=(str(SERVER),))


def test_direct_messages_go_by_the_person(wire: Wire) -> None:
    assert heard(wire.message(LINK, at=wire.direct())).chat == updates.private_chat(BOB)


def test_a_message_among_several_people_outside_of_servers_is_not_for_us(wire: Wire) -> None:
    data: Any = {"id": "802", "type": 3, "recipients": [user(BOB), user(ALICE)]}
    at = discord.GroupChannel(me=wire.state.user, state=wire.state, data=data)
    assert heard(wire.message(LINK, at=at)) is None


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        (f"<@{US}> {LINK}", "mention", LINK),
        (f"<@!{US}>", "mention", ""),
        (f"{LINK} <@{US}> please", "mention", f"{LINK}   please"),
        (f"<@{US}> /digest {LINK} zh", "digest", f"{LINK} zh"),
        (f"<@{US}> /Help", "help", ""),
        (f"<@{US}> /digest\n{LINK}", "digest", LINK),
        (f"<@{BOB}> {LINK}", "", ""),
        (f"<@&{US}> {LINK}", "", ""),
        (f"/digest {LINK}", "", ""),
        (LINK, "", ""),
    ],
)
def test_in_a_channel_only_a_mention_of_us_is_a_command(
    wire: Wire, text: str, command: str, arguments: str
) -> None:
    said = heard(wire.message(text))
    assert (said.command, said.arguments) == (command, arguments)
    assert said.way is (Way.COMMAND if command else Way.DROPPED)


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        (f"/digest {LINK}", "digest", LINK),
        ("/help", "help", ""),
        ("/forget  me ", "forget", "me"),
        (f"<@{US}> /settings", "settings", ""),
        (f"see /digest {LINK}", "", ""),
        ("/home/bob is mine", "", ""),
        ("/" + "x" * 33, "", ""),
    ],
)
def test_in_direct_messages_a_typed_command_is_one(
    wire: Wire, text: str, command: str, arguments: str
) -> None:
    said = heard(wire.message(text, at=wire.direct()))
    assert (said.command, said.arguments) == (command, arguments)


def test_what_is_hidden_as_a_spoiler_is_read_without_its_bars(wire: Wire) -> None:
    assert heard(wire.message(f"||{LINK}||")).written.text == f" {LINK} "


def test_a_forwarded_message_is_read_with_what_it_forwards(wire: Wire) -> None:
    snapshot = {"message": Wire.data(LINK)}
    said = heard(wire.message("look", message_snapshots=[snapshot]))
    assert said.written.text == f"look\n{LINK}"


def test_the_addresses_of_previews_count_only_where_there_is_no_text(wire: Wire) -> None:
    embeds = [{"type": "link", "url": LINK}, {"type": "rich", "title": "no address"}]
    assert heard(wire.message("", embeds=embeds)).written.addresses == (LINK,)
    assert heard(wire.message("words", embeds=embeds)).written.addresses == ()


@pytest.mark.parametrize(
    ("name", "size", "is_read"),
    [
        ("feeds.opml", 900, True),
        ("Feeds.XML", 512 << 10, True),
        ("feeds.opml", (512 << 10) + 1, False),
        ("feeds.opml", 0, False),
        ("feeds.txt", 900, False),
    ],
)
def test_a_small_list_of_feeds_is_seen_and_no_other_file(
    wire: Wire, name: str, size: int, is_read: bool
) -> None:
    picture = {"id": "1", "filename": "a.png", "size": 9, "url": f"{CDN}/1/a.png", "proxy_url": ""}
    file = {**picture, "id": "2", "filename": name, "size": size, "url": f"{CDN}/2/{name}?ex=1"}
    said = heard(wire.message(f"<@{US}> /feed import", attachments=[picture, file]))
    assert said.written.file == (f"{CDN}/2/{name}?ex=1" if is_read else "")
    answer = heard(wire.message(
        f"<@{US}> /feed import",
        type=19,
        message_reference={"message_id": "999", "channel_id": str(CHANNEL)},
        referenced_message=Wire.data("", number=999, attachments=[picture, file]),
    ))  # fmt: skip
    assert (answer.written.file, answer.replied.file) == ("", said.written.file)


@pytest.mark.parametrize("kind", [6, 7, 8, 18, 19 + 1, 21, 23, 24, 46])
def test_what_the_platform_itself_says_is_ignored(wire: Wire, kind: int) -> None:
    assert heard(wire.message(LINK, type=kind)) is None


def test_what_a_webhook_says_is_ignored(wire: Wire) -> None:
    assert heard(wire.message(LINK, webhook_id="4")) is None


def test_another_bot_is_known_as_one(wire: Wire) -> None:
    assert heard(wire.message(LINK, author=user(BOB, bot=True))).written.author.is_bot


def test_a_reply_shows_what_it_answers(wire: Wire) -> None:
    said = heard(wire.message(
        f"<@{US}>",
        type=19,
        message_reference={"message_id": "999", "channel_id": str(CHANNEL)},
        referenced_message=Wire.data(LINK, by=ALICE, number=999),
    ))  # fmt: skip
    assert said.replied.id == "999"
    assert said.replied.text == LINK
    assert said.replied.author.id == str(ALICE)
    assert not said.replied.is_ours


def test_a_reply_to_us_is_known_as_one(wire: Wire) -> None:
    said = heard(wire.message(
        "en",
        type=19,
        message_reference={"message_id": "999", "channel_id": str(CHANNEL)},
        referenced_message=Wire.data("", by=US, number=999),
    ))  # fmt: skip
    assert said.replied.is_ours


def test_a_reply_to_what_is_gone_answers_nothing(wire: Wire) -> None:
    said = heard(wire.message(
        LINK,
        type=19,
        message_reference={"message_id": "999", "channel_id": str(CHANNEL)},
        referenced_message=None,
    ))  # fmt: skip
    assert said.replied is None


def test_what_is_forwarded_is_no_reply(wire: Wire) -> None:
    said = heard(wire.message(
        "",
        message_reference={"type": 1, "message_id": "999", "channel_id": str(CHANNEL)},
        message_snapshots=[{"message": Wire.data(LINK)}],
    ))  # fmt: skip
    assert said.replied is None
    assert said.written.text == LINK


def test_each_edit_has_a_name_of_its_own_that_stays_when_a_preview_follows(wire: Wire) -> None:
    def name(**more: Any) -> Any:
        return heard(wire.message(LINK, **more), edited="edited_timestamp" in more).update

    first = "2026-01-01T00:01:00.000000+00:00"
    again = "2026-01-01T00:01:00.250000+00:00"
    preview = [{"type": "link", "url": LINK}]
    assert name() == "1000@"
    assert name(edited_timestamp=first) != name(edited_timestamp=again)
    assert name(edited_timestamp=first) == name(edited_timestamp=first, embeds=preview)


def test_an_edit_is_told_as_one_unless_it_is_a_command(wire: Wire) -> None:
    when = "2026-01-01T00:01:00.000000+00:00"
    said = heard(wire.message(LINK, edited_timestamp=when), edited=True)
    assert said.way is Way.EDITED
    assert said.sent_at == 1_420_070_400  # as its id says
    assert heard(wire.message(f"<@{US}> {LINK}", edited_timestamp=when), edited=True) is None


@pytest.mark.parametrize(
    ("locale", "text", "language"),
    [
        ("en-US", LINK, ""),
        ("en-US", f"看看 {LINK}", "zh"),
        ("zh-CN", LINK, "zh-CN"),
        ("de", f"看看 {LINK}", "de"),
    ],
)
def test_the_language_is_the_servers_else_what_they_write_in(
    locale: str, text: str, language: str
) -> None:
    assert heard(Wire(locale).message(text)).written.author.language == language


def test_in_direct_messages_the_words_alone_tell_the_language(wire: Wire) -> None:
    said = heard(wire.message("你好", at=wire.direct()))
    assert said.written.author.language == "zh"
    assert said.written.id == "1000"
    assert wire.direct().id == DIRECT
