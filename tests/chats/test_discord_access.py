"""Who may use the bot on Discord: lists of servers, the owner's word, budgets of a whole server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.together import Builder

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_a_private_bot_serves_the_servers_that_its_owner_lets_in(founded: Builder) -> None:
    async with founded(opened=False) as city:
        owner = city.person()
        home = city.discord.server()
        city.program.environment |= {
            "LINKDIGEST_OWNERS": f"discord:{owner.id}",
            "LINKDIGEST_ALLOW_CHATS": f"discord:{home.id}",
        }
        await city.open()
        here, bob = city.channel(home), city.person()
        await city.say(here, bob, city.article())
        assert len(await city.posts(here)) == 1
        there = city.channel()
        await city.say(there, bob, city.article())
        told = await city.slash(there, bob, "digest", url=city.article())
        assert "private bot" in told.text
        await city.discord.press(told, bob, "Ask the owner")
        direct = city.discord.dm(owner)
        (request,) = await city.posts(direct)
        assert str(there.server_id) in request.text
        said = await city.slash(direct, owner, "owner", what="allow", id=str(there.server_id))
        assert "may use me now" in said.text
        other = city.channel(city.server_of(there))
        await city.say(other, bob, city.article())
        assert len(await city.posts(other)) == 1
        assert "digests today: 2" in (await city.slash(direct, owner, "owner")).text


@together
async def test_a_budget_of_a_chat_is_that_of_its_whole_server(founded: Builder) -> None:
    async with founded(LINKDIGEST_CHAT_PER_DAY="1") as city:
        one, bob, ann = city.channel(), city.person(), city.person("zh-CN")
        other = city.channel(city.server_of(one))
        first = await city.slash(one, bob, "digest", url=city.article())
        assert "limit for AI digests" not in first.text
        told = await city.slash(other, bob, "digest", url=city.article())
        assert "The daily limit for AI digests here is reached (1); new ones from <t:" in told.text
        assert "extract, no model" in told.text
        url = city.article()
        for _ in range(2):
            dropped = await city.slash(other, ann, "digest", url=url)
        assert "limit for AI digests" not in dropped.text  # a pointer to the extract
        (alert,) = [await city.press(told, bob, "Again")]
        assert "The daily limit for AI digests here is reached (1)" in alert.text
        assert alert.is_ephemeral
        await city.say(other, bob, city.article())
        posts = await city.posts(other, 4)
        assert "(1); new ones from <t:" in posts[-1].text


@together
async def test_the_owner_hears_of_a_budget_on_discord_too(founded: Builder) -> None:
    async with founded(opened=False) as city:
        owner = city.person("zh-CN")
        city.program.environment |= {
            "LINKDIGEST_OWNERS": f"discord:{owner.id}",
            "LINKDIGEST_PER_MONTH": "5",
        }
        await city.open()
        direct, here = city.discord.dm(owner), city.channel()
        await city.slash(direct, owner, "digest", url=city.article())
        for number in range(4):
            await city.slash(here, city.person(), "digest", url=city.article())
            await city.posts(direct, 1 if number < 2 else 2)
        near, spent = (await city.posts(direct, 3))[1:]
        assert "本月的总预算已用 80 %。" in near.text
        assert "`LINKDIGEST_PER_MONTH`" in near.text
        assert ":f>" in near.text
        assert "本月的总预算已用完。" in spent.text
        told = await city.slash(direct, owner, "digest", url=city.article())
        assert "我本月的 AI 摘要额度（5 篇）已用完，<t:" in told.text
        assert len(city.discord.ours(direct)) == 4
