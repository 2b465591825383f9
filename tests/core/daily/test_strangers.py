"""The daily post among people who mean it no good, and in hours in which things fail."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.core.chats import Chat, ChatKind, Person
from bot.core.commands.feed import FEEDS_MOST, listen_to
from bot.core.daily import editing
from bot.core.daily.feed import Feed
from bot.core.daily.schedule import Hour
from bot.core.delivery.row import State
from bot.core.errors import ChatClosedError, PostUnsentError, StoreError
from tests.core.daily.test_daily import (
    ANN,
    BEN,
    DAY,
    HOUR,
    MINUTE,
    by_model,
    go_on,
    keys,
    next_at,
    on,
    posts,
    share,
    text_of,
)
from tests.fakes.feed_fetcher import fed
from tests.fakes.feeds import encoded, item, rss
from tests.fakes.press import NOON, World
from tests.fakes.talk import CHANNEL, GROUP, PRIVATE, ROOM, THREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.core.daily.subscription import Claim, Day, Subscription
    from bot.core.delivery.row import Delivery
    from tests.fakes.talk import Talk

NOBODY = Person(None)
FEED = "https://news.example/feed"


def told(talk: Talk) -> list[list[str]]:
    """What each post has told of: the last word of its addresses."""
    return [[each.url.rsplit("/", 1)[-1] for each in post.items] for post in posts(talk)]


async def until(talk: Talk, holds: Callable[[Subscription], bool]) -> None:
    """Wait until this holds of the group's subscription."""
    for _ in range(5000):
        each = await talk.ledger.subscription("telegram", GROUP.id)
        if each is not None and holds(each):
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never held")


async def test_who_owns_one_channel_has_no_say_in_another(talk: Talk) -> None:
    other = Chat("telegram", "-666", ChatKind.CHANNEL)
    await talk.say("/daily on 13:00 UTC", CHANNEL, NOBODY)
    talk.feeds.answers[FEED] = fed(rss(item("a", link="https://news.example/a")))
    for steered in (f"/feed @{CHANNEL.id} add {FEED}", f"/daily @{CHANNEL.id} off"):
        await talk.say(steered, other, NOBODY)
        assert keys(talk.last) == ["chat.not_admin"]
    each = await talk.ledger.subscription("telegram", CHANNEL.id)
    assert each is not None
    assert each.is_on
    assert await talk.ledger.feeds_of("telegram", CHANNEL.id) == []


async def test_who_runs_one_server_has_nothing_posted_into_another(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.say("/daily on 13:00 UTC #77777777777", ROOM)
    each = await talk.ledger.subscription("discord", ROOM.id)
    assert each is None or each.target.id == ROOM.id


async def test_what_was_said_behind_closed_doors_is_not_told_outside(talk: Talk) -> None:
    talk.poster.closed.add(THREAD.id)
    await share(talk, "secret", chat=THREAD)
    await share(talk, "river", chat=ROOM)
    await on(talk, chat=ROOM)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert told(talk) == [["river"]]


async def test_who_repeats_a_link_500_times_drives_no_other_out(talk: Talk) -> None:
    await on(talk)
    await share(talk, "river", BEN)
    await share(talk, "spam", ANN)
    for _ in range(500):
        await talk.say("https://example.com/spam", GROUP, ANN, settle=False)
    await talk.settle()
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    assert set(told(talk)[0]) == {"river", "spam"}


async def test_who_has_been_forgotten_is_named_in_no_post_any_more(talk: Talk) -> None:
    await share(talk, "river", ANN)
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    await talk.say("/forget me", GROUP, ANN)
    for row in await talk.rows():
        assert "Ann" not in repr(row.answer)
        assert "Ann" not in repr(row.poster)


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_previews_that_nobody_waits_for_are_billed(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "PREVIEW_SECONDS", 0.2)
    await on(talk)
    await talk.say("/settings mode ask")
    await talk.say("/start", PRIVATE)
    await share(talk, "river")
    talk.world.writer.gate.clear()
    for _ in range(5):
        await talk.say(f"/daily @{GROUP.id} now", PRIVATE, settle=False)
        await asyncio.sleep(0.4)
    talk.world.writer.gate.set()
    await talk.settle()
    assert by_model(talk) == 1


@pytest.mark.parametrize("talk", [{"user_per_day": 2}], indirect=True)
async def test_in_private_a_persons_own_budget_holds_for_the_post_too(talk: Talk) -> None:
    await talk.say("/start", PRIVATE)
    now = talk.clock.now()
    for n in range(8):
        talk.serve(f"https://news.example/{n}", text_of(f"news{n}"))
    news = [item(str(n), link=f"https://news.example/{n}", at=now - HOUR) for n in range(8)]
    talk.feeds.answers[FEED] = fed(rss(*news))
    await talk.say("/daily on 13:00 UTC", PRIVATE)
    await talk.say(f"/feed add {FEED}", PRIVATE)
    await talk.dailies.poller.refresh([FEED])
    await talk.say("/daily now", PRIVATE)
    assert by_model(talk) == 2


async def test_a_feed_that_brings_a_hundred_books_an_hour_does_not_fill_the_disk(
    talk: Talk,
) -> None:
    await talk.ledger.listen(GROUP, Feed(FEED), talk.clock.now())
    book = encoded("<p>" + "河堤上的四百盏灯在雨里亮着，" * 950 + "</p>")
    for hour in range(6):
        now = talk.clock.now()
        links = [f"https://news.example/{hour}-{n}" for n in range(100)]
        news = [item(link[-5:], link=link, at=now - 60, more=book) for link in links]
        talk.feeds.answers[FEED] = fed(rss(*news))
        feed = await talk.ledger.feed(FEED)
        assert feed is not None
        await talk.dailies.poller.poll(feed)
        talk.clock.advance(HOUR + MINUTE)
    kept = await talk.ledger.entries("telegram", GROUP.id, 0, 10_000)
    assert 0 < sum(len(each.entry.body.encode()) for each in kept) < 8 << 20


async def test_feeds_that_are_known_already_are_never_too_many(talk: Talk) -> None:
    urls = [f"https://n{n}.example/feed" for n in range(FEEDS_MOST)]
    await listen_to(talk.ledger, GROUP, urls, 1)
    assert await listen_to(talk.ledger, GROUP, urls, 2) == (0, 0)
    assert await listen_to(talk.ledger, GROUP, [*urls, FEED], 3) == (0, 1)


async def test_a_post_that_is_stopped_while_it_is_being_made_does_not_come(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await share(talk, "river")
    await on(talk)
    talk.clock.advance(next_at(talk, "13:00") - talk.clock.now() + HOUR)
    goes_on = asyncio.Event()

    async def slow(_maker: object, _each: Subscription, _due_at: int) -> None:
        await goes_on.wait()

    monkeypatch.setattr(type(talk.dailies.maker), "prepare", slow)
    await talk.dailies.scheduler.look()
    await talk.say("/daily off", settle=False)
    await until(talk, lambda each: not each.is_on)
    goes_on.set()
    await talk.settle()
    assert posts(talk) == []


async def test_posts_that_wait_for_a_platform_hold_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hundreds of Discord's, older than all of Telegram's, and Discord does not come back."""
    monkeypatch.setattr("bot.core.daily.scheduler.CLAIMS_AT_ONCE", 5)
    world = World()
    for n in range(20):
        await world.subscribe(f"d{n}", Hour(12 * 60 + 30, "UTC"), "discord")
    await world.subscribe("a", Hour(13 * 60, "UTC"))
    world.away.add("discord")
    for _ in range(5):
        world.clock.advance(HOUR // 2)
        await world.look()
    assert [chat for chat, _, at in world.press.posted if at == NOON + HOUR] == ["a"]


async def test_a_post_that_nobody_could_see_has_told_of_nothing(talk: Talk) -> None:
    await share(talk, "river")
    await on(talk)
    due = next_at(talk, "13:00")
    await go_on(talk, due - MINUTE)
    talk.poster.faults = [ChatClosedError("bot was kicked")]
    await go_on(talk, due + MINUTE)
    assert posts(talk) == []
    await on(talk)
    await go_on(talk, due + DAY + MINUTE)
    assert told(talk) == [["river"]]


async def test_a_store_that_fails_between_two_tries_costs_no_post(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await share(talk, "river")
    await on(talk)
    await go_on(talk, next_at(talk, "13:00") - MINUTE)
    talk.poster.faults = [PostUnsentError("502")]
    save, tries = talk.ledger.save, 0

    async def flaky(row: Delivery, was: Collection[State] | None = None) -> bool:
        nonlocal tries
        if row.state is State.SENDING and row.trigger == "daily":
            tries += 1
            if tries == 2:
                raise StoreError("database is locked")
        return await save(row, was)

    monkeypatch.setattr(talk.ledger, "save", flaky)
    await go_on(talk, next_at(talk, "13:00") + MINUTE)
    await talk.pass_time(120)
    assert tries > 2
    assert told(talk) == [["river"]]


async def test_an_hour_that_is_changed_in_the_moment_of_the_claim_stays_changed(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await on(talk)
    due = next_at(talk, "13:00")
    await go_on(talk, due - MINUTE)
    claim, changed = talk.ledger.claim, False

    async def late(claims: Sequence[Claim]) -> list[Day]:
        nonlocal changed
        if claims and not changed:
            changed = True
            await talk.say("/daily on 10:00 UTC", settle=False)
            await until(talk, lambda each: each.hour.at == 10 * 60)
        return list(await claim(claims))

    monkeypatch.setattr(talk.ledger, "claim", late)
    await go_on(talk, due + HOUR)
    each = await talk.ledger.subscription("telegram", GROUP.id)
    assert each is not None
    assert f"{datetime.fromtimestamp(each.next_at, UTC):%H:%M}" == "10:00"
