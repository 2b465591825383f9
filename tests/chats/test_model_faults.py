"""A model that turns us away, or never answers: nobody is left without words, one line tells."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.chats.program import free_port
from tests.chats.together import together
from tests.chats.town import KEY, SEEN
from tests.fakes.model_server import Play, fails
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.together import Founder

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    "play",
    [
        fails(429, "You exceeded your current quota", "insufficient_quota"),
        fails(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"),
    ],
    ids=["f02 quota", "f15 key"],
)
@together
async def test_a_model_that_turns_us_away_is_told_once_and_the_articles_speak_for_themselves(
    found: Founder, play: Play
) -> None:
    port = free_port()
    async with found(
        LINKDIGEST_HTTP=f"127.0.0.1:{port}", LINKDIGEST_OWNERS=f"telegram:{ALICE}"
    ) as town:
        town.program.forgiven.append("left alone for")
        town.model.play(play)
        for number in range(3):
            chat = town.group()
            await town.say(chat, town.person(), town.article())
            (digest,) = await town.posts(chat)
            assert "extract, no model" in digest.text
            assert len(town.model.asked) == 1, number
        alerts = [line for line in town.program.log if line["level"] == "ERROR"]
        assert len(alerts) == 1
        assert "fake-1 at 127.0.0.1" in alerts[0]["message"]
        assert KEY not in town.program.text
        async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{port}/readyz") as it:
            assert (it.status, "fail model: left alone" in await it.text()) == (503, True)
        (notice,) = await town.posts(ALICE)
        assert notice.text.startswith("The model does not work: fake-1 at 127.0.0.1")
        assert "Model: left alone for now" in (await town.ask(ALICE, ALICE, "/owner")).text
        await town.program.stop()
        await town.open()
        town.model.play(play)
        await town.say(town.group(), town.person(), town.article())
        await asyncio.sleep(3)
        assert len(town.telegram.ours(ALICE)) == 2, "said once a day, whatever is started anew"


@together
async def test_while_the_model_never_answers_every_command_hears_something(found: Founder) -> None:
    async with found() as town:
        town.model.play(Play(hang=True))
        chats = [town.group() for _ in range(24)]  # more than the model is asked at once
        asked = [await town.say(chat, town.person(), f"/digest {town.article()}") for chat in chats]
        bob = town.person()
        dropped = await town.say(bob, bob, town.article())
        told = await town.ask(town.group(), bob, "/help")
        assert told.text.startswith("I'm Digest")
        for chat, message in zip(chats, asked, strict=True):
            (reading,) = await town.posts(chat, seconds=20)
            assert reading.reply_to is message
            assert "⏳" in reading.text
        assert SEEN in dropped.reactions
        assert (await town.ask(town.group(), bob, "/settings")).text
