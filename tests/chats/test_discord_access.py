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
        one, bob = city.channel(), city.person()
        other = city.channel(city.server_of(one))
        await city.slash(one, bob, "digest", url=city.article())
        asked = await city.discord.slash(other, bob, "digest", url=city.article())
        await city.until(lambda: asked.answer and asked.answer.is_ephemeral)
        assert asked.answer
        assert "quota" in asked.answer.text or "used up" in asked.answer.text
        assert "<t:" in asked.answer.text
