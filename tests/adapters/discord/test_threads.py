from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.discord.answers import NOTICE, digest, group, placing

if TYPE_CHECKING:
    from bot.core.chats import Chat
    from tests.adapters.discord.conftest import Place


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


async def test_the_whole_digest_stands_in_a_thread_of_its_short_form(place: Place) -> None:
    posted = await place.poster.post(here(place), digest(), placing(in_thread=True))
    (made,) = place.channel.threads
    assert str(made.id) == posted
    assert made.name is not None
    assert "The river" in made.name
    whole = [message for message in made.history() if message.components]
    assert len(whole) == 1
    assert "Point 4" in str([each.to_dict() for each in whole[0].components])
    short = place.channel.history()[0]
    assert "Point 4" not in str([each.to_dict() for each in short.components])
    (body,) = [entry.json for entry in place.asked("POST", f"/{posted}/messages") if entry.json]
    assert body["flags"] & 1 << 12


async def test_an_edit_fills_the_same_thread_anew(place: Place) -> None:
    posted = await place.poster.post(here(place), digest(), placing(in_thread=True))
    changed = digest("It fell.")
    for _ in range(2):
        await place.poster.edit(here(place), posted, changed, placing(in_thread=True))
    (made,) = place.channel.threads
    whole = [message for message in made.history() if message.components]
    assert len(whole) == 1
    assert "It fell." in str([each.to_dict() for each in whole[0].components])


async def test_a_message_that_was_found_gets_its_thread(place: Place) -> None:
    await place.poster.post(here(place), digest(), placing())
    chat = here(place)
    found = await place.poster.find(chat, digest(), placing(in_thread=True), frozenset())
    assert [str(made.id) for made in place.channel.threads] == [found]


async def test_words_of_ours_have_no_thread(place: Place) -> None:
    await place.poster.post(here(place), NOTICE, placing(in_thread=True))
    await place.poster.post(here(place), digest(), placing(in_thread=False))
    assert place.channel.threads == []


@pytest.mark.parametrize("status", [400, 403, 503])
async def test_where_threads_are_refused_the_digest_is_posted_all_the_same(
    place: Place, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    place.env.inject_error("POST", "/channels/*/threads", status=status, code=50013)
    assert await place.poster.post(here(place), digest(), placing(in_thread=True))
    assert place.channel.threads == []
    assert "a digest has no thread" in caplog.text


async def test_a_session_that_is_closed_meanwhile_leaves_the_digest_posted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(*_: object) -> None:
        raise RuntimeError("Session is closed")

    monkeypatch.setattr("bot.adapters.discord.threads.Threads._fill", closed)
    assert await place.poster.post(here(place), digest(), placing(in_thread=True))
