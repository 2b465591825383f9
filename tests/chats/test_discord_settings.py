"""Settings on Discord: of a channel, of its server, and who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.together import together

if TYPE_CHECKING:
    from tests.chats.city import City
    from tests.fakes.discord.messages import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


def chosen(panel: Message, name: str) -> tuple[str, ...]:
    """What stands in the menu of a setting."""
    (menu,) = (each for each in panel.selects if each.custom_id.startswith(f"s1:{name}:"))
    return menu.chosen


def menu_of(panel: Message, name: str) -> str:
    (menu,) = (each for each in panel.selects if each.custom_id.startswith(f"s1:{name}:"))
    return menu.custom_id


@together
async def test_who_manages_the_server_gets_menus_and_others_the_values(city: City) -> None:
    channel = city.channel()
    boss, bob = city.admin(channel), city.person()
    panel = await city.slash(channel, boss, "settings")
    assert panel.is_ephemeral
    assert chosen(panel, "mode") == ("auto",)
    shown = await city.slash(channel, bob, "settings")
    assert shown.selects == []
    assert "Manage Server" in shown.text


@together
async def test_a_choice_holds_at_once_and_the_panel_shows_it(city: City) -> None:
    channel = city.channel()
    boss = city.admin(channel)
    panel = await city.slash(channel, boss, "settings")
    await city.discord.select(panel, boss, menu_of(panel, "style"), "full")
    await city.until(lambda: chosen(panel, "style") == ("full",))
    await city.say(channel, city.person(), city.article("en"))
    (digest,) = await city.posts(channel)
    assert "### Risks" in digest.text


@together
async def test_what_the_server_sets_holds_in_its_channels_unless_they_say_otherwise(
    city: City,
) -> None:
    one = city.channel()
    server = city.server_of(one)
    other, boss = city.channel(server), city.admin(one)
    whole = await city.slash(one, boss, "settings", where="server")
    await city.discord.select(whole, boss, menu_of(whole, "mode"), "off")
    await city.until(lambda: chosen(whole, "mode") == ("off",))
    await city.slash(other, boss, "settings", name="mode", value="auto")
    await city.say(one, city.person(), city.article())
    await city.say(other, city.person(), city.article())
    await city.posts(other)
    assert city.discord.ours(one) == []
    panel = await city.slash(one, boss, "settings")
    assert chosen(panel, "mode") == ("off",)
    thread = city.discord.thread(one, by=boss)
    await city.say(thread, city.person(), city.article())
    assert await city.quiet(thread, 0.3) == []


@together
async def test_settings_by_words(city: City) -> None:
    channel = city.channel()
    boss, bob = city.admin(channel), city.person("zh-CN")
    said = await city.slash(channel, boss, "settings", name="deny", value="example.com")
    assert said.text == "Ignored sites: now example.com."
    told = await city.slash(channel, bob, "settings", name="deny")
    assert "example.com" in told.text
    no = await city.slash(channel, bob, "settings", name="deny", value="")
    assert "example.com" in no.text
    wrong = await city.slash(channel, boss, "settings", name="style", value="loud")
    assert "compact full" in wrong.text
    refused = await city.slash(channel, bob, "settings", name="style", value="full")
    assert "管理服务器" in refused.text


@together
async def test_with_threads_on_each_digest_has_one_with_all_of_it(city: City) -> None:
    channel = city.channel()
    boss = city.admin(channel)
    await city.slash(channel, boss, "settings", name="thread", value="on")
    await city.say(channel, city.person(), city.article("zh"))
    (digest,) = await city.posts(channel)
    thread = await city.until(lambda: city.discord.thread_of(digest))
    (whole,) = await city.posts(thread)
    assert "### 风险与不足" in whole.text
    assert whole.is_silent
    name = city.discord.world.get_channel(thread.id).name
    assert name is not None
    assert name.startswith("摘要：")
    asked = await city.slash(channel, boss, "digest", url=city.article("en"))
    other = await city.until(lambda: city.discord.thread_of(asked))
    assert len(await city.posts(other)) == 1


@together
async def test_where_only_admins_may_ask_others_are_told_so_in_private(city: City) -> None:
    channel = city.channel()
    boss, bob = city.admin(channel), city.person()
    await city.slash(channel, boss, "settings", name="who", value="admins")
    asked = await city.discord.slash(channel, bob, "digest", url=city.article())
    await city.until(lambda: asked.answer and asked.answer.is_ephemeral)
    assert asked.answer
    assert "Manage Server" in asked.answer.text
    assert city.discord.ours(channel) == []
    assert "### Key points" in (await city.slash(channel, boss, "digest", url=city.article())).text


@together
async def test_in_a_digests_thread_no_button_changes_the_digest(city: City) -> None:
    channel = city.channel()
    await city.slash(channel, city.admin(channel), "settings", name="thread", value="on")
    await city.say(channel, city.person(), city.article())
    (digest,) = await city.posts(channel)
    thread = await city.until(lambda: city.discord.thread_of(digest))
    (whole,) = await city.posts(thread)
    assert [label for label, _, _ in whole.buttons] == ["Original"]
