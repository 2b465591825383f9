"""`/digest` and what else is asked of the bot in words, in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.ground import BABBLE
from tests.chats.together import together
from tests.chats.town import SEEN
from tests.fakes.site import answer
from tests.fakes.telegram.watch import NAME

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

USAGE = "Usage: /digest <link>, or reply to a message that has one."


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Only what is asked for is answered here."""
    return {"LINKDIGEST_MODE": "ask"}


@pytest.mark.parametrize(
    "text", ["/digest {url}", f"/digest@{NAME} {{url}}", f"@{NAME} {{url}}", f"{{url}} @{NAME}"]
)
@together
async def test_a_link_can_be_asked_for_in_words(town: Town, text: str) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article()
    asked = await town.say(chat, bob, text.format(url=url))
    (digest,) = await town.posts(chat)
    await town.cleared(asked)
    assert town.signs(asked) == [SEEN, ""]
    assert digest.reply_to is asked
    assert digest.buttons[0][0][1] == url
    assert digest.covered("expandable_blockquote")


@together
async def test_a_command_in_a_caption_counts(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article()
    await town.say(chat, bob, f"/digest {url}", caption=True)
    (digest,) = await town.posts(chat)
    assert digest.buttons[0][0][1] == url


@together
async def test_a_reply_asks_for_the_links_of_the_message_it_answers(town: Town) -> None:
    chat, bob, carol = town.group(), town.person("en"), town.person("en")
    link = await town.say(chat, bob, f"so long: {town.article('zh')}")
    asked = await town.say(chat, carol, "/digest", reply_to=link)
    (digest,) = await town.posts(chat)
    assert digest.reply_to in (link, asked)
    assert "关键要点" in digest.text


@together
async def test_language_and_style_may_stand_in_any_order(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    digest = await town.ask(chat, bob, f"/digest full {town.article('zh')} en")
    assert not digest.covered("expandable_blockquote")
    assert "Key points\n• decision: " in digest.text


@together
async def test_fresh_reads_the_page_anew(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    await town.ask(chat, bob, f"/digest {url}")
    changed = pages.page("en", "Another title", pages.EN[6:])
    town.site.on(url.partition(f":{town.site.port}")[2], answer(changed))
    digest = await town.ask(chat, bob, f"/digest fresh {url}")
    assert "Another title" in digest.text
    assert town.fetched(url) == 2


@together
async def test_what_was_digested_here_is_pointed_at_unless_it_is_wanted_otherwise(
    town: Town,
) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    digest = await town.ask(chat, bob, f"/digest {url}")
    pointer = await town.ask(chat, bob, f"/digest {url}")
    assert [entity.url for entity in pointer.entities if entity.type == "text_link"] == [
        f"https://t.me/c/{str(chat)[4:]}/{digest.id}"
    ]
    assert pointer.buttons == [[("Again", pointer.buttons[0][0][1])]]
    full = await town.ask(chat, bob, f"/digest {url} full")
    assert pages.EN[0] in full.text
    assert town.fetched(url) == 1


@together
async def test_an_option_nobody_knows_is_named_with_the_usage(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, bob, f"/digest {town.article()} backwards")
    assert told.text == f"I don't know the option “backwards”.\n{USAGE}"


@together
async def test_a_command_without_a_link_is_told_how_to_ask(town: Town) -> None:
    chat, bob, carol = town.group(), town.person("en"), town.person("zh-hans")
    assert (await town.ask(chat, bob, "/digest")).text == USAGE
    told = await town.ask(chat, carol, "/digest")
    assert told.text == "用法：/digest 链接，或回复一条带链接的消息。"
    talk = await town.say(chat, bob, "nothing but talk")
    told = await town.ask(chat, bob, "/digest", reply_to=talk)
    assert told.text == "There is no link in that message."


@pytest.mark.parametrize(
    ("written", "wanted", "words"),
    [("zh", "en", "Key points\n• decision: "), ("en", "zh", "关键要点\n• 议会决定：")],
)
@pytest.mark.parametrize("place", ["group", "private"])
@together
async def test_a_reply_with_a_language_to_our_digest_gives_it_in_that_language(
    town: Town, place: str, written: str, wanted: str, words: str
) -> None:
    bob = town.person("en")
    chat = bob if place == "private" else town.group()
    digest = await town.ask(chat, bob, f"/digest {town.article(written)}")
    other = await town.ask(chat, bob, wanted, reply_to=digest)
    assert words in other.text
    assert words not in digest.text


@together
async def test_a_failure_is_told_in_words_and_can_be_tried_again_by_who_asked(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    bad, good = answer(status="404 Not Found"), answer(pages.article("en"))
    asked = await town.say(chat, bob, f"/digest {town.broken(bad, bad, good)}")
    (told,) = await town.posts(chat)
    assert told.text == "The article doesn't exist (404)."
    assert told.buttons[0][0][0] == "Retry"
    await town.cleared(asked)
    refused = await town.toast(told, "Retry", town.person("en"))
    assert refused == "Only who asked, who posted the link, or an admin can do that."
    assert await town.toast(told, "Retry", bob) == "Making it anew…"
    await town.until(lambda: "\nTried again at " in told.text)
    assert told.text.startswith("The article doesn't exist (404).")
    assert await town.toast(told, "Retry", bob) == "Making it anew…"
    await town.until(lambda: pages.EN[0] in told.text)
    assert told.buttons[0][0][0] == "Original"
    assert town.telegram.ours(chat) == [told]
    await town.until(lambda: asked.reactions == [])


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (answer(b"%PDF-1.7 x", content_type="application/pdf"), "isn't a web page or a text"),
        (answer(b"<html><body><p>A word.</p></body></html>"), "It's short"),
        (answer(b"<html><body><div id=root></div><script src=a.js></script>"), "scripts"),
    ],
)
@together
async def test_a_refusal_says_why(town: Town, script: bytes, said: str) -> None:
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, bob, f"/digest {town.broken(script)}")
    assert said in told.text
    assert not told.buttons


@together
async def test_a_private_address_is_not_opened(town: Town) -> None:
    chat, bob = town.group(), town.person("zh-hans")
    told = await town.ask(chat, bob, "/digest http://169.254.169.254/latest/meta-data/")
    assert told.text == "这个地址我不能访问：只支持公开网页。"


@together
async def test_a_command_for_another_bot_is_none_of_ours(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.say(chat, bob, f"/digest@robby_bot {town.article()}")
    told = await town.ask(chat, bob, "/digest")
    assert town.telegram.ours(chat) == [told]


@together
async def test_an_edited_command_is_not_carried_out_again(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    asked = await town.say(chat, bob, f"/digest {town.article()}")
    await town.posts(chat)
    await town.telegram.edit(chat, asked.id, f"/digest {town.article()}")
    await town.ask(chat, bob, "/digest")
    assert len(town.telegram.ours(chat)) == 2


@together
async def test_several_links_are_three_digests_and_a_count(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.say(chat, bob, "/digest " + " ".join(town.article() for _ in range(4)))
    digests = await town.posts(chat, 3)
    assert "1 more link: reply with /digest" in digests[2].text


async def test_without_a_model_that_answers_the_article_speaks_for_itself(town: Town) -> None:
    town.model.play(BABBLE)
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, bob, f"/digest {town.article('en')}")
    assert "extract, no model" in told.text
    assert "these are the article's own sentences" in told.text
    assert "Evidence" not in [text for row in told.buttons for text, _ in row]
