"""Conversations that the program does not hold yet as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.fakes.site import answer
from tests.fakes.telegram.world import ALICE, CAROL, READERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from tests.chats.town import Town

    Found = Callable[..., AbstractAsyncContextManager[Town]]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_failure_is_told_in_words_and_can_be_retried(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    bad, good = answer(status="404 Not Found"), answer(pages.article("en"))
    asked = await town.say(chat, bob, f"/digest {town.broken(bad, good)}")
    (told,) = await town.posts(chat)
    assert told.text == "The article doesn't exist (404)."
    assert told.buttons[0][0][0] == "Retry"
    await town.cleared(asked)
    stranger = town.person("en")
    refused = await town.toast(told, "Retry", stranger)
    assert refused == "Only who asked, who posted the link, or an admin can do that."
    assert await town.toast(told, "Retry", bob) == "Making it anew…"
    await town.until(lambda: pages.EN[0] in told.text)
    assert told.buttons[0][0][0] == "Original"
    assert town.telegram.ours(chat) == [told]
    await town.until(lambda: asked.reactions == [])


@pytest.mark.parametrize("links", ["one", "many"])
async def test_a_hundred_commands_of_one_person_get_few_answers_and_others_theirs(
    town: Town, links: str
) -> None:
    chat, bob, carol, url = town.group(), town.person("en"), town.person("en"), town.article()
    for _ in range(100):
        await town.say(chat, bob, f"/digest {url if links == 'one' else town.article()}")
    asked = await town.say(chat, carol, "/help")
    await town.until(lambda: asked in [post.reply_to for post in town.telegram.ours(chat)], 25)
    assert len(town.telegram.ours(chat)) <= 20


async def test_the_welcome_knows_that_privacy_was_just_switched_off(town: Town) -> None:
    town.telegram.privacy(on=True)
    first, second = town.group(status="left"), town.group(status="left")
    await town.telegram.set_member(first, "member")
    (hello,) = await town.posts(first)
    assert "privacy mode is on" in hello.text
    town.telegram.privacy(on=False)
    await town.telegram.set_member(second, "member")
    (hello,) = await town.posts(second)
    assert "privacy mode is on" not in hello.text


async def test_words_that_were_just_sent_when_it_was_killed_hold_up_nobody(found: Found) -> None:
    async with found() as town:
        await town.ask(READERS, ALICE, "/settings style full")
        await town.program.kill()
        await town.open()
        told = await town.ask(READERS, CAROL, "/digest")
        assert told.text.startswith("Usage: ")


async def test_words_whose_answer_was_lost_hold_up_nobody(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.fault("sendMessage", chat=chat, after=True, drop=True)
    await town.ask(chat, bob, "/help")
    told = await town.ask(chat, bob, "/digest")
    assert told.text.startswith("Usage: ")


async def test_a_database_that_cannot_be_made_is_told_in_one_line(found: Found) -> None:
    async with found(opened=False, DATABASE_URL="sqlite:////proc/nowhere/x.db") as town:
        await town.program.launch()
        assert await town.program.ended() == 1
        (line,) = town.program.errors.read_text("utf-8").splitlines()
        assert line.startswith("linkdigest: store: ")
        assert "/proc/nowhere" in line
        town.program.forgiven.append(line)
