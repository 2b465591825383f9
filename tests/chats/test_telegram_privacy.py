"""Privacy mode: Telegram shows a bot in groups only what is meant for it, and we say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.together import together
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.together import Founder
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def privacy() -> bool:
    return True


@together
async def test_in_privacy_mode_we_say_how_to_ask_and_how_to_make_us_see(town: Town) -> None:
    chat = town.group(status="left")
    await town.telegram.set_member(chat, "member")
    (hello,) = await town.posts(chat)
    assert "privacy mode is on" in hello.text
    assert f"/digest@{town.telegram.world.bot.username}" in hello.covered("code")
    press = await town.press(hello, "How to make me admin", ALICE)
    assert press.answer
    assert press.answer.is_alert
    assert "Add administrator" in press.answer.text


@together
async def test_a_basic_group_also_hears_what_is_hidden_there(town: Town) -> None:
    chat, bob = town.group("group", status="left"), town.person("zh-hans")
    await town.telegram.set_member(chat, "member", by=bob)
    (hello,) = await town.posts(chat)
    assert hello.text.endswith("在普通群里我看不到你回复的那条消息，请把链接写在命令后面。")


@together
async def test_a_basic_group_is_told_that_the_answered_message_is_hidden(town: Town) -> None:
    chat, bob = town.group("group"), town.person("zh-hans")
    link = await town.say(chat, bob, town.article())
    bot = town.telegram.world.bot.username
    told = await town.ask(chat, bob, f"/digest@{bot}", reply_to=link)
    assert told.text == "我看不到你回复的消息（普通群的限制）。请发送：/digest 链接"
    digest = await town.ask(chat, bob, f"/digest@{bot} {town.article()}")
    assert "Key points" in digest.text


@together
async def test_in_privacy_mode_a_reply_in_a_supergroup_works(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    link = await town.say(chat, bob, town.article())
    bot = town.telegram.world.bot.username
    digest = await town.ask(chat, bob, f"/digest@{bot}", reply_to=link)
    assert "Key points" in digest.text


@together
async def test_as_an_administrator_we_see_links_all_the_same(town: Town) -> None:
    chat, bob = town.group(status="left"), town.person("en")
    await town.telegram.set_member(chat, "administrator")
    (hello,) = await town.posts(chat)
    assert hello.text.startswith("I'm Digest. Drop an article link here")
    link = await town.say(chat, bob, town.article())
    await town.posts(chat, 2)
    await town.cleared(link)


@together
async def test_privacy_says_that_only_commands_are_seen(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, bob, f"/privacy@{town.telegram.world.bot.username}")
    assert told.text.splitlines()[0].startswith("• What I see: only commands")


@together
async def test_the_welcome_knows_that_privacy_was_just_switched_off(found: Founder) -> None:
    async with found(opened=False) as town:
        town.telegram.privacy(on=True)
        await town.open()
        first, second = town.group(status="left"), town.group(status="left")
        await town.telegram.set_member(first, "member")
        (hello,) = await town.posts(first)
        assert "privacy mode is on" in hello.text
        town.telegram.privacy(on=False)
        await town.telegram.set_member(second, "member")
        (hello,) = await town.posts(second)
        assert "privacy mode is on" not in hello.text
