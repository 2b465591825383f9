"""The daily post on Telegram: set by words, shown before, posted once; and the feeds behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats.daily import due_now, feeds, subscription
from tests.chats.together import together
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def daily_post(town: Town, chat: int, number: int = 1, seconds: float = 30) -> list[Message]:
    """The daily posts of a chat, once there are so many. Another chat's change wakes the clock."""
    await due_now(town, "telegram", str(chat))
    await town.ask(town.group(), ALICE, "/daily on 03:00 UTC")

    def found() -> list[Message]:
        ours = town.telegram.ours(chat)
        return [post for post in ours if post.text.startswith(("Daily digest", "(2/2)"))]

    await town.until(lambda: len(found()) >= number, seconds)
    return found()


@together
async def test_it_is_set_in_words_and_says_how_it_is_set(town: Town) -> None:
    chat = town.group()
    told = await town.ask(chat, ALICE, "/daily")
    assert told.text.startswith("There is no daily post here.")
    told = await town.ask(chat, ALICE, "/daily on 08:30 Asia/Shanghai mon-fri loud max=7")
    assert "Daily post: 08:30 Asia/Shanghai, Monday to Friday. Next: " in told.text
    assert "7 stories at most" in told.text
    assert "People are notified of it." in told.text
    told = await town.ask(chat, ALICE, "/daily off")
    assert told.text == "The daily post is off."


@together
async def test_a_slip_in_the_zone_is_asked_about_and_set_by_a_button(town: Town) -> None:
    chat, bob = town.group(), town.person()
    asked = await town.ask(chat, ALICE, "/daily on 8:30 Asia/Shanghia")
    assert asked.text == "There is no time zone “Asia/Shanghia”. Did you mean Asia/Shanghai?"
    assert await town.toast(asked, "Yes, that one", bob) == "Only admins can do that."
    assert await town.toast(asked, "Yes, that one", ALICE) == "Saved."
    assert "08:30 Asia/Shanghai, every day" in asked.text


@together
async def test_only_admins_set_it_though_all_may_look(town: Town) -> None:
    chat, bob = town.group(), town.person()
    told = await town.ask(chat, bob, "/daily on 08:30 UTC")
    assert told.text == "Only admins can do that."
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    told = await town.ask(chat, bob, "/daily")
    assert "08:30 UTC" in told.text


@together
async def test_what_was_shared_is_posted_once_with_ways_to_the_digests(town: Town) -> None:
    chat, bob = town.group(), town.person()
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    await town.say(chat, bob, town.article("en"))
    digest = (await town.posts(chat, 2))[-1]
    (post,) = await daily_post(town, chat)
    assert "1 story" in post.text
    assert f"shared by Reader {bob - 5000}" in post.text
    link = next(each for each in post.entities if each.url and each.url.endswith(f"/{digest.id}"))
    assert link.url == f"https://t.me/c/{str(chat).removeprefix('-100')}/{digest.id}"
    assert not post.buttons
    assert post.silent
    await asyncio.sleep(1)
    assert len(await daily_post(town, chat)) == 1, "the same date again"


@together
async def test_links_that_nobody_asked_about_lead_to_their_digest_in_private(town: Town) -> None:
    chat, bob = town.group(), town.person()
    await town.set_mode(chat, "ask")
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    await town.say(chat, bob, town.article("en"))
    (post,) = await daily_post(town, chat)
    (start,) = [each.url for each in post.entities if each.url and "start=d_" in each.url]
    assert start
    digest = await town.ask(bob, bob, f"/start {start.partition('start=')[2]}")
    assert "Key points" in digest.text


@together
async def test_the_preview_is_for_who_asks_alone(town: Town) -> None:
    chat, alice = town.group(), ALICE
    await town.say(chat, town.person(), town.article("en"))
    await town.posts(chat)
    told = await town.ask(chat, alice, "/daily now")
    assert told.text.startswith("The preview is ")
    if told.buttons:
        (((_, url),),) = told.buttons
        preview = await town.ask(alice, alice, f"/start {url.partition('start=')[2]}")
    else:
        preview = (await town.posts(alice))[-1]
    assert preview.text.startswith("Preview · Daily digest")
    assert "1 story" in preview.text
    assert len(town.telegram.ours(chat)) == 2


@together
async def test_feeds_of_every_kind_are_added_or_refused_with_a_reason(town: Town) -> None:
    chat, kinds = town.group(), feeds(town)
    for address in (kinds.page, kinds.bridge, kinds.broken):
        told = await town.ask(chat, ALICE, f"/feed add {address}")
        assert told.text.startswith("Added: Harbour News"), address
    assert "• " in told.text
    told = await town.ask(chat, ALICE, f"/feed add {kinds.moved}")
    assert told.text.startswith("You have it already"), "it has moved to one that is there"
    for address, reason in (
        (kinds.huge, "too large"),
        (kinds.picture, "can't read this kind of file"),
        (kinds.gone, "doesn't exist"),
    ):
        told = await town.ask(chat, ALICE, f"/feed add {address}")
        assert reason in told.text, address
    listed = await town.ask(chat, ALICE, "/feed")
    assert listed.text.startswith("Feeds (3)")
    told = await town.ask(chat, ALICE, "/feed remove 3")
    assert told.text.startswith("Removed: ")
    told = await town.ask(chat, ALICE, f"/feed test {kinds.valid}")
    assert "it answers, articles in it: 3" in told.text


@together
async def test_what_feeds_bring_is_told_and_what_their_pages_hide_too(town: Town) -> None:
    chat, kinds = town.group(), feeds(town)
    await town.ask(chat, ALICE, f"/feed add {kinds.valid}")
    await town.ask(chat, ALICE, f"/feed add {kinds.bridge}")
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    (post,) = await daily_post(town, chat)
    assert "4 stories" in post.text
    urls = {each.url for each in post.entities}
    assert set(kinds.articles) < urls


@together
async def test_nothing_to_say_is_not_said(town: Town) -> None:
    chat = town.group()
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    await due_now(town, "telegram", str(chat))
    await town.ask(town.group(), ALICE, "/daily on 03:00 UTC")
    await asyncio.sleep(3)
    assert len(town.telegram.ours(chat)) == 1


@together
async def test_feeds_go_out_and_in_as_opml(town: Town) -> None:
    chat, other, kinds = town.group(), town.group(), feeds(town)
    await town.ask(chat, ALICE, f"/feed add {kinds.valid}")
    file = await town.ask(chat, ALICE, "/feed export")
    assert file.document
    assert file.document.name == "feeds.opml"
    assert kinds.valid in file.document.text
    told = await town.ask(other, ALICE, "/feed import", document=file.document)
    assert told.text.startswith("Feeds added: 1")
    listed = await town.ask(other, ALICE, "/feed")
    assert kinds.valid in listed.text


@together
async def test_more_than_two_messages_hold_comes_as_a_file(town: Town) -> None:
    chat = town.group()
    await town.set_mode(chat, "ask")
    await town.ask(chat, ALICE, "/daily on 08:30 UTC")
    for _ in range(4):
        links = " ".join(town.article() for _ in range(5))
        await town.say(chat, town.person(), links)
    await daily_post(town, chat)
    await town.until(lambda: town.telegram.ours(chat)[-1].document, 30)
    (file,) = [post.document for post in town.telegram.ours(chat) if post.document]
    assert file.name.startswith("digest-")
    assert file.text.count("\n## ") == 5


@pytest.mark.timeout(120)
async def test_where_we_are_thrown_out_it_is_off_and_the_owner_hears_it_once(
    found: Founder,
) -> None:
    async with found(LINKDIGEST_OWNERS=f"telegram:{ALICE}") as town:
        chat = town.group()
        await town.say(ALICE, ALICE, "/start")
        await town.say(chat, town.person(), town.article("en"))
        await town.posts(chat)
        await town.ask(chat, ALICE, "/daily on 08:30 UTC")
        town.telegram.fault(
            "sendMessage",
            status=403,
            description="Forbidden: bot was kicked from the supergroup chat",
            chat=chat,
        )
        await due_now(town, "telegram", str(chat))
        before = len(town.telegram.ours(ALICE))
        await town.ask(town.group(), ALICE, "/daily on 03:00 UTC")
        await town.until(lambda: len(town.telegram.ours(ALICE)) > before)
        assert f"The daily post for {chat} is off" in town.telegram.ours(ALICE)[-1].text
        kept = await subscription(town, "telegram", str(chat))
        assert kept is not None
        assert not kept.is_on


@pytest.mark.timeout(120)
async def test_a_group_that_becomes_a_supergroup_meanwhile_gets_its_post_there(
    found: Founder,
) -> None:
    async with found() as town:
        chat = town.group("group")
        await town.say(chat, town.person(), f"/digest {town.article('en')}")
        await town.posts(chat)
        await town.ask(chat, ALICE, "/daily on 08:30 UTC")
        await due_now(town, "telegram", str(chat))
        new = town.group()
        town.telegram.fault("sendMessage", migrate_to=new, chat=chat)
        await town.ask(town.group(), ALICE, "/daily on 03:00 UTC")
        (post,) = await town.posts(new, seconds=20)
        assert post.text.startswith("Daily digest")
        kept = await subscription(town, "telegram", str(new))
        assert kept is not None
        assert (kept.is_on, kept.target.id) == (True, str(new))
