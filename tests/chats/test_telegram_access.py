"""Who may use the bot, how much, and what its owner can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.chats.together import together
from tests.fakes.telegram.world import ALICE, BOB, CAROL, FORUM, READERS

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "This is a private bot, and it isn't allowed here yet."


@together
async def test_a_private_bot_serves_who_is_named_and_tells_others_how_to_ask(
    found: Founder,
) -> None:
    names: dict[str, Any] = {
        "LINKDIGEST_OWNERS": f"telegram:{ALICE}",
        "LINKDIGEST_ALLOW_CHATS": f"telegram:{READERS}",
        "LINKDIGEST_ALLOW_USERS": f"telegram:{CAROL}",
    }
    async with found(**names) as town:
        await town.say(READERS, BOB, town.article())
        await town.say(CAROL, CAROL, town.article())
        await town.say(ALICE, ALICE, "/owner status")
        dropped = await town.say(FORUM, BOB, town.article())
        refused = await town.ask(BOB, BOB, town.article())
        assert refused.text == "这个机器人是私人部署，尚未允许在这里使用。"
        told = await town.ask(FORUM, BOB, f"/digest {town.article()}")
        assert told.text == "这个机器人是私人部署，尚未允许在这里使用。"
        assert town.signs(dropped) == []
        for chat in (READERS, CAROL):
            assert "Key points" in (await town.posts(chat))[0].text
        (status,) = await town.posts(ALICE)
        assert status.text.startswith("Chats: ")

        assert await town.toast(told, "申请", BOB) == "申请已发送。"
        await town.toast(told, "申请", BOB)
        _, request = await town.posts(ALICE, 2)
        assert str(FORUM) in request.text
        allowed = await town.ask(ALICE, ALICE, f"/owner allow {FORUM}")
        assert allowed.text == f"{FORUM} may use me now."
        assert len(town.telegram.ours(ALICE)) == 3
        before = len(town.telegram.ours(FORUM))
        await town.say(FORUM, CAROL, town.article())
        await town.until(
            lambda: any("Key points" in post.text for post in town.telegram.ours(FORUM)[before:])
        )


@together
async def test_the_owner_can_send_a_chat_away_though_all_may_come(found: Founder) -> None:
    async with found(LINKDIGEST_OWNERS=f"telegram:{ALICE}") as town:
        await town.ask(READERS, BOB, town.article())
        told = await town.ask(ALICE, ALICE, f"/owner block {READERS}")
        assert told.text == f"{READERS} may not use me any more."
        link = await town.say(READERS, BOB, town.article())
        refused = await town.ask(READERS, CAROL, "/digest")
        assert refused.text == PRIVATE
        assert town.signs(link) == []
        chats = await town.ask(ALICE, ALICE, "/owner chats")
        assert f"{READERS} · group · auto · blocked" in chats.text
        usage = await town.ask(ALICE, ALICE, "/owner nonsense")
        assert usage.text.startswith("Usage: /owner status")
        stranger = await town.ask(BOB, BOB, "/owner status")
        assert stranger.text == "这个命令只给机器人的主人用。"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            "LINKDIGEST_USER_PER_DAY",
            "Your daily limit for AI digests is reached (1); new ones",
        ),
        ("LINKDIGEST_CHAT_PER_DAY", "The daily limit for AI digests here is reached (1); new ones"),
        ("LINKDIGEST_PER_MONTH", "My monthly limit for AI digests is reached (1); new ones"),
    ],
)
@together
async def test_who_asks_beyond_a_budget_gets_an_extract_and_hears_why_and_until_when(
    found: Founder, setting: str, said: str
) -> None:
    bound: dict[str, Any] = {setting: "1"}
    async with found(**bound) as town:
        if setting == "LINKDIGEST_USER_PER_DAY":  # what is known costs nothing
            known = town.article()
            for who in (town.person(), CAROL):
                assert "Key points" in (await town.ask(town.group(), who, f"/digest {known}")).text
        digest = await town.ask(READERS, CAROL, f"/digest {town.article()}")
        assert said not in digest.text
        for text in ("/digest {}", "{}"):
            told = await town.ask(READERS, CAROL, text.format(town.article()))
            assert said in told.text
            assert told.covered("date_time")
            assert "extract, no model" in told.text
        again = await town.ask(READERS, CAROL, f"/digest {digest_url(digest)}")
        assert again.text.startswith("Digested here already")
        alert = await town.press(told, "Again", CAROL)
        assert alert.answer
        assert said in alert.answer.text
        if setting != "LINKDIGEST_PER_MONTH":
            elsewhere = town.group()
            await town.say(elsewhere, town.person(), town.article())
            assert "Key points" in (await town.posts(elsewhere))[0].text


def digest_url(digest: Message) -> str:
    """The address of the article that a message digests."""
    return next(entity.url for entity in digest.entities if entity.url)


@together
async def test_who_runs_the_bot_hears_once_that_a_budget_runs_out_and_that_it_is_spent(
    found: Founder,
) -> None:
    async with found(LINKDIGEST_PER_DAY="5", LINKDIGEST_OWNERS=f"telegram:{BOB}") as town:
        assert town.program.says("nobody knows what fake-1 costs, so that LINKDIGEST_USD_PER_DAY")
        await town.ask(BOB, BOB, town.article())
        for _ in range(2):
            await town.ask(READERS, CAROL, f"/digest {town.article()}")
        assert len(town.telegram.ours(BOB)) == 1
        await town.ask(READERS, CAROL, f"/digest {town.article()}")
        near = (await town.posts(BOB, 2))[-1]
        assert near.text.startswith("今天的总预算已用 80 %。\nAI 摘要：4 / 5 篇\n恢复时间：")
        assert near.text.endswith("设置项：LINKDIGEST_PER_DAY")
        assert near.covered("date_time")
        await town.program.stop()
        await town.open()
        await town.ask(READERS, CAROL, f"/digest {town.article()}")
        spent = (await town.posts(BOB, 3))[-1]
        assert spent.text.startswith("今天的总预算已用完。")
        await town.program.stop()
        await town.open()
        private = await town.ask(BOB, BOB, town.article())
        assert "我今天的 AI 摘要额度（5 篇）已用完" in private.text
        assert len(town.telegram.ours(BOB)) == 4


@together
async def test_money_is_a_budget_too(found: Founder) -> None:
    async with found(
        opened=False, LINKDIGEST_USER_USD_PER_DAY="0.0001", LINKDIGEST_PRICES="prices.toml"
    ) as town:
        prices = town.program.folder / "prices.toml"
        prices.write_text('[models."fake-1"]\ninput = 100.0\noutput = 100.0\n', "utf-8")
        await town.open()
        await town.ask(READERS, CAROL, f"/digest {town.article()}")
        told = await town.ask(READERS, CAROL, f"/digest {town.article()}")
        assert "Your daily limit for AI digests is reached; new ones from " in told.text


@together
async def test_inline_is_for_those_alone_who_may_use_the_bot(found: Founder) -> None:
    async with found(LINKDIGEST_ALLOW_USERS=f"telegram:{CAROL}") as town:
        url = town.article()
        await town.ask(CAROL, CAROL, url)
        ours = await town.telegram.inline(CAROL, url)
        theirs = await town.telegram.inline(BOB, url)
        await town.until(lambda: None not in (ours.results, theirs.results))
        assert len(ours.results or []) == 1
        assert theirs.results == []
        call = await town.telegram.guest(BOB, f"@{town.telegram.world.bot.username} {url}")
        await town.until(lambda: call.sent and "私人部署" in call.sent.text)
