"""What goes wrong on the way to Discord and back: nothing is doubled, nothing dangles."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats.ground import SEEN
from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.together import Builder

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEND = "/channels/*/messages"


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("after_effect", [True, False], ids=["posted", "not posted"])
@together
async def test_a_server_that_fails_while_we_post_leaves_one_message(
    founded: Builder, status: int, after_effect: bool
) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        fault = city.discord.fail("POST", SEND, status, after_effect=after_effect)
        link = await city.say(channel, bob, city.article())
        await city.until(lambda: fault.struck)
        await city.cleared(link)
        assert len(await city.quiet(channel, 0.3)) == 1


@pytest.mark.parametrize("after_effect", [True, False], ids=["posted", "not posted"])
@together
async def test_a_line_that_breaks_while_we_post_leaves_one_message(
    founded: Builder, after_effect: bool
) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        city.discord.cut("POST", SEND, after_effect=after_effect)
        link = await city.say(channel, bob, city.article())
        await city.cleared(link)
        assert len(await city.quiet(channel, 0.3)) == 1


@together
async def test_a_post_that_discord_forgets_the_nonce_of_is_found_again(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        city.discord.cut("POST", SEND, after_effect=True)
        link = await city.say(channel, bob, city.article())
        await city.posts(channel)
        city.discord.world.nonces.clear()
        await city.cleared(link)
        assert len(await city.quiet(channel, 0.3)) == 1


@together
async def test_a_reply_that_could_not_be_changed_is_tried_again(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        city.discord.fail("PATCH", "/webhooks/*/*/messages/*", 500)
        digest = await city.slash(channel, bob, "digest", url=city.article())
        assert "### Key points" in digest.text
        assert city.discord.ours(channel) == [digest]


@together
async def test_too_many_requests_are_waited_for(founded: Builder) -> None:
    async with founded(LINKDIGEST_USER_PER_10MIN="0", LINKDIGEST_CHAT_PER_HOUR="0") as city:
        channel, bob = city.channel(), city.person()
        city.discord.fail("POST", SEND, 429, retry_after=1.5)
        links = [await city.say(channel, bob, city.article()) for _ in range(8)]
        posts = await city.posts(channel, 8, 25)
        assert [post.reply_to for post in posts] == [link.id for link in links]


@together
async def test_a_layout_that_discord_refuses_goes_as_an_embed(founded: Builder) -> None:
    async with founded() as city:
        city.program.forgiven.append("a layout was refused")
        city.discord.forgive(50035)
        channel, bob = city.channel(), city.person()
        city.discord.fail("POST", SEND, 400, code=50035, message="Invalid Form Body")
        await city.say(channel, bob, city.article("en"))
        (digest,) = await city.posts(channel)
        assert not digest.is_v2
        (embed,) = digest.embeds
        assert "Key points" in embed["description"]
        assert [label for label, _, _ in digest.buttons][-1] == "Delete"
        city.discord.forgive(50035)
        await city.discord.press(digest, bob, "Delete")
        await city.until(lambda: digest.deleted)


@together
async def test_a_dropped_connection_is_taken_up_where_it_was(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        await city.discord.drop()
        link = await city.say(channel, bob, city.article())
        (digest,) = await city.posts(channel)
        assert digest.reply_to == link.id
        assert city.discord.gateway.resumed


@pytest.mark.parametrize("what", ["reconnect", "invalid"])
@together
async def test_told_to_connect_anew_it_does(founded: Builder, what: str) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        known = len(city.discord.gateway.identified)
        if what == "reconnect":
            await city.discord.reconnect()
        else:
            await city.discord.invalidate(resumable=False)
            await city.until(lambda: len(city.discord.gateway.identified) > known, 20)
        await city.until(lambda: city.discord.is_connected, 20)
        await asyncio.sleep(0.5)
        await city.say(channel, bob, city.article())
        assert len(await city.posts(channel)) == 1


@together
async def test_while_discord_cannot_be_reached_answers_wait(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        url, come = city.slow_article()
        link = await city.say(channel, bob, url)
        await city.until(lambda: city.fetched(url))
        async with city.discord.unreachable():
            come.set()
            await asyncio.sleep(2.5)
        (digest,) = await city.posts(channel, seconds=30)
        assert digest.reply_to == link.id
        await city.until(lambda: SEEN not in link.reactions, 30)


@together
async def test_started_while_discord_is_away_it_waits_for_it(founded: Builder) -> None:
    async with founded(opened=False) as city:
        async with city.discord.unreachable():
            await city.program.launch()
            await city.until(lambda: city.program.says("Discord cannot be reached yet"))
        await city.until(lambda: city.program.says("running"), 20)
        channel = city.channel()
        await city.say(channel, city.person(), city.article())
        assert len(await city.posts(channel)) == 1


@together
async def test_a_gateway_that_refuses_the_token_ends_it(founded: Builder) -> None:
    async with founded() as city:
        city.program.forgiven.append("linkdigest: platform")
        await city.discord.close_gateway(4004)
        assert await city.program.ended() == 1
        last = city.program.errors.read_text("utf-8").splitlines()[-1]
        assert last.startswith("linkdigest: platform: Discord refused the bot token")


@together
async def test_an_interaction_too_late_to_acknowledge_is_answered_in_the_channel(
    founded: Builder,
) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        city.discord.forgive(10062)
        fault = city.discord.fail("POST", "/interactions/*/*/callback", 404, code=10062)
        asked = await city.discord.slash(channel, bob, "digest", url=city.article())
        (digest,) = await city.posts(channel)
        assert not asked.responded
        assert "### Key points" in digest.text
        assert fault.struck == 1
        fault = city.discord.fail("POST", "/interactions/*/*/callback", 404, code=10062)
        await city.discord.slash(channel, bob, "digest", url=city.article(), private=True)
        await city.until(lambda: fault.struck)
        assert len(await city.quiet(channel, 0.5)) == 1, "what was for one is not shown to all"


@together
async def test_an_acknowledgement_whose_answer_got_lost_is_one(founded: Builder) -> None:
    async with founded() as city:
        city.discord.forgive(40060)
        channel, bob = city.channel(), city.person()
        city.discord.fail("POST", "/interactions/**", 502, after_effect=True)
        asked = await city.discord.slash(channel, bob, "help")
        assert (await city.answer(asked)).text.startswith("I'm **Digest**")


@together
async def test_a_digest_comes_though_somebody_deleted_its_placeholder(founded: Builder) -> None:
    async with founded() as city:
        channel, bob = city.channel(), city.person()
        url, come = city.slow_article()
        await city.say(channel, bob, f"{city.discord.bot.mention} {url}")
        (reading,) = await city.posts(channel, seconds=14)
        await city.discord.delete(reading)
        await asyncio.sleep(0.3)
        come.set()
        (digest,) = await city.posts(channel)
        assert "### Key points" in digest.text


@together
async def test_where_history_is_hidden_a_retry_is_still_the_same_message(founded: Builder) -> None:
    async with founded() as city:
        city.discord.forgive(50013, 50001, 160002)
        channel, bob = city.channel(), city.person()
        city.discord.deny(channel, "read_message_history")
        await city.say(channel, bob, city.article())
        await city.posts(channel)
        city.discord.cut("POST", SEND, times=1, after_effect=True)
        await city.say(channel, bob, city.article())
        await city.posts(channel, 2)
        assert len(await city.quiet(channel, 4)) == 2
