"""Ends that nobody planned: killed at any moment, told to end, started twice; nothing is lost."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from tests.chats.program import Program
from tests.chats.together import together
from tests.chats.town import SEEN
from tests.fakes.telegram.world import ALICE, BOB, CAROL, READERS

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILLS = 8
SOONEST, LATEST = 0.6, 2.4
"""Seconds from a start to the kill: while it starts, resumes, reads, posts, or has done all."""


async def a_round(town: Town) -> list[Message]:
    """Links in new chats: two in a group, a command in another, one in a private chat."""
    group, other, bob = town.group(), town.group(), town.person()
    return [
        await town.say(group, town.person(), town.article()),
        await town.say(other, bob, f"/digest {town.article()}"),
        await town.say(bob, bob, town.article()),
        await town.say(group, town.person(), town.article()),
    ]


def answers(town: Town, link: Message) -> list[Message]:
    """Our messages that answer this one. A chat's messages say whom they answer."""
    return [post for post in town.telegram.ours(link.room.id) if post.reply_to is link]


async def test_killed_at_any_moment_every_link_is_answered_exactly_once(found: Founder) -> None:
    dice = random.Random(20261127)
    async with found() as town:
        links: list[Message] = []
        for _ in range(KILLS):
            links += await a_round(town)
            await asyncio.sleep(dice.uniform(SOONEST, LATEST))
            await town.program.kill()
            await town.program.launch()
        await town.until(lambda: all(answers(town, link) for link in links), 20)
        await town.until(lambda: all(SEEN not in link.reactions for link in links))
        ours = {link.room.id: town.telegram.ours(link.room.id) for link in links}
        for link in links:
            (digest,) = answers(town, link)
            assert "Key points" in digest.text
        assert sum(map(len, ours.values())) == len(links)
        assert await town.program.stop() == 0


@together
async def test_told_to_end_it_ends_soon_and_the_next_start_answers_what_is_owed_and_was_said(
    found: Founder,
) -> None:
    async with found() as town:
        meanwhile = town.group()
        url, come = town.slow_article()
        asked = await town.say(READERS, CAROL, f"/digest {url}")
        await town.until(lambda: town.fetched(url))
        started = asyncio.get_running_loop().time()
        assert await town.program.stop() == 0
        assert asyncio.get_running_loop().time() - started < 10
        assert town.telegram.ours(READERS) == []
        link = await town.say(meanwhile, CAROL, town.article())
        come.set()
        await town.open()
        (digest,) = await town.posts(READERS)
        assert digest.reply_to is asked
        (other,) = await town.posts(meanwhile)
        assert other.reply_to is link
        await town.until(lambda: asked.reactions == [])
        assert len(town.telegram.ours(READERS)) == 1


@together
async def test_a_placeholder_outlives_a_crash_even_if_it_was_just_being_posted(
    found: Founder,
) -> None:
    async with found() as town:
        later = town.group()
        url, come = town.slow_article()
        asked = [await town.say(READERS, CAROL, f"/digest {url}")]
        await asyncio.sleep(0.7)
        asked.append(await town.say(later, CAROL, f"/digest {url}"))
        (second,) = await town.posts(later, seconds=14)
        await town.program.kill()  # before the id of the second can be written down
        (first,) = town.telegram.ours(READERS)
        assert first.text == second.text == "⏳ Reading 127.0.0.1…"
        await town.open()
        come.set()
        await town.until(lambda: all("Key points" in post.text for post in (first, second)))
        await town.until(lambda: all(message.reactions == [] for message in asked))
        assert town.telegram.ours(READERS) == [first]
        assert town.telegram.ours(later) == [second]


@together
async def test_words_that_were_just_sent_when_it_was_killed_hold_up_nobody(found: Founder) -> None:
    async with found() as town:
        told = await town.ask(READERS, ALICE, "/settings style full")
        await town.program.kill()  # whether they were posted is not known; they may come again
        await town.open()
        await town.say(READERS, CAROL, "/digest")
        ours = town.telegram.ours
        await town.until(lambda: ours(READERS)[-1].text.startswith("Usage: "), 3)
        assert {post.text for post in ours(READERS)[:-1]} == {told.text}
        assert len(ours(READERS)) <= 3
        panel = await town.ask(READERS, ALICE, "/settings")
        assert "Layout: full (set here)" in panel.text


@together
async def test_what_is_nearly_done_is_finished_before_the_end(found: Founder) -> None:
    async with found() as town:
        url, come = town.slow_article()
        await town.say(READERS, CAROL, url)
        await town.until(lambda: town.fetched(url))
        ending = asyncio.ensure_future(town.program.stop())
        await asyncio.sleep(0.3)
        come.set()
        assert await ending == 0
        assert len(town.telegram.ours(READERS)) == 1


@together
async def test_an_update_that_comes_again_after_a_restart_is_known(found: Founder) -> None:
    async with found() as town:
        link = await town.say(READERS, CAROL, town.article())
        await town.posts(READERS)
        await town.cleared(link)
        await town.program.kill()
        assert link.update_id
        await town.telegram.push_again(link.update_id)
        await town.open()
        told = await town.ask(READERS, BOB, "/help")
        assert [post.reply_to is link for post in town.telegram.ours(READERS)] == [True, False]
        assert told.text.startswith("我是 Digest")


@together
async def test_a_second_start_on_the_same_database_says_so_and_ends(found: Founder) -> None:
    async with found() as town:
        second = Program(town.program.folder, town.environment, starts=70)
        await second.launch()
        assert await second.ended() == 1
        (line,) = second.errors.read_text("utf-8").splitlines()
        assert line.startswith("linkdigest: store: ")
        town.program.forgiven.append(line)
        await town.say(READERS, CAROL, town.article())
        await town.posts(READERS)


@together
async def test_another_program_with_the_token_ends_it_with_a_clear_line(found: Founder) -> None:
    async with found() as town:
        town.telegram.fault(
            "getUpdates",
            times=5,
            status=409,
            description="Conflict: terminated by other getUpdates",
        )
        town.program.forgiven.append("another program is polling Telegram")
        await town.say(READERS, CAROL, "wake up")
        assert await town.program.ended() == 1
        last = town.program.errors.read_text("utf-8").splitlines()[-1]
        assert last.startswith("linkdigest: platform: another program is polling Telegram")
