"""Being brought into chats, sent away, and moved along when a group grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.together import together
from tests.chats.town import SEEN
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


def labels(message: object) -> list[str]:
    return [text for row in message.buttons for text, _ in row]  # type: ignore[attr-defined]


@together
async def test_where_all_is_seen_we_say_that_links_are_enough(town: Town) -> None:
    chat, bob = town.group(status="left"), town.person("zh-hans")
    await town.telegram.set_member(chat, "member", by=bob)
    (hello,) = await town.posts(chat)
    assert hello.text.startswith("我是 Digest。把文章链接发到群里，我会静默回复摘要")
    assert labels(hello) == ["只在 ✍ 或 /digest 时", "关闭"]


@together
async def test_the_button_of_the_welcome_makes_us_wait_to_be_asked(town: Town) -> None:
    chat, bob = town.group(status="left"), town.person("en")
    await town.telegram.set_member(chat, "member")
    (hello,) = await town.posts(chat)
    refused = await town.toast(hello, "Only on ✍ or /digest", bob)
    assert refused == "Only admins can do that."
    saved = await town.toast(hello, "Only on ✍ or /digest", ALICE)
    assert saved == "Saved: from now on only when asked."
    link = await town.say(chat, bob, town.article())
    panel = await town.ask(chat, ALICE, "/settings")
    assert "Mode: on a ✍ reaction (set here)" in panel.text
    assert town.signs(link) == []


@together
async def test_the_welcome_comes_once(town: Town) -> None:
    chat = town.group(status="left")
    await town.telegram.set_member(chat, "member")
    (hello,) = await town.posts(chat)
    await town.telegram.set_member(chat, "administrator")
    await town.telegram.set_member(chat, "kicked")
    await town.telegram.set_member(chat, "member")
    told = await town.ask(chat, ALICE, "/help")
    assert town.telegram.ours(chat) == [hello, told]


@together
async def test_a_channel_hears_no_welcome(town: Town) -> None:
    chat = town.group("channel", status="left")
    await town.telegram.set_member(chat, "administrator")
    digest = await town.ask(chat, None, town.article())
    assert town.telegram.ours(chat) == [digest]


async def test_sent_away_in_the_middle_of_work_we_fall_silent_and_come_back_when_asked(
    town: Town,
) -> None:
    chat, bob = town.group(), town.person("en")
    url, come = town.slow_article()
    link = await town.say(chat, bob, url)
    await town.until(lambda: town.fetched(url))
    await town.telegram.set_member(chat, "kicked")
    come.set()
    await town.until(lambda: town.program.says("not posted") or town.telegram.refused)
    assert town.telegram.ours(chat) == []
    await town.telegram.set_member(chat, "member")
    digest = await town.ask(chat, bob, f"/digest {town.article()}")
    assert digest.text
    assert link.deleted is False


@together
async def test_a_group_that_becomes_a_supergroup_in_the_middle_gets_its_digest_there(
    town: Town,
) -> None:
    chat, bob = town.group("group", status="left"), town.person("en")
    await town.telegram.set_member(chat, "member")
    await town.posts(chat)
    await town.ask(chat, ALICE, "/settings style full")
    url, come = town.slow_article()
    await town.say(chat, bob, url)
    await town.until(lambda: town.fetched(url))
    new = -1003000000000 + chat
    await town.telegram.migrate(chat, new)
    come.set()
    (digest,) = await town.posts(new)
    assert digest.buttons[0][0][1] == url
    assert not digest.covered("expandable_blockquote")
    again = await town.ask(new, bob, url)
    assert "Digested here" in again.text
    panel = await town.ask(new, ALICE, "/settings")
    assert "Layout: full (set here)" in panel.text
    assert len(town.telegram.ours(new)) == 3


@together
async def test_somebody_who_blocks_us_and_comes_back_is_answered(town: Town) -> None:
    bob = town.person("en")
    await town.ask(bob, bob, "/start")
    await town.telegram.set_member(bob, "kicked", by=bob)
    await town.telegram.set_member(bob, "member", by=bob)
    link = await town.say(bob, bob, town.article())
    await town.posts(bob, 2)
    await town.until(lambda: town.signs(link)[:1] == [SEEN])
