from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from discord.http import Route

from bot.adapters.discord.poster import NONCE_LIVES
from bot.core.errors import PostRejectedError, PostTargetError, PostUnknownError
from tests.adapters.discord.answers import (
    FILE,
    NAME,
    NOTICE,
    OTHER,
    aside,
    digest,
    group,
    guest,
    placing,
)

if TYPE_CHECKING:
    import discord

    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Place

SILENT = 1 << 12
CDN = "https://cdn.simcord.invalid"
LIST = ("feeds.opml", "<opml>河</opml>".encode())


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


def sent(place: Place) -> list[dict[str, Any]]:
    return [entry.json for entry in place.asked("POST", "/messages") if entry.json]


async def held(message: discord.Message | None) -> list[tuple[str, bytes]]:
    """The files that hang at a message."""
    assert message is not None
    return [(each.filename, await each.read()) for each in message.attachments]


async def test_a_file_is_a_silent_reply_with_a_line_about_it_and_counts_once(place: Place) -> None:
    asked = await place.bob.send(place.channel, "/feed export")
    for _ in range(2):
        posted = await place.poster.post(here(place), FILE, placing(asked.id))
    body, again = sent(place)
    assert body["content"] == "Feeds of this chat: 3"
    assert body["flags"] == SILENT
    assert body["nonce"].startswith(f"{NAME}-")
    assert body["nonce"] == again["nonce"]
    assert body["enforce_nonce"] is True
    assert body["message_reference"]["message_id"] == asked.id
    shown = place.channel.last_message
    assert str(shown.id if shown else None) == posted
    assert await held(shown) == [LIST]


async def test_who_may_not_read_the_history_gets_the_whole_file_too(place: Place) -> None:
    asked = await place.bob.send(place.channel, "/feed export")
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=160002)
    await place.poster.post(here(place), FILE, placing(asked.id))
    assert ["message_reference" in body for body in sent(place)] == [True, False]
    assert await held(place.channel.last_message) == [LIST]


async def test_a_file_that_is_refused_has_no_older_form(place: Place) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    with pytest.raises(PostRejectedError):
        await place.poster.post(here(place), FILE, placing())
    assert place.poster.layout_faults == 0


@pytest.mark.parametrize("is_private", [True, False])
async def test_a_command_is_answered_with_a_file(place: Place, is_private: bool) -> None:
    result = await place.bob.slash(place.channel, "digest", url="https://e.com", private=is_private)
    arrived = place.front.messages[-1]
    for _ in range(2):
        await place.poster.edit(arrived.chat, arrived.places[0], FILE, placing())
    assert result.response
    assert result.response.content == "Feeds of this chat: 3"
    assert result.response.ephemeral is is_private
    assert await held(result.response.message) == [LIST]


async def test_a_file_follows_another_answer(place: Place) -> None:
    result = await place.bob.slash(place.channel, "digest", url="https://e.com", private=True)
    arrived = place.front.messages[-1]
    await place.poster.edit(arrived.chat, arrived.places[0], digest(), placing())
    await place.poster.edit(arrived.chat, arrived.places[1], FILE, placing(name=OTHER))
    (answer,) = result.followups
    assert answer.ephemeral
    assert await held(answer.message) == [LIST]


async def test_a_file_cannot_take_the_place_of_a_message(place: Place) -> None:
    posted = await place.poster.post(here(place), NOTICE, placing())
    with pytest.raises(PostTargetError):
        await place.poster.edit(here(place), posted, FILE, placing())
    assert place.asked("PATCH", "/messages") == []


async def test_a_file_whose_sending_nobody_answered_is_sent_again_or_left(place: Place) -> None:
    assert await place.poster.find(here(place), FILE, placing(), frozenset()) is None
    place.host.clock.advance(NONCE_LIVES + 1)
    with pytest.raises(PostUnknownError) as fault:
        await place.poster.find(here(place), FILE, placing(), frozenset())
    assert fault.value.is_final
    for chat in (aside(4711), guest(4711)):
        assert await place.poster.find(chat, FILE, placing(), frozenset()) is None
    assert place.asked("GET", "/messages") == []


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in's files lie where Discord's do."""
    monkeypatch.setattr("bot.adapters.discord.bot.FILES", CDN)


@pytest.mark.usefixtures("kept")
async def test_a_file_that_somebody_sent_is_read(place: Place) -> None:
    await place.bob.send(place.channel, "/feed import", attachments=[LIST])
    file = place.front.messages[-1].written.file
    assert file.startswith(CDN)
    assert await place.poster.read_file(here(place), file) == LIST[1]


@pytest.mark.usefixtures("kept")
async def test_a_file_that_is_gone_or_too_big_is_not_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PostRejectedError):
        await place.poster.read_file(here(place), f"{CDN}/attachments/1/2/feeds.opml")
    await place.bob.send(place.channel, "x", attachments=[LIST])
    monkeypatch.setattr("bot.adapters.discord.poster.FILE_MOST", len(LIST[1]) - 1)
    with pytest.raises(PostRejectedError, match="bigger"):
        await place.poster.read_file(here(place), place.front.messages[-1].written.file)


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/feeds.opml?ex=1&is=2&hm=3", True),
        ("http://cdn.discordapp.com/attachments/1/2/feeds.opml", False),
        ("https://cdn.discordapp.com:444/attachments/1/2/feeds.opml", False),
        ("https://cdn.discordapp.com@evil.example/feeds.opml", False),
        ("https://cdn.discordapp.com.evil.example/feeds.opml", False),
        ("https://evil.example/feeds.opml", False),
        ("http://127.0.0.1:8080/feeds.opml", False),
        ("http://127.0.0.1:9000/attachments/1/2/feeds.opml", True),
        ("file:///etc/passwd", False),
        ("feeds.opml", False),
        ("http://[", False),
        ("", False),
    ],
)
async def test_only_what_discord_keeps_is_fetched(
    place: Place, monkeypatch: pytest.MonkeyPatch, url: str, is_kept: bool
) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9000/api/v10")
    assert place.host.bot.has_file(url) is is_kept
    if not is_kept:
        with pytest.raises(PostRejectedError, match="does not keep"):
            await place.poster.read_file(here(place), url)
