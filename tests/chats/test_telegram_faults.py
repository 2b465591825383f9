"""What goes wrong at Telegram's side: lost answers, floods, refusals, chats that close or move."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together
from tests.chats.town import SEEN
from tests.fakes.telegram.world import CAROL, READERS

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("how", ["no answer", "an error"])
@pytest.mark.parametrize("kind", ["supergroup", "group"])
@together
async def test_a_post_whose_answer_is_lost_stands_there_once(
    town: Town, kind: str, how: str
) -> None:
    chat, bob = town.group(kind), town.person("en")
    town.telegram.fault("sendMessage", chat=chat, after=True, drop=how == "no answer")
    link = await town.say(chat, bob, town.article())
    await town.cleared(link)
    (digest,) = town.telegram.ours(chat)
    assert "Key points" in digest.text
    assert await town.toast(digest, "Delete", bob) == "Deleted."


@pytest.mark.parametrize("how", ["no answer", "an error"])
@together
async def test_a_post_that_never_took_effect_is_made_again_once(town: Town, how: str) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.fault("sendMessage", chat=chat, drop=how == "no answer")
    link = await town.say(chat, bob, town.article())
    await town.cleared(link)
    assert len(town.telegram.ours(chat)) == 1


@together
async def test_a_lost_answer_in_the_private_chat_means_no_second_message(town: Town) -> None:
    bob = town.person("en")
    town.telegram.fault("sendMessage", chat=bob, after=True, drop=True)
    link = await town.say(bob, bob, town.article())
    await town.cleared(link)
    assert len(town.telegram.ours(bob)) == 1


@together
async def test_a_lost_answer_among_the_talk_of_others_is_found(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    url, come = town.slow_article()
    link = await town.say(chat, bob, url)
    for word in ("well", "well", "well"):
        await town.say(chat, town.person(), word)
    town.telegram.fault("sendMessage", chat=chat, after=True, drop=True)
    come.set()
    await town.cleared(link)
    assert len(town.telegram.ours(chat)) == 1


@together
async def test_a_lost_answer_is_found_behind_what_many_other_private_chats_got(town: Town) -> None:
    bob = town.person("en")
    url, come = town.slow_article()
    link = await town.say(bob, bob, url)
    others = [town.person("en") for _ in range(15)]  # one count of ids for all private chats
    for other in others:
        await town.say(other, other, town.article())
    for other in others:
        await town.posts(other)
    town.telegram.fault("sendMessage", chat=bob, after=True, drop=True)
    come.set()
    await town.cleared(link)
    assert len(town.telegram.ours(bob)) == 1


async def test_a_flood_warning_pauses_its_chat_alone_and_keeps_the_order(town: Town) -> None:
    busy, free = town.group(), town.group()
    town.telegram.fault("sendMessage", chat=busy, retry_after=3)
    links = [await town.say(busy, town.person(), town.article()) for _ in range(2)]
    await town.until(lambda: any(method == "sendMessage" for method, _ in town.telegram.refused))
    at = asyncio.get_running_loop().time()
    await town.say(free, town.person(), town.article())
    await town.posts(free, seconds=2)
    assert town.telegram.ours(busy) == []
    posts = await town.posts(busy, 2)
    assert [post.reply_to for post in posts] == links
    assert posts[0].at - at > 2


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.program.forgiven.append("markup was refused")
    words = "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b"
    town.telegram.fault("sendMessage", chat=chat, status=400, description=words)
    await town.say(chat, bob, town.article("en"))
    (digest,) = await town.posts(chat)
    assert digest.text.startswith(pages.EN[0])
    assert digest.entities == ()
    assert town.program.says("markup was refused")


async def test_who_has_blocked_us_hears_nothing_more(town: Town) -> None:
    bob = town.person("en")
    url, come = town.slow_article()
    await town.say(bob, bob, url)
    await town.until(lambda: town.fetched(url))
    await town.telegram.set_member(bob, "kicked", by=bob)
    come.set()
    await town.until(lambda: town.program.says("not posted"))
    tries = [c for c in town.telegram.calls_of("sendMessage") if c.params["chat_id"] == bob]
    assert len(tries) <= 1
    assert town.telegram.ours(bob) == []


@together
async def test_a_chat_that_has_moved_unheard_gets_its_digest_at_the_new_place(town: Town) -> None:
    chat, bob = town.group("group"), town.person("en")
    new = town.group()
    town.telegram.world.rooms[chat].moved_to = new
    await town.say(chat, bob, town.article())
    (digest,) = await town.posts(new)
    assert "Key points" in digest.text


@together
async def test_the_same_update_twice_is_one_digest(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    link = await town.say(chat, bob, town.article())
    assert link.update_id
    await town.telegram.push_again(link.update_id)
    await town.posts(chat)
    await town.telegram.push_again(link.update_id)
    await town.say(chat, town.person(), town.article())
    posts = await town.posts(chat, 2)
    assert [post.reply_to is link for post in posts] == [True, False]


@together
async def test_the_same_press_and_command_twice_are_one(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    said = await town.say(chat, bob, "/help")
    (told,) = await town.posts(chat)
    assert said.update_id
    await town.telegram.push_again(said.update_id)
    digest = await town.ask(chat, bob, f"/digest {town.article()}")
    press = await town.press(digest, "Delete", bob)
    assert press.update_id
    await town.telegram.push_again(press.update_id)
    other = await town.ask(chat, bob, "/digest")
    assert town.telegram.ours(chat) == [told, other]


async def test_errors_of_telegram_while_polling_are_outlasted(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.fault("getUpdates", times=1, status=502)
    await town.say(chat, bob, town.article())
    await town.posts(chat)
    await town.say(chat, town.person(), town.article())
    await town.posts(chat, 2)


async def test_a_slow_telegram_gets_each_message_once(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.delay("sendMessage", 1.5)
    try:
        link = await town.say(chat, bob, town.article())
        await town.cleared(link)
    finally:
        town.telegram.delay("sendMessage", 0)
    assert len(town.telegram.ours(chat)) == 1
    assert SEEN not in link.reactions


@together
async def test_an_edit_that_is_lost_is_simply_made_again(town: Town) -> None:
    bob = town.person("en")
    digest = await town.ask(bob, bob, town.article("en"))
    town.telegram.fault("editMessageText", chat=bob, after=True, drop=True)
    await town.press(digest, "Evidence", bob)
    assert "«" in digest.text


@together
async def test_a_reaction_that_fails_holds_up_no_digest(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.fault("setMessageReaction", chat=chat, retry_after=30)
    await town.say(chat, bob, town.article())
    await town.posts(chat, seconds=5)


async def test_words_whose_answer_was_lost_hold_up_nobody(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.fault("sendMessage", chat=chat, after=True, drop=True)
    help_text = await town.ask(chat, bob, "/help")
    await town.say(chat, bob, "/digest")
    await town.until(lambda: town.telegram.ours(chat)[-1].text.startswith("Usage: "), 4)
    assert {post.text for post in town.telegram.ours(chat)[:-1]} == {help_text.text}


@together
async def test_while_telegram_refuses_every_connection_a_digest_waits_for_it(
    found: Founder,
) -> None:
    async with found() as town:
        url, come = town.slow_article()
        link = await town.say(READERS, CAROL, url)
        await town.until(lambda: town.fetched(url))
        await town.until(lambda: SEEN in link.reactions)
        async with town.unreachable():
            come.set()
            await town.until(lambda: len(town.model.asked) == 1)
            await asyncio.sleep(2)
        (digest,) = await town.posts(READERS)
        await town.cleared(link)
        assert digest.reply_to is link
        told = await town.ask(READERS, CAROL, "/digest")
        assert town.telegram.ours(READERS) == [digest, told]
