"""After the hourly look nothing is left whose time is over, whenever it was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger, open_store
from bot.app.keep import PRUNE_AT_MOST, prune_once
from bot.core.chats import Chat, ChatKind
from bot.core.daily.feed import BODY_KEPT, Entry, Feed
from bot.core.daily.subscription import Claim, Day, Stage
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.ledger import Bill, ChatRow, Use
from bot.core.model import Refusal, RefusalCode
from bot.core.ports import Kept
from bot.core.retention import DAY, Keeping
from bot.core.rooms import Access, Rooms
from tests.fakes.clock import FakeClock
from tests.fakes.rows import ARTICLE, NOW, ROW, WORK

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

DATED = {
    "article": "expires_at",
    "refusal": "expires_at",
    "digest": "expires_at",
    "lease": "until",
    "delivery": "expires_at",
    "forgotten": "until",
}
DATE = date(2027, 1, 15)
GROUP = Chat("telegram", "-100", ChatKind.GROUP)
ROW_OF_A_CHAT = Delivery(
    id="0",
    chat=GROUP,
    message="1",
    slot="s",
    trigger=Trigger.DROPPED,
    ui="en",
    ask=Ask("digest", "https://example.com/1", "https://example.com/1"),
    accepted_at=NOW,
    expires_at=NOW + 365 * DAY,
    state=State.POSTED,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "linkdigest.db"


class Hasty(FakeClock):
    """Nobody sleeps."""

    async def sleep(self, seconds: float) -> None:
        pass


def one(path: Path, sql: str, *values: int) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(sql, values).fetchone()[0])


def expired(path: Path, now: int) -> dict[str, int]:
    found = {
        table: one(path, f"SELECT count(*) FROM {table} WHERE {column} <= ?", now)
        for table, column in DATED.items()
    }
    old = "SELECT count(*) FROM feed_entry WHERE body <> '' AND seen_at < ?"
    found["feed_entry"] = one(path, old, now - BODY_KEPT)
    found["daily_post"] = one(
        path, "SELECT count(*) FROM daily_post WHERE due_at < ?", now - 60 * DAY
    )
    found["notified"] = one(path, "SELECT count(*) FROM notified WHERE at <= ?", now - 3 * DAY)
    found["spending"] = one(path, "SELECT count(*) FROM spending WHERE day < ?", now // DAY - 62)
    return {table: number for table, number in found.items() if number}


async def fill(path: Path) -> None:
    """Far more than one sweep takes, all of it written at NOW and a day later."""
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        for number in range(3):
            made = NOW + number * DAY
            refusal = Kept(Refusal(RefusalCode.DELETED), made, made + 60)
            await store.keep_refusal(f"r{number}", refusal)
            await store.keep_article(f"a{number}", Kept(ARTICLE, made, made + 30 * DAY))
            work = replace(WORK, key=f"a{number}")
            await store.keep_digest(work, Kept(ROW, made, made + 365 * DAY))
            await store.claim(f"read {number}", "x", now=made, seconds=15)
            await ledger.charge(Bill(made // DAY, ("all",), Use(1, 1)))
        rows = [
            replace(ROW_OF_A_CHAT, id=f"{n:06}", message=f"{n}", expires_at=NOW + 30 * DAY)
            for n in range(PRUNE_AT_MOST + 20)
        ]
        await ledger.accept("telegram:1", "1", rows, NOW)
        await ledger.save_chat(ChatRow("telegram", "-100", ChatKind.GROUP))
        await ledger.listen(GROUP, Feed("https://example.com/feed"), NOW)
        entry = Entry("e", "https://example.com/e", "E", NOW, "<p>Body</p>")
        await ledger.keep_reading(Feed("https://example.com/feed"), [entry], NOW)
        await ledger.forget_key(GROUP, "https://example.com/1", NOW)
        await ledger.accept("telegram:1", "2", rows, NOW)
        day = Day("telegram", "-100", DATE, NOW, Stage.MISSED)
        await ledger.claim([Claim("telegram", "-100", (day,), NOW + DAY, NOW)])


@pytest.mark.parametrize("days", [1, 31, 45, 70, 400])
async def test_nothing_is_left_whose_time_is_over(path: Path, days: int) -> None:
    await fill(path)
    clock = Hasty(NOW + days * DAY)
    assert expired(path, clock.now())
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        await prune_once(store, ledger, clock)
        assert expired(path, clock.now()) == {}
        kept = await store.digests("a2", WORK.prompt, WORK.model)
        assert bool(kept) is (days < 365)
        assert bool(await store.article("a2")) is (days < 32)
        assert await ledger.chat("telegram", "-100")


async def test_a_shorter_time_holds_for_what_was_written_before(path: Path) -> None:
    await fill(path)
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        await store.bound(Keeping(digest=20 * DAY, article=5 * DAY))
        await prune_once(store, ledger, Hasty(NOW + 6 * DAY))
        assert await store.article("a0") is None
        assert await store.article("a2")
        await prune_once(store, ledger, Hasty(NOW + 21 * DAY))
        assert await store.digests("a0", WORK.prompt, WORK.model) == {}
        assert await store.digests("a2", WORK.prompt, WORK.model)


async def ids(ledger: SqlLedger) -> list[str]:
    rows = await ledger._database.rows("SELECT id FROM delivery ORDER BY id")
    return [name for (name,) in rows]


async def test_a_chat_that_wants_less_kept_gets_rid_of_what_is_older(path: Path) -> None:
    server = Chat("discord", "1", ChatKind.GROUP)
    channel = Chat("discord", "2", ChatKind.CHANNEL, within=("1",))
    other = Chat("discord", "3", ChatKind.CHANNEL, within=("1",))
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        rooms = Rooms(ledger, Access(), {"retention": "365"}, Hasty(NOW))
        await rooms.set(other, "retention", "90")
        rows = [replace(ROW_OF_A_CHAT, id=chat.id, chat=chat) for chat in (server, channel)]
        rows += [replace(ROW_OF_A_CHAT, id="3", chat=other, expires_at=NOW + 90 * DAY)]
        await ledger.accept("discord:1", "1", [*rows, ROW_OF_A_CHAT], NOW)
        await rooms.set(server, "retention", "30")
        await prune_once(store, ledger, Hasty(NOW + 31 * DAY))
        assert await ids(ledger) == ["0", "3"]
        await rooms.unset(server, "retention")
        await rooms.set(GROUP, "retention", "30")
        await prune_once(store, ledger, Hasty(NOW + 31 * DAY))
        assert await ids(ledger) == ["3"]
        await prune_once(store, ledger, Hasty(NOW + 91 * DAY))
        assert await ids(ledger) == []
