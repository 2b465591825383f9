"""Links that people drop in a group: what is answered, how, and what is passed over."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together
from tests.chats.town import FAILED, LIMITED, SEEN
from tests.fakes.site import answer
from tests.fakes.telegram.entities import Entity, units
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@together
async def test_a_dropped_link_is_seen_and_answered_once_in_silence(
    town: Town,
) -> None:
    chat, bob, url = town.group(), town.person("zh-hans"), town.article("en")
    link = await town.say(chat, bob, f"worth a look: {url}")
    (digest,) = await town.posts(chat)
    await town.cleared(link)
    assert town.signs(link) == [SEEN, ""]
    assert digest.reply_to is link
    assert digest.silent
    assert digest.preview == {"is_disabled": True}
    assert town.telegram.ours(chat) == [digest]


@together
async def test_a_group_gets_the_line_then_a_quote_that_unfolds_then_the_source(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    await town.say(chat, bob, url)
    (digest,) = await town.posts(chat)
    lines = digest.text.splitlines()
    assert lines[0] == pages.EN[0] == digest.covered("bold")[0]
    (quote,) = digest.covered("expandable_blockquote")
    assert quote.startswith("Key points\n• ")
    assert "\n\nRisks\n• " in quote
    assert digest.covered("text_link") == [pages.EN_TITLE]
    assert lines[-2:] == [pages.EN_TITLE, "Ada Holm · 127.0.0.1 · AI digest"]
    rows = [[text for text, _ in row] for row in digest.buttons]
    assert rows == [["Original", "中文", "Evidence"], ["Again", "Delete"]]
    assert digest.buttons[0][0][1] == url


@together
async def test_the_headings_follow_the_digest_and_the_buttons_its_reader(town: Town) -> None:
    chat = town.group()
    await town.say(chat, town.person("en"), town.article("zh"))
    await town.say(chat, town.person("zh-hans"), town.article("en"))
    chinese, english = await town.posts(chat, 2)
    assert "关键要点\n• " in chinese.text
    assert "\n\n风险与不足\n• " in chinese.text
    assert chinese.text.endswith("AI 摘要")
    assert chinese.buttons[1][0][0] == "Again"
    assert "Key points\n• " in english.text
    assert english.buttons[1][0][0] == "重新生成"


@pytest.mark.parametrize("way", ["caption", "behind words", "forwarded"])
@together
async def test_a_link_is_found_wherever_it_stands(town: Town, way: str) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article()
    if way == "caption":
        link = await town.say(chat, bob, f"our pier {url}", caption=True)
    elif way == "forwarded":
        link = await town.say(chat, bob, url, forward_from=ALICE)
    else:
        text = "🦉 read this"
        entity = Entity(units("🦉 "), units("read this"), "text_link", url=url)
        link = await town.say(chat, bob, text, entities=[entity])
    (digest,) = await town.posts(chat)
    assert digest.reply_to is link
    assert digest.buttons[0][0][1] == url


@together
async def test_three_links_of_a_message_are_answered_and_the_rest_is_counted(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    urls = [town.article() for _ in range(5)]
    link = await town.say(chat, bob, "\n".join(urls))
    digests = await town.posts(chat, 3)
    await town.cleared(link)
    assert [digest.buttons[0][0][1] for digest in digests] == urls[:3]
    assert "2 more links: reply with /digest" in digests[2].text
    assert "more link" not in digests[0].text + digests[1].text
    assert len(town.telegram.ours(chat)) == 3


@together
async def test_the_same_link_again_gets_a_pointer_and_then_nothing(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    await town.say(chat, bob, url)
    (digest,) = await town.posts(chat)
    again = await town.say(chat, town.person("zh-hans"), f"{url}?utm_source=chat#top")
    _, pointer = await town.posts(chat, 2)
    assert pointer.reply_to is again
    assert pages.EN_TITLE in pointer.text
    (to,) = [entity.url for entity in pointer.entities if entity.type == "text_link"]
    assert to == f"https://t.me/c/{str(chat)[4:]}/{digest.id}"
    assert pages.EN[0] not in pointer.text
    third = await town.say(chat, town.person("en"), url)
    await town.say(chat, town.person("en"), town.article())
    posts = await town.posts(chat, 3)
    assert len(posts) == 3
    assert third not in [post.reply_to for post in posts]
    assert town.fetched(url) == 1


@pytest.mark.parametrize("kind", ["short", "no article", "picture", "chat", "private", "talk"])
async def test_what_is_not_worth_a_digest_is_passed_over_in_silence(town: Town, kind: str) -> None:
    chat, bob = town.group(), town.person("en")
    short = town.site.on("/short", answer(pages.brief()))
    nothing = answer(b"%PDF-1.7 x", content_type="application/pdf")
    said = {
        "short": short,
        "no article": town.broken(nothing),
        "picture": "https://example.com/cat.jpg",
        "chat": "https://t.me/durov/1",
        "private": "http://192.168.1.1/admin",
        "talk": "good morning, see you at 4.30",
    }[kind]
    passed = await town.say(chat, bob, said)
    link = await town.say(chat, town.person("en"), town.article())
    (digest,) = await town.posts(chat)
    assert digest.reply_to is link
    await town.until(lambda: passed.reactions == [])
    assert town.signs(passed) in ([], [SEEN, ""])


@together
async def test_a_link_that_fails_gets_a_shrug_and_no_words(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    link = await town.say(chat, bob, town.broken())
    await town.marked(link, FAILED)
    assert town.signs(link) == [SEEN, FAILED]
    assert town.telegram.ours(chat) == []


@together
async def test_the_fourth_link_of_a_person_within_ten_minutes_has_to_wait(town: Town) -> None:
    chats, bob = [town.group() for _ in range(4)], town.person("en")
    links = [await town.say(chat, bob, town.article()) for chat in chats]
    await town.marked(links[3], LIMITED)
    for chat in chats[:3]:
        await town.posts(chat)
    assert town.telegram.ours(chats[3]) == []
    asked = await town.ask(chats[3], bob, "/digest", reply_to=links[3])
    assert "Key points" in asked.text


@together
async def test_a_bot_is_never_answered(town: Town) -> None:
    chat = town.group()
    await town.say(chat, "robby_bot", town.article())
    link = await town.say(chat, town.person("en"), town.article())
    (digest,) = await town.posts(chat)
    assert digest.reply_to is link


@together
async def test_what_was_said_while_nobody_listened_is_old_news(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    hour = 3600
    await town.say(chat, bob, town.article(), date=_now() - hour)
    old = await town.say(chat, bob, f"/digest {town.article()}", date=_now() - hour)
    (told,) = await town.posts(chat)
    assert told.reply_to is old
    assert told.text == "I was offline when you wrote that. Please send it again."


@together
async def test_an_edited_link_is_answered_in_the_place_of_the_old_digest(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    link = await town.say(chat, bob, f"look: {town.article('en')}")
    (digest,) = await town.posts(chat)
    await town.cleared(link)
    other = town.article("zh")
    await town.telegram.edit(chat, link.id, f"I meant this: {other}")
    await town.until(lambda: "关键要点" in digest.text)
    assert town.telegram.ours(chat) == [digest]
    assert digest.buttons[0][0][1] == other
    await town.until(lambda: link.reactions == [])


@together
async def test_a_link_added_to_a_message_is_answered_beside_the_first(town: Town) -> None:
    chat, bob, url, more = town.group(), town.person("en"), town.article(), town.article()
    link = await town.say(chat, bob, url)
    await town.posts(chat)
    await town.telegram.edit(chat, link.id, f"{url} {more}")
    first, second = await town.posts(chat, 2)
    assert (first.edits, second.buttons[0][0][1]) == (0, more)


@together
async def test_an_edit_that_changes_no_link_is_nothing(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article()
    link = await town.say(chat, bob, url)
    (digest,) = await town.posts(chat)
    await town.telegram.edit(chat, link.id, f"{url} (typo corrected)")
    await town.say(chat, town.person("en"), town.article())
    assert len(await town.posts(chat, 2)) == 2
    assert digest.edits == 0


async def test_digests_are_posted_in_the_order_of_their_links(town: Town) -> None:
    chat = town.group()
    url, come = town.slow_article()
    urls = [url, town.article(), town.article()]
    for each in urls:
        await town.say(chat, town.person("en"), each)
    await town.until(lambda: len(town.model.asked) and town.fetched(urls[2]))
    await asyncio.sleep(0.3)
    assert town.telegram.ours(chat) == []
    come.set()
    posts = await town.posts(chat, 3)
    assert [post.buttons[0][0][1] for post in posts] == urls


@together
async def test_a_link_whose_message_is_gone_wants_no_digest(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    url, come = town.slow_article()
    link = await town.say(chat, bob, url)
    await town.until(lambda: town.fetched(url))
    await town.telegram.remove(chat, link.id)
    come.set()
    await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
    assert digest.reply_to is not link


def _now() -> int:
    return int(time.time())


@together
async def test_a_page_that_claims_to_be_another_is_not_taken_for_it(town: Town) -> None:
    one, other, bob = town.group(), town.group(), town.person("en")
    true = town.article("en")
    claims = f'<link rel="canonical" href="{true}"><meta property="og:url" content="{true}">'
    lie = pages.numbered(70_000).replace("</head>", f"{claims}</head>")
    url = town.site.on("/lie", answer(lie))
    digest = await town.ask(one, bob, url)
    assert digest.buttons[0][0][1] == url
    honest = await town.ask(other, town.person("en"), true)
    assert honest.buttons[0][0][1] == true
    assert honest.text.startswith(pages.EN[0])
    assert town.fetched(true) == 1
