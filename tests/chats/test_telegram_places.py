"""Topics, channels and basic groups: each place has its own ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_a_link_in_a_topic_is_answered_in_that_topic(town: Town) -> None:
    chat, bob = town.group(topics={7: True, 8: True}), town.person("en")
    link = await town.say(chat, bob, town.article(), thread=8)
    (digest,) = await town.posts(chat)
    assert (digest.reply_to, digest.thread) == (link, 8)


@together
async def test_a_link_in_the_general_topic_is_answered_there(town: Town) -> None:
    chat, bob = town.group(topics={7: True}), town.person("en")
    link = await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
    assert (digest.reply_to, digest.thread) == (link, None)


@together
async def test_a_command_in_a_topic_is_no_reply_to_the_message_that_made_the_topic(
    town: Town,
) -> None:
    chat, bob = town.group(topics={7: True}), town.person("en")
    told = await town.ask(chat, bob, "/digest", thread=7, reply_to=7)
    assert told.text.startswith("Usage: ")
    assert told.thread == 7


@together
async def test_a_channels_post_is_answered_in_full_with_nothing_but_the_way_to_the_article(
    town: Town,
) -> None:
    chat, url = town.group("channel", "administrator"), town.article("en")
    post = await town.say(chat, None, url)
    (digest,) = await town.posts(chat)
    assert digest.reply_to is post
    assert digest.text.startswith(f"{pages.EN[0]}\n\nKey points\n• ")
    assert not digest.covered("expandable_blockquote")
    assert digest.buttons == [[("Original", url)]]
    assert digest.preview["url"] == url


@together
async def test_a_channels_post_is_digested_once_though_its_group_gets_a_copy(town: Town) -> None:
    channel, group = town.group("channel", "administrator"), town.group()
    post = await town.say(channel, None, town.article())
    await town.posts(channel)
    await town.say(group, None, post.text, automatic_forward=post)
    other = await town.say(group, town.person("en"), town.article())
    (digest,) = await town.posts(group)
    assert digest.reply_to is other


@together
async def test_an_anonymous_administrator_counts_as_one(town: Town) -> None:
    chat = town.group()
    told = await town.ask(chat, None, "/settings mode ask", sender_chat=chat)
    assert told.text == "Mode: now only when asked."


@together
async def test_a_topic_that_was_closed_ends_in_silence(town: Town) -> None:
    chat, bob = town.group(topics={7: True}), town.person("en")
    url, come = town.slow_article()
    link = await town.say(chat, bob, url, thread=7)
    await town.until(lambda: town.fetched(url))
    town.telegram.close_topic(chat, 7)
    town.program.forgiven.append("the topic is closed")
    come.set()
    other = await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
    assert digest.reply_to is other
    await town.until(lambda: "👀" not in link.reactions)


@together
async def test_who_asks_in_a_topic_that_closes_is_told_in_private_if_we_have_met_there(
    town: Town,
) -> None:
    chat, bob, carol = town.group(topics={7: True}), town.person("en"), town.person("zh-hans")
    await town.ask(bob, bob, "/start")
    pages_to_come = [town.slow_article() for _ in range(2)]
    for who, (url, _) in zip((bob, carol), pages_to_come, strict=True):
        await town.say(chat, who, f"/digest {url}", thread=7)
    await town.until(lambda: all(town.fetched(url) for url, _ in pages_to_come))
    town.telegram.close_topic(chat, 7)
    town.program.forgiven.append("the topic is closed")
    for _, come in pages_to_come:
        come.set()
    _, told = await town.posts(bob, 2)
    assert told.text == "This topic is closed, so I can't answer in it."
    other = await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
    assert digest.reply_to is other
    assert town.telegram.ours(carol) == []


@together
async def test_where_reactions_are_not_allowed_the_digest_comes_all_the_same(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    town.telegram.allow_reactions(chat)
    await town.say(chat, bob, town.article())
    await town.posts(chat)
    typing = [call.params["chat_id"] for call in town.telegram.calls_of("sendChatAction")]
    assert chat in typing


@together
async def test_a_channels_digest_has_its_own_language_setting(town: Town) -> None:
    chat = town.group("channel", "administrator")
    told = await town.ask(chat, None, "/settings language zh")
    assert "中文" in told.text
    digest = await town.ask(chat, None, town.article("en"))
    assert "关键要点" in digest.text


@together
async def test_who_writes_as_a_channel_is_answered_as_anybody_else(town: Town) -> None:
    chat, channel = town.group(), town.group("channel", "left")
    await town.say(chat, ALICE, town.article(), sender_chat=channel)
    await town.posts(chat)
