"""The daily post on Discord: set by options, shown before, posted once; and the feeds behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats.daily import due_now, feeds, subscription
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City
    from tests.chats.together import Builder
    from tests.fakes.discord.messages import Message
    from tests.fakes.discord.values import Channel

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def daily_post(
    city: City, channel: Channel, of: str = "", seconds: float = 30
) -> list[Message]:
    """The daily posts in a channel. Another channel's change wakes the clock."""
    await due_now(city, "discord", of or str(channel.id))
    other = city.channel()
    await city.slash(other, city.admin(other), "daily on", time="03:00", timezone="UTC")

    def found() -> list[Message]:
        return [post for post in city.discord.ours(channel) if "Daily digest" in post.text]

    await city.until(found, seconds)
    return found()


@together
async def test_it_is_set_by_options_and_only_who_asked_is_told(city: City) -> None:
    channel = city.channel()
    ann, bob = city.admin(channel), city.person()
    told = await city.slash(
        channel, ann, "daily on", time="8:30", timezone="Asia/Shanghai", notify="loud", most=7
    )
    assert told.is_ephemeral
    assert "08:30 Asia/Shanghai, every day" in told.text
    assert "7 stories at most" in told.text
    shown = await city.slash(channel, bob, "daily show")
    assert "08:30 Asia/Shanghai" in shown.text
    refused = await city.slash(channel, bob, "daily off")
    assert refused.text == "Only people with the Manage Server permission can do that."
    assert (await city.slash(channel, ann, "daily off")).text == "The daily post is off."


@together
async def test_a_slip_in_the_zone_is_asked_about_and_set_by_a_button(city: City) -> None:
    channel = city.channel()
    ann = city.admin(channel)
    asked = await city.slash(channel, ann, "daily on", time="8:30", timezone="Asia/Shanghia")
    assert "Did you mean Asia/Shanghai?" in asked.text
    await city.discord.press(asked, ann, "Yes, that one")
    await city.until(lambda: "08:30 Asia/Shanghai, every day" in asked.text)


@together
async def test_time_zones_are_offered_as_one_types(city: City) -> None:
    channel = city.channel()
    asked = await city.discord.autocomplete(
        channel, city.admin(channel), "daily on", "timezone", timezone="shang"
    )
    choices = await city.until(lambda: asked.choices)
    assert [choice["value"] for choice in choices] == ["Asia/Shanghai"]


@together
async def test_what_was_shared_is_posted_once_with_ways_to_the_digests(city: City) -> None:
    channel = city.channel()
    ann, bob = city.admin(channel), city.person()
    await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC")
    await city.say(channel, bob, city.article("en"))
    (digest,) = await city.posts(channel)
    (post,) = await daily_post(city, channel)
    assert "1 story" in post.text
    assert f"/channels/{channel.server_id}/{channel.id}/{digest.id}" in post.text
    assert f"shared by {bob.name.replace('reader_', 'Reader ')}" in post.text
    await asyncio.sleep(1)
    assert len(await daily_post(city, channel)) == 1


@together
async def test_who_chooses_an_item_sees_its_digest_alone(city: City) -> None:
    channel = city.channel()
    ann, bob = city.admin(channel), city.person()
    await city.slash(channel, ann, "settings", name="mode", value="ask")
    await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC")
    await city.say(channel, bob, city.article("en"))
    (post,) = await daily_post(city, channel)
    (menu,) = post.selects
    assert menu.placeholder == "Full digest…"
    (_, row), *_ = menu.options
    digest = await city.answer(await city.discord.select(post, bob, menu.custom_id, row))
    assert digest.is_ephemeral
    assert "### Key points" in digest.text


@together
async def test_one_channel_has_the_daily_post_of_the_whole_server(city: City) -> None:
    channel = city.channel()
    server = city.server_of(channel)
    news, talk = city.channel(server), city.channel(server)
    ann = city.admin(channel)
    await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC", where="server")
    told = await city.slash(news, ann, "daily here", where="server")
    assert f"It is posted in another place: {news.id}" in told.text
    await city.say(talk, city.person(), city.article("en"))
    await city.posts(talk)
    (post,) = await daily_post(city, news, str(server.id))
    assert "1 story" in post.text
    assert city.discord.ours(channel) == []


@together
async def test_the_preview_is_for_who_asks_alone(city: City) -> None:
    channel = city.channel()
    await city.say(channel, city.person(), city.article("en"))
    await city.posts(channel)
    preview = await city.slash(channel, city.admin(channel), "daily now")
    assert preview.is_ephemeral
    assert "Preview · Daily digest" in preview.text
    assert len(city.discord.ours(channel)) == 1


@together
async def test_feeds_of_every_kind_are_added_or_refused_with_a_reason(city: City) -> None:
    channel, kinds = city.channel(), feeds(city)
    ann = city.admin(channel)
    for address in (kinds.page, kinds.bridge, kinds.broken):
        told = await city.slash(channel, ann, "feed add", feed=address)
        assert told.text.startswith("Added: Harbour News"), address
    for address, reason in (
        (kinds.huge, "too large"),
        (kinds.picture, "can't read this kind of file"),
        (kinds.gone, "doesn't exist"),
    ):
        told = await city.slash(channel, ann, "feed add", feed=address)
        assert reason in told.text, address
    listed = await city.slash(channel, city.person(), "feed list")
    assert "Feeds** (3)" in listed.text
    told = await city.slash(channel, ann, "feed remove", feed=kinds.broken)
    assert told.text.startswith("Removed: ")


@together
async def test_what_feeds_bring_is_told_and_what_their_pages_hide_too(city: City) -> None:
    channel, kinds = city.channel(), feeds(city)
    ann = city.admin(channel)
    for address in (kinds.valid, kinds.bridge):
        await city.slash(channel, ann, "feed add", feed=address)
    await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC")
    (post,) = await daily_post(city, channel)
    assert "4 stories" in post.text


@together
async def test_feeds_go_out_as_opml(city: City) -> None:
    channel, kinds = city.channel(), feeds(city)
    ann = city.admin(channel)
    await city.slash(channel, ann, "feed add", feed=kinds.valid)
    told = await city.slash(channel, ann, "feed export")
    assert told.is_ephemeral
    ((name, text),) = told.files
    assert name == "feeds.opml"
    assert kinds.valid in text.decode()


@together
async def test_feeds_come_in_as_opml(city: City) -> None:
    channel, kinds = city.channel(), feeds(city)
    outline = f'<opml version="2.0"><body><outline xmlUrl="{kinds.valid}"/></body></opml>'
    told = await city.slash(
        channel, city.admin(channel), "feed import", file=("feeds.opml", outline.encode())
    )
    assert told.text.startswith("Feeds added: 1")


@together
async def test_a_post_that_discord_answers_with_a_fault_comes_once(founded: Builder) -> None:
    async with founded() as city:
        channel = city.channel()
        ann = city.admin(channel)
        await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC")
        await city.say(channel, city.person(), city.article("en"))
        await city.posts(channel)
        city.discord.fail("POST", f"/channels/{channel.id}/messages", 500, after_effect=True)
        (post,) = await daily_post(city, channel)
        assert "1 story" in post.text
        await asyncio.sleep(2)
        assert len(await daily_post(city, channel)) == 1


@together
async def test_where_we_may_not_write_it_is_switched_off(founded: Builder) -> None:
    async with founded() as city:
        channel = city.channel()
        ann = city.admin(channel)
        await city.slash(channel, ann, "daily on", time="8:30", timezone="UTC")
        await city.say(channel, city.person(), city.article("en"))
        await city.posts(channel)
        city.discord.deny(channel, "send_messages")
        city.discord.forgive(50013)
        await due_now(city, "discord", str(channel.id))
        other = city.channel()
        await city.slash(other, city.admin(other), "daily on", time="03:00", timezone="UTC")
        async with asyncio.timeout(20):
            name = str(channel.id)
            while (kept := await subscription(city, "discord", name)) and kept.is_on:  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.2)
        assert kept
        assert kept.fault == "chat_closed"
