from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.answers import DigestAnswer, PointerAnswer
from bot.core.chats import Person, Way
from bot.core.delivery.row import State
from bot.core.ports import Mark
from tests.fakes.talk import ALICE, BOB, CHANNEL, GROUP, LONG, SHORT, URL, Talk

if TYPE_CHECKING:
    from collections.abc import Sequence


async def serve(talk: Talk, count: int) -> Sequence[str]:
    urls = [f"https://example.com/a{number}" for number in range(count)]
    for url in urls:
        talk.serve(url, LONG.replace("river", f"river {url[-1]}"))
    return urls


async def test_a_dropped_link_is_seen_digested_and_answered(talk: Talk) -> None:
    spelt = f"{URL}?utm_source=x"
    talk.serve(spelt, LONG)
    message = await talk.say(f"look {spelt}")
    (post,) = talk.said
    assert isinstance(post.answer, DigestAnswer)
    assert post.placing.reply_to == message
    assert post.placing.silent
    assert post.placing.must_reply
    assert talk.poster.marks == [(message, Mark.SEEN), (message, None)]


async def test_talk_without_a_link_leaves_no_trace(talk: Talk) -> None:
    await talk.say("hello, nice day")
    assert (talk.said, talk.poster.marks, await talk.rows()) == ([], [], [])


async def test_the_same_link_again_gets_a_pointer_not_a_second_wall_of_text(talk: Talk) -> None:
    await talk.say(URL)
    await talk.say(f"{URL}#top", by=BOB)
    first, second = talk.said
    assert isinstance(second.answer, PointerAnswer)
    assert second.answer.post == first.id
    assert talk.world.work == (1, 1)


async def test_a_link_dropped_over_and_over_gets_one_pointer_an_hour(talk: Talk) -> None:
    for _ in range(5):
        await talk.say(URL)
    assert len(talk.said) == 2
    talk.clock.advance(3601)
    await talk.say(URL)
    assert len(talk.said) == 3


async def test_after_a_week_the_link_is_digested_anew(talk: Talk) -> None:
    await talk.say(URL)
    talk.clock.advance(8 * 24 * 3600)
    await talk.say(URL)
    assert len(talk.digests) == 2


async def test_a_short_text_is_not_worth_a_digest_that_nobody_asked_for(talk: Talk) -> None:
    talk.serve(URL, SHORT)
    message = await talk.say(URL)
    assert talk.said == []
    assert talk.poster.mark_on(message) is None
    assert talk.world.work == (1, 0)


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/somebody/12",
        "https://x.com/a/status/1",
        "https://www.youtube.com/watch?v=1",
        "https://example.com/cat.jpg",
        "https://shop.example.com/login?next=/",
        "http://192.168.1.1/admin",
        "http://localhost:8080/x",
        "http://nas.local/film",
        "https://mp.taobao.com/item",
    ],
)
async def test_what_is_surely_no_article_is_not_even_looked_at(talk: Talk, url: str) -> None:
    await talk.say(f"see {url}")
    assert (talk.poster.marks, talk.world.fetcher.fetched) == ([], [])


@pytest.mark.parametrize("talk", [{"fetch_allow": ("localhost:8080",)}], indirect=True)
async def test_a_host_that_the_operator_allows_counts_as_public(talk: Talk) -> None:
    talk.serve("http://localhost:8080/x", LONG)
    await talk.say("http://localhost:8080/x")
    assert len(talk.digests) == 1


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("refuse paywall", Mark.FAILED),
        ("refuse deleted", Mark.FAILED),
        ("refuse wechat_check", Mark.FAILED),
        ("refuse not_article", None),
        ("refuse too_short", None),
    ],
)
async def test_a_failure_that_nobody_asked_about_is_a_reaction_or_nothing(
    talk: Talk, body: str, mark: Mark | None
) -> None:
    talk.serve(URL, body)
    message = await talk.say(URL)
    assert talk.said == []
    assert talk.poster.mark_on(message) is mark


async def test_three_links_of_a_message_are_digested_and_the_rest_is_counted(talk: Talk) -> None:
    urls = await serve(talk, 5)
    await talk.front.rooms.set(GROUP, "user_limit", "0")
    await talk.say(" ".join(urls))
    answers = [post.answer for post in talk.digests if isinstance(post.answer, DigestAnswer)]
    assert [answer.more_links for answer in answers] == [0, 0, 2]


async def test_a_fourth_link_within_ten_minutes_is_over_the_limit(talk: Talk) -> None:
    urls = await serve(talk, 5)
    for url in urls[:3]:
        await talk.say(url)
    message = await talk.say(urls[3])
    assert len(talk.digests) == 3
    assert talk.poster.mark_on(message) is Mark.LIMITED
    talk.clock.advance(601)
    await talk.say(urls[4])
    assert len(talk.digests) == 4


async def test_what_led_to_no_digest_does_not_count_against_the_limit(talk: Talk) -> None:
    urls = await serve(talk, 5)
    for url in urls[:3]:
        talk.serve(url, "refuse not_article")
        await talk.say(url)
    await talk.say(urls[3])
    assert len(talk.digests) == 1


async def test_a_chat_gets_so_many_an_hour(talk: Talk) -> None:
    urls = await serve(talk, 11)
    for number, url in enumerate(urls):
        await talk.say(url, by=Person(str(10 + number)))
    assert len(talk.digests) == 10


async def test_over_the_limit_the_link_is_remembered_for_the_daily_post(talk: Talk) -> None:
    for url in await serve(talk, 4):
        await talk.say(url)
    seen = [row for row in await talk.rows() if row.state is State.SEEN]
    assert [row.ask.key for row in seen] == ["https://example.com/a3"]


@pytest.mark.parametrize("mode", ["ask", "react"])
async def test_where_links_wait_to_be_asked_for_they_are_only_remembered(
    talk: Talk, mode: str
) -> None:
    await talk.front.rooms.set(GROUP, "mode", mode)
    await talk.say(URL)
    assert (talk.said, talk.poster.marks) == ([], [])
    assert [row.state for row in await talk.rows()] == [State.SEEN]


async def test_where_the_bot_is_off_nothing_is_even_remembered(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "mode", "off")
    await talk.say(URL)
    assert await talk.rows() == []


async def test_a_reaction_asks_for_the_digest_where_the_mode_says_so(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "mode", "react")
    message = await talk.say(URL)
    await talk.front.react(GROUP, message, BOB)
    await talk.front.react(GROUP, message, ALICE)
    await talk.settle()
    assert len(talk.digests) == 1
    assert talk.poster.mark_on(message) is None


async def test_a_reaction_means_nothing_in_other_modes(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "mode", "ask")
    message = await talk.say(URL)
    await talk.front.react(GROUP, message, BOB)
    await talk.settle()
    assert talk.said == []


async def test_who_opted_out_is_left_alone_but_others_may_ask(talk: Talk) -> None:
    await talk.say("/optout")
    await talk.say(URL)
    assert talk.digests == []
    await talk.say(f"/digest {URL}", by=BOB)
    assert len(talk.digests) == 1
    await talk.say("/optin")
    assert talk.notices == ["chat.optout", "chat.optin"]


async def test_another_bots_links_are_ignored(talk: Talk) -> None:
    await talk.say(URL, by=Person("9", is_bot=True))
    await talk.say(f"/digest {URL}", by=Person("9", is_bot=True))
    assert await talk.rows() == []


async def test_a_link_from_before_the_outage_goes_to_the_daily_post_silently(talk: Talk) -> None:
    await talk.say(URL, sent_at=talk.clock.now() - 601)
    assert (talk.said, talk.poster.marks) == ([], [])
    assert [row.state for row in await talk.rows()] == [State.SEEN]


async def test_a_denied_domain_is_left_alone(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "deny", "example.com")
    await talk.say(URL)
    assert await talk.rows() == []


async def test_with_a_list_of_allowed_domains_others_are_left_alone(talk: Talk) -> None:
    await talk.front.rooms.set(GROUP, "allow", "example.org")
    await talk.say(URL)
    assert await talk.rows() == []


async def test_the_same_update_twice_is_one_message(talk: Talk) -> None:
    await talk.say(URL, update="u9", message="m9")
    await talk.say(URL, update="u9", message="m9")
    await talk.say(URL, update="u10", message="m9")
    assert len(talk.said) == 1


async def test_a_post_that_the_platform_copied_is_digested_once(talk: Talk) -> None:
    await talk.say(URL, chat=CHANNEL, by=Person(None))
    await talk.say(URL, by=Person("-200"), origin="-200")
    assert [post.chat for post in talk.digests] == [CHANNEL]
    assert len(talk.said) == 1


async def test_an_edit_that_replaces_the_link_replaces_our_digest(talk: Talk) -> None:
    (other,) = await serve(talk, 1)
    message = await talk.say(URL)
    await talk.say(other, message=message, way=Way.EDITED)
    (post,) = talk.said
    assert post.edits == 1
    assert isinstance(post.answer, DigestAnswer)
    assert post.answer.digest.url == other


async def test_an_edit_that_adds_a_link_brings_a_second_digest(talk: Talk) -> None:
    (other,) = await serve(talk, 1)
    message = await talk.say(URL)
    await talk.say(f"{URL} {other}", message=message, way=Way.EDITED)
    assert [post.edits for post in talk.digests] == [0, 0]


async def test_an_edit_of_words_changes_nothing(talk: Talk) -> None:
    message = await talk.say(URL)
    await talk.say(f"please read {URL}", message=message, way=Way.EDITED)
    assert len(talk.said) == 1


async def test_an_edit_after_a_quarter_of_an_hour_is_not_looked_at(talk: Talk) -> None:
    (other,) = await serve(talk, 1)
    sent = talk.clock.now()
    message = await talk.say(URL, sent_at=sent)
    talk.clock.advance(901)
    await talk.say(other, message=message, way=Way.EDITED, sent_at=sent)
    assert len(talk.said) == 1


async def test_in_a_channel_the_digest_is_full_and_may_show_a_preview(talk: Talk) -> None:
    await talk.say(URL, chat=CHANNEL, by=Person(None))
    answer = talk.last.answer
    assert isinstance(answer, DigestAnswer)
    assert answer.style == "full"
    assert talk.last.placing.preview


async def test_a_topic_stays_with_its_row(talk: Talk) -> None:
    await talk.say(URL, chat=replace(GROUP, topic="7"))
    assert talk.last.chat.topic == "7"


async def test_a_dropped_link_whose_message_was_deleted_gets_no_digest(talk: Talk) -> None:
    talk.poster.gone.add("m1")
    await talk.say(URL)
    assert talk.said == []
    assert [(row.state, row.code) for row in await talk.rows()] == [(State.QUIET, "trigger_gone")]
