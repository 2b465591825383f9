"""The daily post, from what people share and feeds bring to the messages in the chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.core.answers import Action, DailyAnswer, FileAnswer, NoticeAnswer
from bot.core.chats import Chat, ChatKind, Person
from bot.core.daily.subscription import Part, Stage
from bot.core.delivery.row import State
from bot.core.errors import ChatClosedError, FetchFailedError, PostUnknownError
from tests.fakes.feed_fetcher import fed
from tests.fakes.feeds import encoded, item, rss
from tests.fakes.talk import ALICE, BOB, CHANNEL, GROUP, LONG, PRIVATE, SHORT

if TYPE_CHECKING:
    from tests.fakes.poster import Posted
    from tests.fakes.talk import Talk

DAY, HOUR, MINUTE = 86_400, 3600, 60
ANN, BEN = replace(ALICE, name="Ann"), replace(BOB, name="Ben")
OWNER = Person("9", "en")
TOPIC = replace(GROUP, topic="7")


def text_of(name: str) -> str:
    return f"{name} in the town\n" + f"The {name} stood in the lower streets this morning. " * 30


async def on(talk: Talk, words: str = "on 13:00 UTC", chat: Chat = GROUP) -> Posted:
    talk.poster.admins.add("1")
    await talk.say(f"/daily {words}", chat)
    return talk.last


async def go_on(talk: Talk, until: float) -> None:
    """Let the time pass until then; the scheduler looks every minute."""
    while talk.clock.now() < until:
        talk.clock.advance(min(60, until - talk.clock.now()))
        await talk.dailies.scheduler.look()
        await talk.settle()


def next_at(talk: Talk, clock: str) -> int:
    """The moment when the clock shows this time next (UTC)."""
    hour, minute = map(int, clock.split(":"))
    now = datetime.fromtimestamp(talk.clock.now(), UTC)
    at = int(now.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp())
    return at if at > talk.clock.now() else at + DAY


def posts(talk: Talk) -> list[DailyAnswer]:
    return [post.answer for post in talk.said if isinstance(post.answer, DailyAnswer)]


def by_model(talk: Talk) -> int:
    """How many digests the model was asked for."""
    return talk.world.writer.by_model


def keys(post: Posted) -> list[str]:
    assert isinstance(post.answer, NoticeAnswer)
    return [line.key for line in post.answer.lines]


async def share(talk: Talk, name: str, *by: Person, chat: Chat = GROUP) -> str:
    url = f"https://example.com/{name}"
    talk.serve(url, text_of(name))
    for person in by or (ANN,):
        await talk.say(url, chat, person)
    return url


async def test_it_tells_what_was_shared_and_leads_to_the_digests(talk: Talk) -> None:
    await share(talk, "river", ANN)
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    (told,) = post.items
    assert told.url == "https://example.com/river"
    assert told.sharers == ("Ann",)
    digest = talk.digests[0]
    assert (told.chat, told.post) == (digest.chat.id, digest.id)
    assert (post.total, post.late, post.unread) == (1, "", 0)


async def test_what_more_people_shared_stands_first(talk: Talk) -> None:
    await share(talk, "storm", ANN, BEN)
    await share(talk, "river", ANN)
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert [told.sharers for told in post.items] == [("Ann", "Ben"), ("Ann",)]


async def test_an_article_is_told_once(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    await share(talk, "storm")
    await share(talk, "river", BEN)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    first, second = posts(talk)
    assert [told.url[-5:] for told in first.items] == ["river"]
    assert [told.url[-5:] for told in second.items] == ["storm"]


async def test_nothing_to_say_is_not_said(talk: Talk) -> None:
    await on(talk)
    said = len(talk.said)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert len(talk.said) == said
    (day,) = await talk.ledger.days("telegram", GROUP.id, 0)
    assert day.stage is Stage.EMPTY


async def test_links_that_nobody_asked_about_are_digested_before_the_hour(talk: Talk) -> None:
    await on(talk)
    await talk.say("/settings mode ask")
    await share(talk, "river")
    assert talk.digests == []
    due = next_at(talk, "13:00")
    await go_on(talk, due - MINUTE)
    assert by_model(talk) == 1
    await go_on(talk, due + MINUTE)
    (post,) = posts(talk)
    assert by_model(talk) == 1
    (told,) = post.items
    assert told.post == ""
    row = await talk.ledger.delivery(told.row)
    assert row is not None
    assert row.ask.url == told.url


async def test_who_follows_the_way_to_the_full_digest_gets_it_without_another_call(
    talk: Talk,
) -> None:
    await on(talk)
    await talk.say("/settings mode ask")
    await share(talk, "river")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    await talk.say(f"/start d_{post.items[0].row}", PRIVATE)
    assert talk.digests[-1].chat == PRIVATE
    assert by_model(talk) == 1


async def test_a_short_post_that_nobody_asked_about_is_not_told(talk: Talk) -> None:
    await on(talk)
    await talk.say("/settings mode ask")
    url = "https://example.com/short"
    talk.serve(url, SHORT)
    await talk.say(url)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert posts(talk) == []
    assert by_model(talk) == 0


async def test_what_could_not_be_read_is_counted(talk: Talk) -> None:
    await on(talk)
    await share(talk, "river")
    await talk.say("https://example.com/gone")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert post.unread == 1


@pytest.mark.parametrize("talk", [{"per_day": 2}], indirect=True)
async def test_what_the_budget_has_no_room_for_is_told_by_its_own_sentences(talk: Talk) -> None:
    await on(talk)
    await talk.say("/settings mode ask")
    for number, name in enumerate(("river", "storm", "flood")):
        url = f"https://example.com/{name}"
        talk.serve(url, text_of(name) + "More of it came. " * 20 * number)
        await talk.say(url)
    due = next_at(talk, "13:00")
    await go_on(talk, due + MINUTE)
    (post,) = posts(talk)
    made = {told.url.rpartition("/")[2]: told.is_extract for told in post.items}
    assert made == {"river": False, "storm": False, "flood": True}
    assert by_model(talk) == 2


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_what_was_an_extract_for_lack_of_budget_is_told_by_a_digest(talk: Talk) -> None:
    await share(talk, "river")
    await share(talk, "storm")
    assert (talk.by_model, len(talk.limits)) == (1, 1)
    await on(talk, "on 01:00 UTC")
    await go_on(talk, next_at(talk, "01:00") + MINUTE)
    (post,) = posts(talk)
    assert [told.is_extract for told in post.items] == [False, False]
    assert by_model(talk) == 2


async def test_a_deleted_digest_is_not_told(talk: Talk) -> None:
    await share(talk, "river")
    await talk.press(talk.last, f"d1:{Action.DELETE}:{await row_id(talk)}", ANN)
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert posts(talk) == []


async def row_id(talk: Talk) -> str:
    held = await talk.ledger.holding(GROUP, talk.last.id)
    assert held is not None
    return held.id


async def test_feeds_bring_their_news_and_nothing_older_than_a_day(talk: Talk) -> None:
    now = talk.clock.now()
    talk.serve("https://news.example/new", text_of("news"))
    talk.feeds.answers["https://news.example/feed"] = fed(
        rss(
            item("a", link="https://news.example/new", at=now - HOUR),
            item("b", link="https://news.example/old", at=now - 3 * DAY),
        )
    )
    await on(talk)
    await talk.say("/feed add https://news.example/feed")
    assert keys(talk.last)[0] == "chat.feed_added"
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    (told,) = post.items
    assert (told.url, told.sharers) == ("https://news.example/new", ())


async def test_where_the_page_is_closed_the_article_in_the_feed_is_read(talk: Talk) -> None:
    now, link = talk.clock.now(), "https://mp.weixin.qq.com/s/abcdefg"
    talk.feeds.answers["https://bridge.example/feed"] = fed(
        rss(item("a", link=link, at=now - HOUR, more=encoded(f"<p>{LONG}</p>")))
    )
    await on(talk)
    await talk.say("/feed add https://bridge.example/feed")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert [told.url for told in post.items] == [link]
    assert post.unread == 0


async def test_what_a_chat_wants_to_hear_of_is_its_own_choice(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk, "on 13:00 UTC feeds")
    each = await talk.ledger.subscription("telegram", GROUP.id)
    assert each is not None
    assert each.parts == {Part.FEEDS}
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert posts(talk) == []


async def test_more_than_one_message_holds_goes_into_a_second_and_a_file(talk: Talk) -> None:
    talk.poster.items_most = 2
    await talk.say("/settings user_limit 0")
    talk.poster.admins.add("1")
    await talk.say("/settings user_limit 0")
    for n in range(6):
        await share(talk, f"river{n}", ANN)
    await on(talk, "on 13:00 UTC max=5")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    first, second = posts(talk)
    assert [len(part.items) for part in (first, second)] == [2, 2]
    assert (first.part, second.part, second.parts, second.first) == (1, 2, 2, 3)
    (file,) = [post.answer for post in talk.said if isinstance(post.answer, FileAnswer)]
    assert file.name.startswith("digest-20")
    assert file.text.count("\n## ") == 2


async def test_only_the_first_message_may_ring_and_only_if_wanted(talk: Talk) -> None:
    talk.poster.items_most = 1
    await share(talk, "river")
    await share(talk, "storm", BEN)
    await on(talk, "on 13:00 UTC loud")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    silent = [post.placing.silent for post in talk.said if isinstance(post.answer, DailyAnswer)]
    assert silent == [False, True]


async def test_a_post_that_is_late_says_so(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    talk.clock.advance(next_at(talk, "13:00") - talk.clock.now() + 3 * HOUR)
    talk.restart()
    await talk.dailies.scheduler.look()
    await talk.settle()
    (post,) = posts(talk)
    assert post.late == "13:00"


async def test_a_message_that_may_have_arrived_is_never_sent_again(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    talk.poster.faults = [PostUnknownError("no answer", is_final=True)]
    await go_on(talk, next_at(talk, "13:00") + 5 * MINUTE)
    assert posts(talk) == []
    assert talk.poster.faults == []
    assert not await talk.ledger.unfinished()
    assert await talk.ledger.in_doubt(0) == 1, "the owner sees it in /owner status"


async def test_a_post_that_was_cut_after_its_first_message_goes_on_with_the_second(
    talk: Talk,
) -> None:
    talk.poster.items_most = 1
    await share(talk, "river")
    await share(talk, "storm", BEN)
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") - MINUTE)
    talk.desk.outbox.close()  # as if the program ended before anything was posted
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    first, _ = await talk.ledger.unfinished()
    await talk.ledger.save(replace(first, state=State.POSTED, post="p77"))
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    (post,) = posts(talk)
    assert post.part == 2


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
async def test_where_we_may_not_write_it_is_switched_off_and_the_owner_hears_it_once(
    talk: Talk,
) -> None:
    await share(talk, "river")
    await on(talk)
    talk.poster.faults = [ChatClosedError("bot was kicked")]
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert keys(talk.last) == ["chat.daily_off_for_good"]
    assert talk.last.chat == Chat("telegram", "9", ChatKind.PRIVATE)
    each = await talk.ledger.subscription("telegram", GROUP.id)
    assert each is not None
    assert not each.is_on
    said = len(talk.said)
    await go_on(talk, talk.clock.now() + DAY)
    assert len(talk.said) == said


async def test_a_chat_that_has_sent_us_away_is_left_alone(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    await talk.front.left(GROUP)
    said = len(talk.said)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert len(talk.said) == said


async def test_a_channel_names_nobody(talk: Talk) -> None:
    await share(talk, "river", chat=CHANNEL)
    await on(talk, chat=CHANNEL)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert [told.sharers for told in post.items] == [()]


async def test_it_is_posted_to_the_topic_in_which_it_was_asked_for(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    await talk.say("/daily here", TOPIC)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = [post for post in talk.said if isinstance(post.answer, DailyAnswer)]
    assert post.chat.topic == "7"


async def test_it_is_told_in_the_language_that_was_chosen_for_it(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk, "on 13:00 UTC zh")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert (post.language, post.items[0].language) == ("zh", "zh")
    assert talk.digests[0].answer != post


async def test_another_hour_on_the_same_day_is_for_tomorrow(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    await share(talk, "storm")
    told = await on(talk, "on 18:00 UTC")
    assert isinstance(told.answer, NoticeAnswer)
    tomorrow = datetime.fromtimestamp(next_at(talk, "18:00") + DAY, UTC)
    assert told.answer.lines[0].fields["next"] == f"{tomorrow:%Y-%m-%d} 18:00"
    await go_on(talk, next_at(talk, "18:00") + MINUTE)
    assert len(posts(talk)) == 1
    await go_on(talk, next_at(talk, "18:00") + MINUTE)
    assert len(posts(talk)) == 2


async def test_what_a_missed_post_would_have_told_is_told_by_the_next(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    talk.clock.advance(next_at(talk, "13:00") - talk.clock.now() + 7 * HOUR)
    talk.restart()
    await talk.dailies.scheduler.look()
    await talk.settle()
    assert posts(talk) == []
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    (post,) = posts(talk)
    assert [told.url[-5:] for told in post.items] == ["river"]
    assert post.late == ""


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
@pytest.mark.parametrize(
    ("chat", "told"), [(GROUP, GROUP), (CHANNEL, Chat("telegram", "9", ChatKind.PRIVATE))]
)
async def test_a_dead_feed_is_told_of_once_to_who_can_do_something_about_it(
    talk: Talk, chat: Chat, told: Chat
) -> None:
    url = "https://news.example/feed"
    talk.feeds.answers[url] = fed(rss(item("a", link="https://news.example/a")))
    await on(talk, chat=chat)
    await talk.say(f"/feed add {url}", chat)
    talk.feeds.answers[url] = FetchFailedError("gone", status=410)
    said = len(talk.said)
    for _ in range(3):
        feed = await talk.ledger.feed(url)
        assert feed is not None
        await talk.dailies.poller.poll(feed)
        await talk.settle()
        talk.clock.advance(DAY)
    assert len(talk.said) == said + 1
    assert talk.last.chat == told
    assert keys(talk.last) == ["chat.feed_dead"]


async def test_a_post_waits_for_what_is_just_being_prepared(talk: Talk) -> None:
    url = "https://slow.example/feed"
    talk.feeds.answers[url] = fed(rss(item("a", link="https://slow.example/a")))
    await share(talk, "river")
    await on(talk)
    await talk.say(f"/feed add {url}")
    talk.feeds.gate.clear()
    due = next_at(talk, "13:00")
    scheduler = talk.dailies.scheduler
    talk.clock.advance(due - talk.clock.now() - MINUTE)
    await scheduler.look()  # what it begins hangs at the feed
    assert posts(talk) == []
    talk.feeds.gate.set()
    await talk.settle()
    talk.clock.advance(2 * MINUTE)
    await scheduler.look()
    await talk.settle()
    (post,) = posts(talk)
    assert post.total == 1


async def test_what_a_site_could_not_serve_today_is_tried_again_for_the_next_post(
    talk: Talk,
) -> None:
    url = "https://example.com/later"
    await on(talk)
    await talk.say("/settings mode ask")
    talk.serve(url, FetchFailedError("status 503", status=503))
    await talk.say(url)
    await share(talk, "river")
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    talk.serve(url, text_of("later"))
    talk.clock.advance(2 * HOUR)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    first, second = posts(talk)
    assert (first.unread, len(first.items)) == (1, 1)
    assert [told.url for told in second.items] == [url]
