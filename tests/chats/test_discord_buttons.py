"""Buttons below our messages on Discord, also after a restart: who may, and what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City
    from tests.chats.together import Builder

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_another_language_is_shown_to_who_asks_and_can_be_turned_back(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person()
    await city.say(channel, bob, city.article("en"))
    (digest,) = await city.posts(channel)
    chinese = await city.press(digest, carol, "中文")
    assert chinese.is_ephemeral
    assert "### 关键要点" in chinese.text
    assert "### Key points" in digest.text
    await city.discord.press(chinese, carol, "English")
    await city.until(lambda: "### Key points" in chinese.text)
    assert len(city.discord.ours(channel)) == 1


@together
async def test_evidence_is_shown_to_who_asks_for_it(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person()
    await city.say(channel, bob, city.article("en"))
    (digest,) = await city.posts(channel)
    evidence = await city.press(digest, carol, "Evidence")
    assert evidence.is_ephemeral
    assert f"-# «{pages.EN[3]}»" in evidence.text
    await city.discord.press(evidence, carol, "Back")
    await city.until(lambda: "«" not in evidence.text)


@together
async def test_again_makes_the_digest_anew_in_its_place_for_who_may(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person()
    url = city.article("en")
    await city.say(channel, bob, url)
    (digest,) = await city.posts(channel)
    no = await city.press(digest, carol, "Again")
    assert no.text == "Only who asked, who posted the link, or a moderator can do that."
    assert no.is_ephemeral
    await city.discord.press(digest, bob, "Again")
    await city.until(lambda: city.fetched(url) == 2 and digest.edited)
    assert city.discord.ours(channel) == [digest]


@together
async def test_delete_is_for_who_asked_and_for_who_keeps_order(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person()
    await city.say(channel, bob, city.article())
    await city.say(channel, bob, city.article())
    one, other = await city.posts(channel, 2)
    await city.press(one, carol, "Delete")
    assert not one.deleted
    await city.discord.press(one, bob, "Delete")
    await city.until(lambda: one.deleted)
    await city.discord.press(other, city.moderator(channel), "Delete")
    await city.until(lambda: other.deleted)


@together
async def test_buttons_work_after_a_restart(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        await city.say(channel, bob, city.article("en"))
        (digest,) = await city.posts(channel)
        mine = await city.press(digest, bob, "All points")
        await city.program.kill()
        await city.program.start()
        assert (await city.press(digest, bob, "Evidence")).is_ephemeral
        await city.discord.press(mine, bob, "Evidence")
        await city.until(lambda: "«" in mine.text)
        await city.discord.press(digest, bob, "Delete")
        await city.until(lambda: digest.deleted)


@together
async def test_buttons_of_another_time_say_that_they_have_expired(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        await city.say(channel, bob, city.article("en"))
        (digest,) = await city.posts(channel)
        await city.program.stop()
        for file in (city.program.folder / "data").iterdir():
            file.unlink()
        await city.program.start()
        assert "expired" in (await city.press(digest, bob, "Again")).text
        assert "expired" in (await city.press(digest, bob, "Evidence")).text
