"""Floods: much at once is bounded, answered politely, and carried by a process that stays small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.town import LIMITED, SEEN

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEGABYTE = 1024 * 1024


async def test_sixty_links_from_one_person_bring_three_digests_and_a_yawn(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(town.group(), town.person(), town.article())
    before, fetched = town.program.memory(), len(town.site.requests)
    links = [await town.say(chat, bob, town.article()) for _ in range(60)]
    posts = await town.posts(chat, 3)
    await town.until(lambda: links[-1].reactions == [LIMITED])
    assert [post.reply_to for post in posts] == links[:3]
    assert len(town.site.requests) - fetched == 3
    await town.until(lambda: all(SEEN not in link.reactions for link in links))
    assert town.program.memory() - before < 40 * MEGABYTE
    assert town.program.is_alive
    assert len(town.telegram.ours(chat)) == 3


async def test_five_hundred_links_within_a_minute_leave_the_program_as_small_as_it_was(
    found: Founder,
) -> None:
    async with found() as town:
        chat, bob, url = town.group(), town.person("en"), town.article()
        people = [town.person() for _ in range(50)]
        await town.ask(town.group(), town.person(), town.article())
        sizes, fetched = [town.program.memory()], len(town.site.requests)
        for _ in range(2):
            for number in range(250):
                who = bob if number % 2 else people[number // 5]
                last = await town.say(chat, who, town.article())
            await town.until(lambda it=last: town.signs(it)[-1:] == [LIMITED], 30)  # type: ignore[misc]
            sizes.append(town.program.memory())
            quiet = town.group()
            await town.say(quiet, town.person(), url)
            assert len(await town.posts(quiet, seconds=5)) == 1
        assert sizes[2] - sizes[1] < 8 * MEGABYTE
        assert sizes[2] - sizes[0] < 20 * MEGABYTE
        assert len(town.telegram.ours(chat)) == 10  # as many as a chat may have in an hour
        assert len(town.site.requests) - fetched == 10 + 1


async def test_a_hundred_commands_in_one_chat_hold_up_no_other(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    before = town.program.memory()
    url = town.article()
    for _ in range(100):
        await town.say(chat, bob, f"/digest {url}")
    quiet, carol = town.group(), town.person("en")
    await town.say(quiet, carol, town.article())
    (digest,) = await town.posts(quiet, seconds=5)
    assert "Key points" in digest.text
    assert town.program.memory() - before < 40 * MEGABYTE
    assert town.fetched(url) == 1


async def test_a_hundred_commands_of_one_person_get_few_answers_and_others_theirs(
    town: Town,
) -> None:
    one, many, bob, carol = town.group(), town.group(), town.person("en"), town.person("en")
    url, ours = town.article(), town.telegram.ours
    for _ in range(100):
        await town.say(one, bob, f"/digest {url}")
        await town.say(many, bob, f"/digest {town.article()}")
    for chat in (one, many):
        asked = await town.say(chat, carol, "/help")
        await town.until(lambda it=asked: it in [p.reply_to for p in ours(it.room.id)], 8)  # type: ignore[misc]
        assert len(ours(chat)) <= 20
        busy = [post for post in ours(chat) if post.text.startswith("Too many requests at once.")]
        assert 1 <= len(busy) <= 2  # one in each minute


async def test_twenty_chats_with_one_link_are_one_fetch_one_call_and_twenty_posts(
    town: Town,
) -> None:
    chats = [town.group() for _ in range(20)]
    url, come = town.slow_article()
    calls = len(town.model.asked)
    for chat in chats:
        await town.say(chat, town.person(), url)
    await town.until(lambda: town.fetched(url))
    come.set()
    for chat in chats:
        (digest,) = await town.posts(chat)
        assert digest.buttons[0][0][1] == url
    assert town.fetched(url) == 1
    assert len(town.model.asked) - calls == 1


async def test_in_a_burst_every_chat_keeps_its_order(town: Town) -> None:
    chats = [town.group() for _ in range(8)]
    town.telegram.limit()
    said: dict[int, list[Message]] = {chat: [] for chat in chats}
    for _ in range(3):
        for chat in chats:
            said[chat].append(await town.say(chat, town.person(), town.article()))
    for chat in chats:
        posts = await town.posts(chat, 3, seconds=20)
        assert [post.reply_to for post in posts] == said[chat]
    assert town.telegram.throttled == 0
