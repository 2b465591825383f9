"""Of who or what was forgotten nothing is left, in any column of any table of a lively history."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.store import open_ledger, open_store
from bot.core.answers import (
    AlsoAt,
    DailyAnswer,
    DailyItem,
    DigestAnswer,
    FileAnswer,
    Line,
    NoticeAnswer,
    PointerAnswer,
    SettingsAnswer,
)
from bot.core.chats import Chat, ChatKind
from bot.core.daily.feed import Entry, Feed
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Day, Stage, Subscription
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.ledger import Bill, ChatRow, Use
from bot.core.ports import Work
from bot.core.retention import DAY, MARK_KEPT
from tests.fakes.rows import ARTICLE, DIGEST, NOW, ROW, kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger
    from bot.core.answers import Answer

PERSON, NAME, OWNER = "5550001", "Wilhelmina", "5550009"
SERVER, CHANNEL = "7770001", "7770002"
KEY = "https://news.example/forget-me"
OTHER = "https://news.example/keep-me"
FEED = "https://feeds.example/all.xml"
PRIVATE = Chat("discord", PERSON, ChatKind.PRIVATE)
ROOM = Chat("discord", CHANNEL, ChatKind.CHANNEL, within=(SERVER,))
ELSEWHERE = Chat("discord", "7770003", ChatKind.CHANNEL)
OFFICE = Chat("discord", OWNER, ChatKind.PRIVATE)


def delivery(number: int, chat: Chat, answer: Answer | None = None, **more: Any) -> Delivery:
    row = Delivery(
        id=f"{number:08}",
        chat=chat,
        message=f"m{number}",
        slot=KEY,
        trigger=Trigger.DROPPED,
        ui="en",
        ask=Ask("digest", f"{KEY}?utm_source=x", KEY),
        accepted_at=NOW,
        expires_at=NOW + 90 * DAY,
        state=State.POSTED,
        asker="1",
        poster=PERSON,
        poster_name=NAME,
        answer=answer or DigestAnswer(replace(DIGEST, url=KEY, canonical_url=KEY), "full"),
        post=f"p{number}",
    )
    return replace(row, **more)


def words(number: int, chat: Chat, slot: str, *fields: str, **more: Any) -> Delivery:
    """Words of ours, which name somebody."""
    line = Line("chat.owner_request", dict(zip(("chat", "who"), fields, strict=False)))
    return delivery(
        number,
        chat,
        NoticeAnswer((line,)),
        **{"slot": slot, "ask": Ask("notice"), "poster": "", "poster_name": "", **more},
    )


ITEM = DailyItem("One", OTHER, "A line.", "en", sharers=("Otto", NAME), shared_by=2, chat=CHANNEL)
ABOUT = DailyItem("Two", f"{KEY}#top", "A line.", "en", chat=CHANNEL, post="p1", row="00000001")
BESIDE = replace(ITEM, also=(AlsoAt("news.example", KEY), AlsoAt("else.example", OTHER)))
DAILY = DailyAnswer("2027-01-15", "en", (ITEM, ABOUT, BESIDE), 3)
FILE = FileAnswer("digest.md", f"* {KEY} ({NAME}, https://discord.com/{CHANNEL})", Line("chat.x"))
DAILY_ROW: dict[str, Any] = {
    "trigger": Trigger.DAILY,
    "ask": Ask("daily"),
    "poster": "",
    "poster_name": "",
}
HISTORY: Sequence[Delivery] = (
    delivery(1, ROOM),
    delivery(2, PRIVATE, asker=PERSON),
    delivery(
        3,
        ROOM,
        PointerAnswer("One", NOW, CHANNEL, "p1"),
        asker=PERSON,
        poster="1",
        poster_name="Otto",
    ),
    delivery(4, Chat("discord", "aside", ChatKind.ASIDE), asker=PERSON),
    delivery(5, ELSEWHERE, slot="x", asker=PERSON),
    delivery(6, ELSEWHERE, DAILY, slot="1", message=f"daily@2027-01-15@{SERVER}", **DAILY_ROW),
    delivery(7, ELSEWHERE, FILE, slot="2", **DAILY_ROW),
    delivery(8, ELSEWHERE, slot=KEY, **{**DAILY_ROW, "ask": Ask("digest", KEY, KEY)}),
    words(9, OFFICE, "request", SERVER, PERSON),
    words(10, OFFICE, "notice", CHANNEL),
    words(11, OFFICE, "owner", ask=Ask("owner", arguments=f"block {PERSON}")),
    words(12, OFFICE, "owner", ask=Ask("owner", arguments=f"allow {SERVER}")),
    words(16, OFFICE, "daily", message="preview@1", ask=Ask("daily", arguments=f"@{CHANNEL} now")),
    words(13, PRIVATE, "notice", message=f"topic_closed@{CHANNEL}@500"),
    delivery(14, ROOM, SettingsAnswer(SERVER, (), True), ask=Ask("settings"), slot="settings"),
    delivery(15, ROOM, state=State.READY),
)


DATE = date(2027, 1, 15)
ENTRIES = tuple(
    Entry(url, url, "One", NOW, "<p>Body</p>") for url in (f"{KEY}?utm_source=feed", OTHER)
)


def subscribed(chat: Chat, target: Chat) -> Subscription:
    return Subscription(chat, target, Hour(480, "UTC"), next_at=NOW, since=NOW)


async def live(path: Path) -> None:
    """A lively history, through the doors that the program itself uses."""
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        for key in KEY, OTHER:
            await store.keep_article(key, kept(replace(ARTICLE, url=key)))
            digest = replace(DIGEST, url=key, canonical_url=key)
            await store.keep_digest(Work(key, "p", "m", "en"), kept(replace(ROW, digest=digest)))
            await store.claim(f"read {key}", "serve abc", now=NOW, seconds=15)
        server = Chat("discord", SERVER, ChatKind.GROUP)
        for chat in PRIVATE, server, ROOM, ELSEWHERE, OFFICE:
            await ledger.save_chat(
                ChatRow("discord", chat.id, chat.kind, {"mode": "ask"}, within=chat.within)
            )
        await ledger.accept("discord:1", "u1", HISTORY, NOW)
        await ledger.accept(f"discord {PERSON} daily", "daily off x", [], NOW)
        await ledger.accept(f"discord {PERSON} budgets", "near usd 5", [], NOW)
        await ledger.accept(f"discord {OWNER} daily", f"daily off daily@d@{CHANNEL}", [], NOW)
        for chat in PRIVATE, server, ROOM:
            await ledger.subscribe(subscribed(chat, ROOM if chat is server else chat))
            feed = Feed(FEED, "All")
            await ledger.listen(chat, feed, NOW)
        await ledger.subscribe(subscribed(ELSEWHERE, ELSEWHERE))
        await ledger.listen(ELSEWHERE, Feed(FEED, "All"), NOW)
        await ledger.keep_reading(Feed(FEED, "All"), ENTRIES, NOW)
        days = [Day("discord", chat, DATE, NOW, Stage.MADE) for chat in (PERSON, SERVER, CHANNEL)]
        for day in days:
            await ledger._database.rows(
                "INSERT INTO daily_post (platform, chat, day, due_at, stage)"
                " VALUES ($1, $2, $3, $4, $5)",
                *(day.platform, day.chat, day.day.isoformat(), day.due_at, day.stage),
            )
        await ledger.charge(Bill(NOW // DAY - 31, ("all", f"chat discord {SERVER}"), Use(1, 10)))
        await ledger.charge(Bill(NOW // DAY, ("all", f"chat discord {SERVER}"), Use(1, 10)))


def found(path: Path, *needles: str) -> dict[str, list[str]]:
    """Where any of them stands: table and column, with what stands there."""
    places: dict[str, list[str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            cursor = connection.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(needle in str(value) for needle in needles):
                        places.setdefault(f"{table}.{column}", []).append(str(value))
    return places


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "linkdigest.db"
    await live(path)
    for needle in PERSON, NAME, CHANNEL, SERVER, KEY:
        assert len(found(path, needle)) >= 2, needle  # lively it was
    return path


def content(path: Path) -> bytes:
    return path.read_bytes()


async def test_of_a_person_nothing_is_left_but_that_they_want_to_be_left_alone(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.opt_out("discord", PERSON, NOW)
        assert found(path, NAME) == {}
        digests, shares = await ledger.erase_person("discord", PERSON)
    assert (digests, shares) == (2, 4)
    assert found(path, PERSON, NAME) == {"opted_out.person": [PERSON]}
    assert NAME.encode() not in content(path)  # nor in what the file has no use for
    assert found(path, "Otto")
    assert found(path, CHANNEL)


async def test_what_the_owner_has_decided_about_a_person_stays_and_nothing_else(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        row = await ledger.chat("discord", PERSON)
        assert row
        await ledger.save_chat(replace(row, is_blocked=True))
        await ledger.erase_person("discord", PERSON)
        assert await ledger.chat("discord", PERSON) == replace(row, own={}, is_blocked=True)
    assert found(path, PERSON) == {"chat.id": [PERSON]}
    assert found(path, NAME) == {}


async def test_of_a_chat_nothing_is_left(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        assert await ledger.erase_chat("discord", CHANNEL) == 4
        assert await ledger.feed(FEED)
    assert found(path, CHANNEL) == {}
    assert CHANNEL.encode() not in content(path)
    assert found(path, SERVER)


async def test_of_a_server_nothing_is_left_and_nothing_of_its_channels(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.erase_chat("discord", SERVER)
        await ledger.erase_chat("discord", ELSEWHERE.id)
        assert await ledger.feed(FEED)
        await ledger.erase_person("discord", PERSON)
        assert await ledger.feed(FEED) is None  # nobody listens to it any more
    assert found(path, SERVER, CHANNEL, ELSEWHERE.id) == {}
    assert found(path, "feeds.example") == {}


async def test_of_a_link_nothing_is_left_and_no_feed_brings_it_again(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        assert await ledger.erase_link(KEY, NOW) == 11
    assert found(path, KEY) == {}
    assert KEY.encode() not in content(path)
    assert found(path, OTHER)
    async with await open_ledger(path) as ledger:
        for later in 0, MARK_KEPT - 1, 2 * MARK_KEPT - 2:
            await ledger.prune_rows(NOW + later, 100)
            assert await ledger.keep_reading(Feed(FEED, "All"), ENTRIES, NOW + later) == 0
        assert found(path, KEY) == {}
        await ledger.prune_rows(NOW + 4 * MARK_KEPT, 100)
        assert found(path, "forgotten") == {}
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM forgotten").fetchone() == (0,)


async def urls(ledger: SqlLedger, chat: str) -> set[str]:
    return {each.entry.url for each in await ledger.entries("discord", chat, NOW, 10)}


@pytest.mark.parametrize("what", ["link", "chat"])
async def test_what_a_chat_has_forgotten_its_feeds_do_not_bring_again(
    path: Path, what: str
) -> None:
    feeds = {f"{KEY}?utm_source=feed", OTHER}
    async with await open_ledger(path) as ledger:
        assert await urls(ledger, CHANNEL) == feeds
        if what == "link":
            assert await ledger.forget_key(ROOM, KEY, NOW) == 2
        else:
            assert await ledger.forget_chat(ROOM, NOW) == 2
        assert await urls(ledger, CHANNEL) == {OTHER}
        assert await urls(ledger, ELSEWHERE.id) == feeds
        assert await urls(ledger, PERSON) == feeds
    assert KEY not in str(found(path, CHANNEL).keys())
    with closing(sqlite3.connect(path)) as connection:
        ((mark,),) = connection.execute("SELECT mark FROM forgotten").fetchall()
    assert CHANNEL not in mark
    assert "example" not in mark


async def test_a_forgotten_link_stands_in_no_daily_post_of_the_chat(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.forget_key(ELSEWHERE, KEY, NOW)
        row = await ledger.delivery("00000006")
        rest = await ledger.delivery("00000007")
    assert row
    assert isinstance(row.answer, DailyAnswer)
    assert [item.title for item in row.answer.items] == ["One", "One"]
    assert [each.url for each in row.answer.items[1].also] == [OTHER]
    assert rest
    assert isinstance(rest.answer, FileAnswer)
    assert rest.answer.text == ""


async def test_what_is_still_owed_outlives_the_forgetting_of_a_chat_from_within(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.forget_chat(ROOM, NOW)
        assert [row.id for row in await ledger.unfinished()] == ["00000015"]


async def test_a_chat_that_has_forgotten_all_has_only_this_months_account_left(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.forget_chat(Chat("discord", SERVER, ChatKind.GROUP), NOW)
        account = f"chat discord {SERVER}"
        today = NOW // DAY
        assert (await ledger.spent(0, today - 1, account)).digests == 0
        assert (await ledger.spent(today, today, account)).digests == 1  # its budget is used
