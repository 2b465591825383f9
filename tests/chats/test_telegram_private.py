"""The private chat: links and pasted texts, drafts, buttons in place, and doors that lead in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.ground import BABBLE
from tests.chats.together import together
from tests.chats.town import SEEN
from tests.fakes.site import answer

if TYPE_CHECKING:
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


KEPT = "I couldn't make a new one just now; this is the digest from before."


def door(digest: Message, button: str) -> str:
    """What a reader's Telegram says in the private chat for a button that leads there."""
    (url,) = [url for row in digest.buttons for text, url in row if text == button]
    return f"/start {url.partition('?start=')[2]}"


@together
async def test_a_link_is_answered_in_full(town: Town) -> None:
    bob, url = town.person("en"), town.article("en")
    asked = await town.say(bob, bob, url)
    (digest,) = await town.posts(bob)
    await town.cleared(asked)
    assert town.signs(asked) == [SEEN, ""]
    assert not digest.covered("expandable_blockquote", "blockquote")
    assert digest.text.startswith(f"{pages.EN[0]}\n\nKey points\n• ")
    assert "\n\nRisks\n• " in digest.text
    rows = [[text for text, _ in row] for row in digest.buttons]
    assert rows == [["Original", "中文", "Evidence"], ["Again", "Delete"]]


async def test_the_finished_parts_are_shown_while_the_rest_is_written(town: Town) -> None:
    town.model.pace = 0.6  # parts come over more than five seconds, a draft each second
    bob = town.person("en")
    await town.say(bob, bob, town.article("en"))
    (digest,) = await town.posts(bob)
    drafts = town.telegram.drafts(bob)
    texts = [draft.text for draft in drafts]
    assert texts[0] == ""
    assert len(texts) >= 2
    assert len({draft.draft_id for draft in drafts}) == 1
    assert texts[-1].startswith(pages.EN[0])
    for text in texts:
        assert all(line in digest.text for line in text.splitlines())


@together
async def test_a_pasted_text_is_an_article_too(town: Town) -> None:
    bob = town.person("zh-hans")
    asked = await town.say(bob, bob, "".join(pages.ZH[:18]).replace("tickets.example.com", ""))
    (digest,) = await town.posts(bob)
    await town.cleared(asked)
    assert "关键要点" in digest.text
    buttons = [text for row in digest.buttons for text, _ in row]
    assert "原文" not in buttons
    assert "重新生成" not in buttons


@together
async def test_a_few_words_are_told_how_to_ask(town: Town) -> None:
    bob, carol, dave = town.person("zh-hans"), town.person("en"), town.person("en")
    assert "粘贴正文" in (await town.ask(bob, bob, "你好")).text
    assert "paste its text" in (await town.ask(carol, carol, "hello")).text
    assert "paste its text" in (await town.ask(dave, dave, "/nonsense")).text


@together
async def test_the_evidence_comes_in_place_and_goes_again(town: Town) -> None:
    bob = town.person("en")
    digest = await town.ask(bob, bob, town.article("en"))
    before = digest.text
    await town.press(digest, "Evidence", bob)
    quotes = [line for line in digest.text.splitlines() if line.startswith("«")]
    assert quotes
    assert {quote.strip("«»") for quote in quotes} <= set(pages.EN)
    await town.press(digest, "Back", bob)
    assert digest.text == before
    assert town.telegram.ours(bob) == [digest]


async def test_the_other_language_comes_in_place_and_back(town: Town) -> None:
    bob = town.person("en")
    digest = await town.ask(bob, bob, town.article("en"))
    before, calls = digest.text, len(town.model.asked)
    toast = await town.toast(digest, "中文", bob)
    assert toast == "One moment, in the other language…"
    await town.until(lambda: "关键要点\n• " in digest.text)
    assert digest.buttons[0][1][0] == "English"
    await town.press(digest, "English", bob)
    await town.until(lambda: digest.text == before)
    assert town.telegram.ours(bob) == [digest]
    assert len(town.model.asked) == calls + 1


@together
async def test_a_failure_is_told_with_a_button_to_retry(town: Town) -> None:
    bob = town.person("zh-hans")
    told = await town.ask(bob, bob, town.broken())
    assert told.text == "文章不存在（404）。"
    assert told.buttons[0][0][0] == "重试"


@together
async def test_the_same_link_again_is_pointed_at_by_an_answer_to_it(town: Town) -> None:
    bob, url = town.person("en"), town.article("en")
    digest = await town.ask(bob, bob, url)
    pointer = await town.ask(bob, bob, url)
    assert pointer.reply_to is digest
    assert pages.EN[0] not in pointer.text


@together
async def test_a_digest_that_cannot_be_made_anew_stays_and_says_so(town: Town) -> None:
    bob, good = town.person("en"), answer(pages.article("en"))
    url = town.broken(good, answer(status="404 Not Found"))
    digest = await town.ask(bob, bob, url)
    assert await town.toast(digest, "Again", bob) == "Making it anew…"
    await town.until(lambda: KEPT in digest.text)
    assert digest.text.startswith(pages.EN[0])
    assert town.telegram.ours(bob) == [digest]
    assert town.fetched(url) == 2


async def test_a_translation_that_fails_leaves_the_digest_with_a_line_that_says_so(
    town: Town,
) -> None:
    bob = town.person("en")
    digest = await town.ask(bob, bob, town.article("en"))
    town.model.play(BABBLE)
    await town.toast(digest, "中文", bob)
    await town.until(lambda: KEPT in digest.text)
    assert digest.text.startswith(pages.EN[0])
    assert town.telegram.ours(bob) == [digest]


@together
async def test_a_door_in_a_group_opens_on_the_digest_in_the_other_language(town: Town) -> None:
    chat, bob, carol, url = town.group(), town.person("en"), town.person("zh-hans"), town.article()
    digest = await town.ask(chat, bob, f"/digest {url}")
    inside = await town.ask(carol, carol, door(digest, "中文"))
    assert "关键要点\n• " in inside.text
    assert inside.buttons[0][0] == ("原文", url)
    assert town.fetched(url) == 1
    assert town.telegram.ours(chat) == [digest]


@together
async def test_a_door_in_a_group_opens_on_the_evidence(town: Town) -> None:
    chat, bob, carol = town.group(), town.person("en"), town.person("en")
    digest = await town.ask(chat, bob, f"/digest {town.article('en')}")
    inside = await town.ask(carol, carol, door(digest, "Evidence"))
    assert any(line.startswith("«") for line in inside.text.splitlines())
    assert [text for text, _ in inside.buttons[0]][-1] == "Back"
    await town.press(inside, "Back", carol)
    assert "«" not in inside.text


@together
async def test_a_door_that_leads_nowhere_says_so(town: Town) -> None:
    bob = town.person("en")
    told = await town.ask(bob, bob, "/start d_nosuchdigest_en")
    assert told.text == "This has expired; send /digest again."


@together
async def test_start_and_help_speak_the_readers_language(town: Town) -> None:
    bob, carol = town.person("zh-hans"), town.person("en")
    assert (await town.ask(bob, bob, "/start")).text.startswith("你好，我是 Digest。")
    assert (await town.ask(carol, carol, "/start")).text.startswith("Hello! I'm Digest.")
    assert (await town.ask(bob, bob, "/help")).text.count("\n") == 5
    assert "/privacy: what I see" in (await town.ask(carol, carol, "/help")).text


async def test_menus_are_told_to_telegram_in_both_languages(town: Town) -> None:
    menus = town.telegram.menus
    assert {language for _, language in menus} == {"", "zh"}
    for commands in menus.values():
        assert {"digest", "help", "privacy"} <= {name for name, _ in commands}
    assert town.telegram.world.profile.descriptions.keys() == {"", "zh"}


async def test_a_guest_call_gets_a_stub_at_once_and_the_digest_in_its_place(town: Town) -> None:
    bob, bot = town.person("en"), town.telegram.world.bot.username
    url, come = town.slow_article()
    call = await town.telegram.guest(bob, f"@{bot} {url}")
    await town.until(lambda: call.sent)
    assert call.sent
    assert call.sent.text == "⏳ Reading 127.0.0.1…"
    assert call.sent.live == ()
    come.set()
    await town.until(lambda: call.sent and "Key points" in call.sent.text)
    assert call.sent.covered("expandable_blockquote")


@together
async def test_a_guest_call_about_a_page_that_fails_says_so(town: Town) -> None:
    bob, bot = town.person("zh-hans"), town.telegram.world.bot.username
    call = await town.telegram.guest(bob, f"@{bot} {town.broken()}")
    await town.until(lambda: call.sent and call.sent.text == "文章不存在（404）。")


@together
async def test_a_guest_call_without_a_link_is_told_so(town: Town) -> None:
    bob, bot = town.person("en"), town.telegram.world.bot.username
    call = await town.telegram.guest(bob, f"@{bot} hello there")
    await town.until(lambda: call.sent and "There is no link" in call.sent.text)


async def test_inline_shows_a_digest_that_is_made_and_leads_inside_for_another(town: Town) -> None:
    bob, url = town.person("en"), town.article("en")
    await town.ask(bob, bob, url)
    asked, calls = await town.telegram.inline(bob, url), len(town.model.asked)
    await town.until(lambda: asked.results is not None)
    assert asked.results
    (result,) = asked.results
    assert (result["title"], result["description"]) == (pages.EN_TITLE, pages.EN[0])
    posted = town.telegram.inline_messages[await town.telegram.choose(asked, "1")]
    assert "Key points" in posted.text
    new = await town.telegram.inline(bob, town.article())
    await town.until(lambda: new.results is not None)
    assert new.results == []
    assert new.settings["button"]["text"] == "Digest it in a private chat"
    assert len(town.model.asked) == calls
