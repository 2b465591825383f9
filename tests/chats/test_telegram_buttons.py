"""The buttons below a digest: again, delete, and what strangers and stale buttons get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.chats.together import together
from tests.fakes.site import answer
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_YOURS = "Only who asked, who posted the link, or an admin can do that."


async def digest_of(town: Town, chat: int, who: int) -> Message:
    """A digest of a link that `who` drops."""
    before = len(town.telegram.ours(chat))
    link = await town.say(chat, who, town.article())
    posts = await town.posts(chat, before + 1)
    await town.cleared(link)
    return posts[-1]


@together
async def test_again_makes_it_anew_in_place_twice_and_then_says_so(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    link = await town.say(chat, bob, url)
    (digest,) = await town.posts(chat)
    path = url.partition(f":{town.site.port}")[2]
    for times in (1, 2):
        title = f"Corrected, number {times}"
        town.site.on(path, answer(pages.page("en", title, pages.EN[times:])))
        assert await town.toast(digest, "Again", bob) == "Making it anew…"
        await town.until(lambda title=title: title in digest.text)  # type: ignore[misc]
        await town.until(lambda: link.reactions == [])
    toast = await town.toast(digest, "Again", bob)
    assert toast == "This one has been made anew often enough. Send /digest for another go."
    assert town.telegram.ours(chat) == [digest]
    assert digest.edits == 2


@together
async def test_again_is_for_who_asked_posted_or_administers(town: Town) -> None:
    chat, bob, stranger = town.group(), town.person("en"), town.person("zh-hans")
    digest = await digest_of(town, chat, bob)
    refused = await town.toast(digest, "Again", stranger)
    assert refused == "只有请求者、发链接的人或管理员可以这样做。"
    assert await town.toast(digest, "Again", ALICE) == "Making it anew…"


@pytest.mark.parametrize("who", ["poster", "requester", "admin"])
@together
async def test_a_digest_is_deleted_by_those_it_belongs_to(town: Town, who: str) -> None:
    chat, poster, requester = town.group(), town.person("en"), town.person("en")
    await town.telegram.set_member(chat, "member")  # the onboarding is not what is looked at
    (hello,) = await town.posts(chat)
    await town.ask(chat, ALICE, "/settings mode ask")
    link = await town.say(chat, poster, town.article())
    digest = await town.ask(chat, requester, "/digest", reply_to=link)
    person = {"poster": poster, "requester": requester, "admin": ALICE}[who]
    assert await town.toast(digest, "Delete", person) == "Deleted."
    assert digest.deleted
    assert not hello.deleted


@together
async def test_nobody_else_deletes_a_digest(town: Town) -> None:
    chat, bob, stranger = town.group(), town.person("en"), town.person("en")
    digest = await digest_of(town, chat, bob)
    assert await town.toast(digest, "Delete", stranger) == NOT_YOURS
    assert not digest.deleted


@together
async def test_an_administrator_by_rank_may_delete(town: Town) -> None:
    chat, bob, carol = town.group(), town.person("en"), town.person("en")
    town.telegram.promote(chat, carol)
    digest = await digest_of(town, chat, bob)
    assert await town.toast(digest, "Delete", carol) == "Deleted."


@together
async def test_a_deleted_digest_is_no_place_to_point_at(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    digest = await town.ask(chat, bob, f"/digest {url}")
    await town.toast(digest, "Delete", bob)
    again = await town.ask(chat, bob, f"/digest {url}")
    assert pages.EN[0] in again.text


@together
async def test_two_presses_in_one_moment_are_one_piece_of_work(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article("en")
    digest = await town.ask(chat, bob, f"/digest {url}")
    presses = [await town.telegram.press(chat, digest.id, "Again", bob) for _ in range(4)]
    await town.until(lambda: all(press.answer for press in presses))
    toasts = sorted(press.answer.text for press in presses if press.answer)
    assert toasts.count("Making it anew…") <= 2
    await town.ask(chat, bob, "/help")
    assert town.fetched(url) <= 3


@pytest.mark.parametrize(
    "data", ["d1:rm:nosuchrow", "d0:rm:1", "x", "d1:zz:1", "s1:mode:nonsense:{chat}", "d1:rm:{id}"]
)
@together
async def test_a_button_that_means_nothing_has_expired(town: Town, data: str) -> None:
    chat, other, bob = town.group(), town.group(), town.person("en")
    digest = await digest_of(town, other, bob)
    asked = await town.ask(chat, ALICE, "/help")
    name = digest.buttons[1][1][1].split(":")[2]
    stale = await town.telegram.press_stale(chat, asked.id, data.format(chat=chat, id=name), ALICE)
    await town.until(lambda: stale.answer)
    assert stale.answer
    assert stale.answer.text == "This button has expired; send /digest again."
    assert not digest.deleted


@together
async def test_in_a_group_the_other_language_and_the_evidence_are_doors_to_the_private_chat(
    town: Town,
) -> None:
    digest = await digest_of(town, town.group(), town.person("en"))
    name = digest.buttons[1][1][1].split(":")[2]
    bot = town.telegram.world.bot.username
    assert digest.buttons[0][1:] == [
        ("中文", f"https://t.me/{bot}?start=d_{name}_zh"),
        ("Evidence", f"https://t.me/{bot}?start=e_{name}"),
    ]
