"""Links that people drop in a channel: what is answered, how, and what is passed over."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.city import TRIGGER
from tests.chats.ground import FAILED, LIMITED, SEEN
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_a_dropped_link_is_seen_and_answered_once_in_silence(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    link = await city.say(channel, bob, f"worth a look: {url}")
    (digest,) = await city.posts(channel)
    await city.cleared(link)
    assert city.discord.signs(link) == [SEEN, ""]
    assert digest.reply_to == link.id
    assert digest.is_silent
    assert digest.is_v2
    assert digest.pings == []
    assert city.discord.ours(channel) == [digest]


@together
async def test_a_channel_gets_the_line_three_points_and_a_way_to_all(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    await city.say(channel, bob, url)
    (digest,) = await city.posts(channel)
    lines = digest.text.splitlines()
    assert lines[0] == f"**{pages.EN[0]}**"
    assert sum(line.startswith("- ") for line in lines) == 3
    assert "### Risks" not in digest.text
    assert lines[-1].startswith(f"-# [{pages.EN_TITLE}](<{url}>)")
    assert lines[-1].endswith("AI digest")
    labels = [label for label, _, _ in digest.buttons]
    assert labels == ["Original", "All points", "Evidence", "中文", "Again", "Delete"]


@together
async def test_all_points_are_shown_to_who_asks_for_them_alone(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person()
    await city.say(channel, bob, city.article("en"))
    (digest,) = await city.posts(channel)
    whole = await city.press(digest, carol, "All points")
    assert whole.is_ephemeral
    assert "### Risks\n- " in whole.text
    assert whole.text.count("\n- ") > digest.text.count("\n- ")
    assert city.discord.ours(channel) == [digest]


@together
async def test_the_headings_follow_the_digest_and_without_a_locale_the_buttons_do_too(
    city: City,
) -> None:
    channel = city.channel()
    await city.say(channel, city.person("zh-CN"), city.article("zh"))
    (digest,) = await city.posts(channel)
    assert "### 关键要点\n- " in digest.text
    assert "全部要点" in [label for label, _, _ in digest.buttons]


@together
async def test_a_preview_that_comes_as_an_edit_digests_nothing_twice(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article()
    link = await city.say(channel, bob, url)
    city.discord.unfurl(link, url)
    await city.posts(channel)
    city.discord.unfurl(link, url)
    assert len(await city.quiet(channel)) == 1
    assert city.fetched(url) == 1


@together
async def test_a_deleted_message_takes_our_answer_along(city: City) -> None:
    channel, bob = city.channel(), city.person()
    links = [await city.say(channel, bob, city.article()) for _ in range(3)]
    digests = await city.posts(channel, 3)
    await city.discord.delete(links[0])
    await city.until(lambda: digests[0].deleted or city.discord.ours(channel) == digests[1:])
    await city.discord.delete_many(links[1:])
    await city.until(lambda: city.discord.ours(channel) == [])


@together
async def test_a_message_that_is_deleted_while_we_read_gets_no_answer(city: City) -> None:
    channel, bob = city.channel(), city.person()
    url, come = city.slow_article()
    link = await city.say(channel, bob, url)
    await city.until(lambda: city.fetched(url))
    await city.discord.delete(link)
    await asyncio.sleep(0.2)
    come.set()
    assert await city.quiet(channel) == []


@together
async def test_an_edit_that_puts_another_link_in_place_changes_our_answer(city: City) -> None:
    channel, bob = city.channel(), city.person()
    link = await city.say(channel, bob, city.article("en"))
    (digest,) = await city.posts(channel)
    other = city.article("zh")
    await city.discord.edit(link, f"sorry, this: {other}")
    await city.until(lambda: other in digest.text)
    assert city.discord.ours(channel) == [digest]


@together
async def test_the_same_link_again_gets_a_pointer(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    await city.say(channel, bob, url)
    (digest,) = await city.posts(channel)
    await city.say(channel, city.person(), f"{url}?utm_source=feed")
    _, pointer = await city.posts(channel, 2)
    jump = f"https://discord.com/channels/{channel.server_id}/{channel.id}/{digest.id}"
    assert f"[{pages.EN_TITLE}](<{jump}>)" in pointer.text
    await city.say(channel, city.person(), url)
    assert len(await city.quiet(channel)) == 2


@together
async def test_once_a_digest_was_deleted_the_link_is_digested_anew(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    await city.say(channel, bob, url)
    (digest,) = await city.posts(channel)
    await city.discord.delete(digest)
    await city.say(channel, bob, url)
    (again,) = await city.posts(channel)
    assert again.id != digest.id
    assert "### Key points" in again.text


@together
async def test_what_cannot_be_read_gets_a_sign_and_no_words(city: City) -> None:
    channel, bob = city.channel(), city.person()
    link = await city.say(channel, bob, city.broken())
    await city.marked(link, FAILED)
    assert city.discord.signs(link) == [SEEN, "", FAILED]
    assert city.discord.ours(channel) == []


@together
async def test_three_links_of_a_message_are_digested_and_the_rest_is_told(city: City) -> None:
    channel, bob = city.channel(), city.person()
    urls = [city.article() for _ in range(5)]
    link = await city.say(channel, bob, " ".join(urls))
    digests = await city.posts(channel, 3)
    assert len(await city.quiet(channel)) == 3
    assert {digest.reply_to for digest in digests} == {link.id}
    assert "2 more links" in digests[-1].text


@together
async def test_talk_bots_pictures_and_other_chats_are_passed_over(city: City) -> None:
    channel, bob = city.channel(), city.person()
    robot = city.discord.person(is_bot=True)
    await city.say(channel, bob, "good morning")
    await city.say(channel, robot, city.article())
    await city.say(channel, bob, "https://youtu.be/abc https://example.com/cat.jpg")
    last = await city.say(channel, bob, city.article())
    (digest,) = await city.posts(channel)
    assert digest.reply_to == last.id


@together
async def test_links_behind_words_and_spoilers_count(city: City) -> None:
    channel, bob = city.channel(), city.person()
    await city.say(channel, bob, f"[read this]({city.article()})")
    await city.say(channel, bob, f"||{city.article()}||")
    await city.say(channel, bob, f"<{city.article()}>")
    assert len(await city.posts(channel, 3)) == 3


@together
async def test_a_thread_gets_everything_and_is_a_place_of_its_own(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    await city.say(channel, bob, url)
    await city.posts(channel)
    thread = city.discord.thread(channel, by=bob)
    await city.say(thread, bob, url)
    (digest,) = await city.posts(thread)
    assert "### Risks\n- " in digest.text
    assert "All points" not in [label for label, _, _ in digest.buttons]


@together
async def test_in_mode_react_a_reaction_asks(city: City) -> None:
    channel, bob = city.channel(), city.person()
    boss = city.admin(channel)
    await city.slash(channel, boss, "settings", name="mode", value="react")
    link = await city.say(channel, bob, city.article())
    assert await city.quiet(channel, 0.5) == []
    await city.discord.react(link, city.person(), TRIGGER)
    (digest,) = await city.posts(channel)
    assert digest.reply_to == link.id


@pytest.mark.parametrize("mode", ["ask", "off"])
@together
async def test_in_modes_ask_and_off_a_dropped_link_is_left_alone(city: City, mode: str) -> None:
    channel, bob = city.channel(), city.person()
    await city.slash(channel, city.admin(channel), "settings", name="mode", value=mode)
    await city.say(channel, bob, city.article())
    assert await city.quiet(channel, 0.5) == []


@together
async def test_beyond_the_pace_a_link_gets_a_sign_and_no_digest(city: City) -> None:
    channel, bob = city.channel(), city.person()
    for _ in range(3):
        await city.say(channel, bob, city.article())
    await city.posts(channel, 3)
    late = await city.say(channel, bob, city.article())
    await city.marked(late, LIMITED)
    assert len(city.discord.ours(channel)) == 3


@together
async def test_who_opted_out_is_left_alone(city: City) -> None:
    channel, bob = city.channel(), city.person()
    told = await city.slash(channel, bob, "optout")
    assert told.is_ephemeral
    await city.say(channel, bob, city.article())
    assert await city.quiet(channel, 0.5) == []
    await city.slash(channel, bob, "optin")
    await city.say(channel, bob, city.article())
    assert len(await city.posts(channel)) == 1


@together
async def test_where_we_may_not_write_nothing_is_left_behind(city: City) -> None:
    channel, bob = city.channel(), city.person()
    city.discord.deny(channel, "send_messages")
    city.discord.forgive(50013)
    link = await city.say(channel, bob, city.article())
    await city.cleared(link)
    assert city.discord.ours(channel) == []


@together
async def test_where_history_is_hidden_the_digest_comes_without_being_a_reply(city: City) -> None:
    channel, bob = city.channel(), city.person()
    city.discord.deny(channel, "read_message_history")
    city.discord.forgive(50013, 160002)
    await city.say(channel, bob, city.article())
    (digest,) = await city.posts(channel)
    assert digest.reply_to is None
