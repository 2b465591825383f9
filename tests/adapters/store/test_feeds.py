"""What is kept of feeds, on a real file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger
from bot.core.chats import Chat, ChatKind
from bot.core.daily.feed import BODY_KEPT, ENTRY_KEPT, Entry, FedEntry, Feed, Validators
from bot.core.errors import StoreError
from bot.core.retention import DAY, HOUR
from tests.fakes.rows import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

URL = "https://example.com/feed"
FEED = Feed(URL, "Harbour")
GROUP = Chat("telegram", "-100", ChatKind.GROUP, "7")
ROOM = Chat("discord", "5", ChatKind.GROUP)


def entry(number: int, published: int = NOW, body: str = "") -> Entry:
    return Entry(f"n{number}", f"https://example.com/{number}", f"Entry {number}", published, body)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    return tmp_path / "linkdigest.db"


@pytest.fixture
async def shelf(path: Path) -> AsyncIterator[SqlLedger]:
    async with await open_ledger(path) as opened:
        yield opened


async def names(shelf: SqlLedger, chat: Chat = GROUP, since: int = 1) -> list[str]:
    return [fed.entry.name for fed in await shelf.entries(chat.platform, chat.id, since, 100)]


async def test_a_feed_comes_back_as_it_was_kept(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    full = Feed(URL, "灯", Validators('"a"', "Tue"), "hash", NOW, NOW + 1, 2, NOW - 3, "gone")
    await shelf.keep_reading(full, (), NOW)
    assert await shelf.feed(URL) == full
    assert await shelf.feed("https://example.com/other") is None


async def test_a_feed_is_one_row_however_many_listen(shelf: SqlLedger) -> None:
    assert await shelf.listen(GROUP, FEED, NOW)
    kept = replace(FEED, title="Kept", checked_at=NOW)
    await shelf.keep_reading(kept, (), NOW)
    assert await shelf.listen(ROOM, FEED, NOW)
    assert not await shelf.listen(ROOM, FEED, NOW + 1)
    assert await shelf.feed(URL) == kept
    assert await shelf.listeners(URL) == [("discord", "5"), ("telegram", "-100")]


async def test_a_chats_feeds_stand_in_the_order_in_which_they_were_added(shelf: SqlLedger) -> None:
    for number, name in enumerate("cab"):
        await shelf.listen(GROUP, Feed(f"https://example.com/{name}"), NOW + number)
    await shelf.listen(ROOM, Feed("https://example.com/d"), NOW)
    feeds = await shelf.feeds_of("telegram", "-100")
    assert [feed.url[-1] for feed in feeds] == ["c", "a", "b"]


async def test_a_feed_to_which_nobody_listens_any_more_is_dropped_whole(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.listen(ROOM, FEED, NOW)
    await shelf.keep_reading(FEED, [entry(1)], NOW)
    assert await shelf.ignore(GROUP, URL)
    assert not await shelf.ignore(GROUP, URL)
    assert await shelf.feed(URL)
    assert await shelf.ignore(ROOM, URL)
    assert await shelf.feed(URL) is None
    await shelf.listen(GROUP, FEED, NOW)
    assert await names(shelf) == []


async def test_what_was_read_of_a_feed_that_is_gone_meanwhile_is_not_kept(shelf: SqlLedger) -> None:
    assert await shelf.keep_reading(FEED, [entry(1)], NOW) == 0
    assert await shelf.feed(URL) is None


async def test_the_longest_due_comes_first(shelf: SqlLedger) -> None:
    for number, due in ((1, NOW - 5), (2, NOW), (3, NOW + 1), (4, NOW - 9)):
        await shelf.listen(GROUP, Feed(f"https://example.com/{number}", next_at=due), NOW)
    due_now = await shelf.feeds_due(NOW, 10)
    assert [feed.url[-1] for feed in due_now] == ["4", "1", "2"]
    assert [feed.url[-1] for feed in await shelf.feeds_due(NOW, 1)] == ["4"]


async def test_a_clock_that_was_set_back_does_not_silence_feeds(shelf: SqlLedger) -> None:
    feed = replace(FEED, checked_at=NOW + 3 * DAY, next_at=NOW + 3 * DAY + HOUR)
    await shelf.listen(GROUP, feed, NOW)
    assert await shelf.feeds_due(NOW, 10) == [feed]
    assert await shelf.feeds_due(NOW + 3 * DAY, 10) == []


async def test_entries_are_new_once(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    assert await shelf.keep_reading(FEED, [entry(1), entry(2)], NOW) == 2
    assert await shelf.keep_reading(FEED, [entry(3), entry(2)], NOW + 60) == 1
    assert await shelf.keep_reading(FEED, [entry(3), entry(2)], NOW + 120) == 0
    assert await names(shelf, since=NOW + 60) == ["n3"]
    assert await names(shelf) == ["n1", "n2", "n3"]


async def test_an_entry_comes_back_as_it_was_kept(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.keep_reading(FEED, [entry(1, NOW - 7, "<p>灯</p>")], NOW)
    assert await shelf.entries("telegram", "-100", NOW, 9) == [
        FedEntry(URL, "Harbour", entry(1, NOW - 7, "<p>灯</p>"), NOW)
    ]


async def test_an_entry_under_another_name_is_not_new(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.keep_reading(FEED, [entry(1)], NOW)
    assert await shelf.keep_reading(FEED, [replace(entry(1), name="other")], NOW + 60) == 0
    assert await names(shelf) == ["n1"]


async def test_what_was_there_before_anybody_looked_is_never_news(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    entries = [entry(1, 0), entry(2, 0, "<p>body</p>")]
    assert await shelf.keep_reading(FEED, entries, NOW, {"n2"}) == 1
    assert await shelf.keep_reading(FEED, entries, NOW + 60) == 0
    assert await names(shelf, since=0) == ["n1"]


async def test_the_newest_come_first_by_their_own_date(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    entries = [entry(1, NOW - 50), entry(2, 0), entry(3, NOW - 10), entry(4, NOW - 90)]
    await shelf.keep_reading(FEED, entries, NOW)
    assert await names(shelf) == ["n2", "n3", "n1", "n4"]
    assert [fed.entry.name for fed in await shelf.entries("telegram", "-100", 1, 2)] == ["n2", "n3"]


async def test_nothing_older_than_a_day_before_the_chat_began_to_listen_is_told(
    shelf: SqlLedger,
) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    entries = [entry(1, NOW - DAY), entry(2, NOW - DAY - 1), entry(3, 0)]
    await shelf.keep_reading(FEED, entries, NOW)
    assert await names(shelf) == ["n3", "n1"]
    await shelf.listen(ROOM, FEED, NOW + DAY + 1)
    assert await names(shelf, ROOM) == []
    await shelf.keep_reading(FEED, [entry(4, NOW + DAY), *entries], NOW + DAY + 60)
    assert await names(shelf, ROOM) == ["n4"]
    assert await names(shelf) == ["n4", "n3", "n1"]


async def test_a_chat_hears_of_its_own_feeds_alone(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.listen(ROOM, Feed("https://example.com/other"), NOW)
    await shelf.keep_reading(FEED, [entry(1)], NOW)
    assert await names(shelf, ROOM) == []


async def test_a_feed_that_moves_takes_its_listeners_and_what_is_known(shelf: SqlLedger) -> None:
    new = "https://new.example/feed"
    kept = replace(FEED, body_hash="h", next_at=NOW + HOUR)
    await shelf.listen(GROUP, kept, NOW)
    await shelf.keep_reading(kept, [entry(1)], NOW)
    await shelf.move_feed(URL, new)
    assert await shelf.feed(URL) is None
    assert await shelf.feed(new) == replace(kept, url=new)
    assert await shelf.feeds_of("telegram", "-100") == [replace(kept, url=new)]
    assert await shelf.keep_reading(replace(kept, url=new), [entry(1)], NOW + 60) == 0
    assert await names(shelf) == ["n1"]


async def test_a_feed_that_moves_to_one_that_is_known_becomes_one_with_it(shelf: SqlLedger) -> None:
    new = Feed("https://new.example/feed", "New", body_hash="n")
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.listen(ROOM, FEED, NOW + 1)
    await shelf.listen(ROOM, new, NOW + 2)
    await shelf.keep_reading(FEED, [entry(1), entry(2)], NOW)
    await shelf.keep_reading(new, [entry(2), entry(3)], NOW + 60)
    await shelf.move_feed(URL, new.url)
    assert await shelf.feed(new.url) == new
    assert await shelf.listeners(new.url) == [("discord", "5"), ("telegram", "-100")]
    assert await names(shelf) == await names(shelf, ROOM) == ["n1", "n2", "n3"]
    assert await shelf.keep_reading(new, [entry(1), entry(2), entry(3)], NOW + 90) == 0


async def test_a_feed_that_moves_to_itself_stays(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.move_feed(URL, URL)
    await shelf.move_feed("https://nobody.example/", "https://new.example/")
    assert await shelf.feed(URL) == FEED
    assert await shelf.feed("https://new.example/") is None


async def test_who_has_not_been_told_of_a_death_is_told_once(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.listen(ROOM, FEED, NOW)
    assert sorted(await shelf.mark_told(URL)) == [("discord", "5"), ("telegram", "-100")]
    assert await shelf.mark_told(URL) == []
    await shelf.keep_reading(replace(FEED, failures=3), (), NOW)
    assert await shelf.mark_told(URL) == []
    await shelf.keep_reading(FEED, (), NOW)  # it has recovered
    assert len(await shelf.mark_told(URL)) == 2


async def test_bodies_are_emptied_after_three_days(shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.keep_reading(FEED, [entry(1, body="x"), entry(2, body="y"), entry(3)], NOW)
    assert await shelf.prune_entries(NOW + BODY_KEPT, 10) == 0
    assert await shelf.prune_entries(NOW + BODY_KEPT + 1, 1) == 1
    assert await shelf.prune_entries(NOW + BODY_KEPT + 1, 10) == 1
    entries = await shelf.entries("telegram", "-100", 1, 10)
    assert [fed.entry.body for fed in entries] == ["", "", ""]


async def test_an_entry_is_dropped_when_it_is_old_and_its_feed_names_it_no_more(
    shelf: SqlLedger,
) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.keep_reading(FEED, [entry(1), entry(2), entry(3)], NOW)
    await shelf.keep_reading(FEED, [entry(3)], NOW + 60)
    await shelf.keep_reading(FEED, [entry(3), entry(2)], NOW + 90)  # named again
    await shelf.keep_reading(FEED, (), NOW + 120)  # not changed
    assert await shelf.prune_entries(NOW + ENTRY_KEPT, 10) == 0
    assert await shelf.prune_entries(NOW + ENTRY_KEPT + 1, 10) == 1
    assert await names(shelf) == ["n2", "n3"]
    assert await shelf.keep_reading(FEED, [entry(3), entry(2)], NOW + 2 * ENTRY_KEPT) == 0


async def test_a_chat_that_moves_takes_its_feeds_along(shelf: SqlLedger) -> None:
    other = Feed("https://example.com/other")
    await shelf.listen(GROUP, FEED, NOW)
    await shelf.listen(GROUP, other, NOW + 1)
    await shelf.listen(replace(GROUP, id="-200"), other, NOW + 2)
    await shelf.move_chat("telegram", "-100", "-200")
    assert await shelf.feeds_of("telegram", "-100") == []
    feeds = await shelf.feeds_of("telegram", "-200")
    assert [feed.url for feed in feeds] == [URL, other.url]
    assert await shelf.listeners(URL) == [("telegram", "-200")]


async def test_a_reading_is_kept_whole_or_not_at_all(path: Path, shelf: SqlLedger) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    with closing(sqlite3.connect(path)) as beside:
        beside.execute(
            "CREATE TRIGGER full BEFORE INSERT ON feed_entry WHEN NEW.name = 'n2'"
            " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    with pytest.raises(StoreError):
        await shelf.keep_reading(replace(FEED, body_hash="new"), [entry(1), entry(2)], NOW)
    assert await shelf.feed(URL) == FEED
    assert await names(shelf) == []


async def test_what_is_due_and_what_is_told_is_found_by_an_index(
    path: Path, shelf: SqlLedger
) -> None:
    await shelf.listen(GROUP, FEED, NOW)
    plans = (
        (
            "SELECT url FROM feed WHERE (next_at <= 1 OR checked_at > 2) AND EXISTS"
            " (SELECT 1 FROM chat_feed WHERE chat_feed.url = feed.url)"
        ),
        (
            "SELECT e.name FROM chat_feed AS c JOIN feed AS f ON f.url = c.url JOIN feed_entry AS e"
            " ON e.feed = c.url WHERE c.platform = 'x' AND c.chat = 'y' AND e.seen_at >= 1"
        ),
        "SELECT feed, name FROM feed_entry WHERE body <> '' AND seen_at < 1 LIMIT 5",
        "SELECT feed, name FROM feed_entry WHERE is_named = 0 AND seen_at < 1 LIMIT 5",
    )
    with closing(sqlite3.connect(path)) as beside:
        steps = [row[3] for plan in plans for row in beside.execute(f"EXPLAIN QUERY PLAN {plan}")]
    assert not [step for step in steps if step.startswith("SCAN")], steps
