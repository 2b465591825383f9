"""Commands on Discord, and the menu of a message: who sees the answer, and what it says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together
from tests.fakes.site import answer

if TYPE_CHECKING:
    from tests.chats.city import City

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_a_digest_is_for_all_and_takes_the_place_of_thinking(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    asked = await city.discord.slash(channel, bob, "digest", url=url)
    digest = await city.answer(asked)
    assert asked.deferred
    assert not asked.ephemeral
    assert asked.latency is not None
    assert asked.latency < 1
    assert pages.EN[0] in digest.text
    assert city.discord.ours(channel) == [digest]


@together
async def test_a_private_digest_is_seen_by_who_asked_and_is_whole(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    digest = await city.slash(channel, bob, "digest", url=url, private=True)
    assert digest.is_ephemeral
    assert "### Risks\n- " in digest.text
    assert city.discord.ours(channel) == []
    await city.say(channel, city.person(), url)
    (for_all,) = await city.posts(channel)
    assert "### Key points" in for_all.text, "what one person saw is no pointer for the others"


@together
async def test_language_style_and_fresh_are_options(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article("en")
    first = await city.slash(channel, bob, "digest", url=url)
    chinese = await city.slash(channel, bob, "digest", url=url, language="zh", style="full")
    assert "### 关键要点" in chinese.text
    assert "### 风险与不足" in chinese.text
    again = await city.slash(channel, bob, "digest", url=url)
    assert f"/{first.id}>)" in again.text
    fresh = await city.slash(channel, bob, "digest", url=url, fresh=True)
    assert "### Key points" in fresh.text
    assert city.fetched(url) == 2


@together
async def test_the_menu_of_a_message_digests_its_links_for_all_or_for_one(city: City) -> None:
    channel, bob, carol = city.channel(), city.person(), city.person("zh-CN")
    boss = city.admin(channel)
    await city.slash(channel, boss, "settings", name="mode", value="ask")
    link = await city.say(channel, bob, f"{city.article('en')} and {city.article('zh')}")
    mine = await city.answer(await city.discord.menu(link, carol, "Digest (only me)"))
    assert mine.is_ephemeral
    await city.until(lambda: len(city.discord.seen(channel, carol)) == 3)
    assert city.discord.ours(channel) == []
    await city.discord.menu(link, carol, "Digest")
    both = await city.posts(channel, 2)
    lines = {post.text.splitlines()[0] for post in both}
    assert lines == {f"**{pages.EN[0]}**", f"**{pages.ZH[0]}**"}


@together
async def test_many_links_of_a_private_digest_all_find_their_place(city: City) -> None:
    channel, bob = city.channel(), city.person()
    urls = [city.article() for _ in range(3)]
    link = await city.say(channel, city.discord.person(is_bot=True), " ".join(urls))
    await city.discord.menu(link, bob, "Digest (only me)")

    def shown() -> list[str]:
        return [post.text for post in city.discord.seen(channel, bob) if post.is_ephemeral]

    await city.until(lambda: len(shown()) == 3)
    assert all(any(url in text for text in shown()) for url in urls)


@together
async def test_a_message_without_links_says_so_to_who_asked(city: City) -> None:
    channel, bob = city.channel(), city.person()
    link = await city.say(channel, bob, "good morning")
    asked = await city.discord.menu(link, bob, "Digest")
    await city.until(lambda: asked.answer and asked.answer.is_ephemeral)
    assert asked.answer
    assert asked.answer.text == "There is no link in that message."
    assert await city.quiet(channel, 0.3) == []


@together
async def test_a_page_that_cannot_be_read_is_told_with_a_way_to_try_again(city: City) -> None:
    channel, bob = city.channel(), city.person()
    page = answer(pages.numbered(77))
    url = city.broken(answer(status="404 Not Found"), page)
    told = await city.slash(channel, bob, "digest", url=url)
    assert told.text == "The article doesn't exist (404)."
    await city.discord.press(told, bob, "Retry")
    await city.until(lambda: "### Key points" in told.text)
    assert city.discord.ours(channel) == [told]


@together
async def test_a_mention_with_a_link_or_as_a_reply_is_a_command(city: City) -> None:
    channel, bob, us = city.channel(), city.person(), city.discord.bot.mention
    await city.slash(channel, city.admin(channel), "settings", name="mode", value="ask")
    asked = await city.say(channel, bob, f"{us} {city.article('en')} zh")
    (digest,) = await city.posts(channel)
    assert digest.reply_to == asked.id
    assert "### 关键要点" in digest.text
    link = await city.say(channel, city.person(), city.article("zh"))
    await city.say(channel, bob, f"{us} please", reply_to=link)
    _, other = await city.posts(channel, 2)
    assert "### 关键要点" in other.text
    await city.say(channel, bob, us)
    *_, usage = await city.posts(channel, 3)
    assert usage.text.startswith("Usage: /digest")


@together
async def test_the_word_en_in_answer_to_a_digest_brings_it_in_english(city: City) -> None:
    channel, bob = city.channel(), city.person()
    await city.say(channel, bob, city.article("zh"))
    (digest,) = await city.posts(channel)
    await city.say(channel, bob, "en", reply_to=digest)
    _, english = await city.posts(channel, 2)
    assert "### Key points" in english.text


@together
async def test_words_of_ours_are_for_who_asked_and_in_their_language(city: City) -> None:
    channel, bob, wei = city.channel(), city.person(), city.person("zh-CN")
    for verb, start in {
        "help": "I'm **Digest**",
        "privacy": "- What I see: ",
        "optout": "All right: ",
        "optin": "Good: ",
    }.items():
        told = await city.slash(channel, bob, verb)
        assert told.is_ephemeral, verb
        assert told.text.startswith(start), told.text
    assert (await city.slash(channel, wei, "help")).text.startswith("我是 **Digest**")
    assert city.discord.ours(channel) == []


@together
async def test_forget_deletes_what_is_kept_of_who_asks(city: City) -> None:
    channel, bob, url = city.channel(), city.person(), city.article()
    await city.slash(channel, bob, "digest", url=url, private=True)
    told = await city.slash(channel, bob, "forget", what="me")
    assert told.text.startswith("Deleted. Your digests: 1")
    again = await city.slash(channel, bob, "forget", what="me")
    assert again.text == "There was nothing of that to delete."
    await city.say(channel, bob, url)
    await city.posts(channel)
    assert "1" in (await city.slash(channel, bob, "forget", what="link", url=url)).text


@together
async def test_only_who_manages_the_server_may_have_a_channel_forgotten(city: City) -> None:
    channel, bob = city.channel(), city.person()
    boss = city.admin(channel)
    await city.say(channel, bob, city.article())
    await city.posts(channel)
    told = await city.slash(channel, bob, "forget", what="chat")
    assert "Manage Server" in told.text
    sure = await city.slash(channel, boss, "forget", what="server")
    assert [label for label, _, _ in sure.buttons] == ["Yes, delete", "Close"]
    await city.discord.press(sure, boss, "Yes, delete")
    await city.until(lambda: "1" in sure.text and not sure.buttons)


@together
async def test_figures_are_for_who_manages_the_server(city: City) -> None:
    channel, bob = city.channel(), city.person()
    boss = city.admin(channel)
    await city.slash(channel, bob, "digest", url=city.article())
    told = await city.slash(channel, boss, "stats", range="week")
    assert "Digests: 1" in told.text
    with pytest.raises(LookupError):
        await city.discord.slash(channel, bob, "stats")


@together
async def test_in_direct_messages_a_link_or_a_text_is_the_request(city: City) -> None:
    bob, direct = city.person(), city.discord.dm
    asked = await city.discord.direct(bob, city.article("en"))
    (digest,) = await city.posts(direct(bob))
    assert digest.reply_to == asked.id
    assert "### Risks\n- " in digest.text
    labels = [label for label, _, _ in digest.buttons]
    assert labels == ["Original", "中文", "Evidence", "Again", "Delete"]
    await city.discord.direct(bob, "\n".join(pages.ZH))
    _, pasted = await city.posts(direct(bob), 2)
    assert "### 关键要点" in pasted.text
    await city.discord.direct(bob, "hello?")
    assert len(await city.posts(direct(bob), 3)) == 3


@together
async def test_commands_work_in_direct_messages_too(city: City) -> None:
    bob = city.person()
    direct = city.discord.dm(bob)
    digest = await city.slash(direct, bob, "digest", url=city.article("en"))
    assert "### Risks\n- " in digest.text
    assert (await city.slash(direct, bob, "help")).text.startswith("I'm **Digest**")
    panel = await city.slash(direct, bob, "settings")
    assert [select.custom_id.split(":")[1] for select in panel.selects] == [
        "language",
        "style",
        "show_meta",
        "retention",
    ]
    await city.discord.select(panel, bob, panel.selects[0].custom_id, "zh")
    await city.until(lambda: panel.selects[0].chosen == ("zh",))


@together
async def test_installed_by_a_person_it_digests_where_it_is_no_member(city: City) -> None:
    bob = city.person()
    abroad = city.discord.channel(city.discord.server(has_bot=False))
    link = await city.say(abroad, bob, city.article("en"))
    digest = await city.answer(await city.discord.menu(link, bob, "Digest"))
    assert not digest.is_ephemeral
    assert "### Key points" in digest.text
    whole = await city.press(digest, bob, "All points")
    assert whole.is_ephemeral
    assert "### Risks" in whole.text
    mine = await city.slash(abroad, bob, "digest", url=city.article("en"), private=True)
    assert mine.is_ephemeral
    between = city.discord.private(bob, city.person())
    assert "### Key points" in (await city.slash(between, bob, "digest", url=city.article())).text
    await city.discord.press(digest, bob, "Delete")
    await city.until(lambda: digest.deleted)


@together
async def test_long_work_says_so_and_can_be_given_up(city: City) -> None:
    channel, bob = city.channel(), city.person()
    url, come = city.slow_article()
    asked = await city.discord.slash(channel, bob, "digest", url=url)
    await city.until(lambda: asked.answer and "⏳ Reading 127.0.0.1…" in asked.answer.text, 14)
    assert asked.answer
    await city.discord.press(asked.answer, bob, "Cancel")
    await city.until(lambda: city.discord.ours(channel) == [])
    come.set()
    assert await city.quiet(channel, 0.5) == []


@together
async def test_every_command_has_words_in_both_languages(city: City) -> None:
    await city.until(lambda: city.discord.commands)
    commands = {command["name"]: command for command in city.discord.commands}
    assert set(commands) == {
        *("digest", "settings", "optout", "optin", "forget", "privacy", "stats", "help"),
        *("owner", "daily", "feed"),
        *("Digest", "Digest (only me)"),
    }
    for name, command in commands.items():
        kind = "name" if command["type"] == 3 else "description"
        assert set(command[f"{kind}_localizations"]) == {"zh-CN", "zh-TW"}, name
        for option in command.get("options", ()):
            assert set(option["description_localizations"]) == {"zh-CN", "zh-TW"}
    assert commands["digest"]["integration_types"] == [0, 1]
    assert commands["digest"]["contexts"] == [0, 1, 2]
    options = [option["name"] for option in commands["digest"]["options"]]
    assert options == ["url", "language", "style", "private", "fresh"]
    assert city.discord.syncs == 1


@together
async def test_a_token_that_ran_out_falls_back_to_a_message_in_the_channel(city: City) -> None:
    channel, bob = city.channel(), city.person()
    city.discord.forgive(50027)
    url, come = city.slow_article()
    asked = await city.discord.slash(channel, bob, "digest", url=url)
    await city.until(lambda: asked.responded and city.fetched(url))
    city.discord.expire(asked)
    come.set()
    await asyncio.sleep(0)
    (digest,) = await city.posts(channel)
    assert "### Key points" in digest.text


@together
async def test_the_owner_gets_figures_in_direct_messages_and_others_do_not(city: City) -> None:
    bob = city.person()
    told = await city.slash(city.discord.dm(bob), bob, "owner", what="status")
    assert told.text == "This command is for my owner."
    with pytest.raises(LookupError):
        await city.discord.slash(city.channel(), bob, "owner")
