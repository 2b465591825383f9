"""The file beneath the store: opened, checked, migrated, locked, full, damaged."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.store import migrations, open_ledger, open_store, sqlite, sqlite_file
from bot.core.chats import ChatKind
from bot.core.errors import StoreCorruptError, StoreError, StoreNewerError
from bot.core.ledger import ChatRow
from tests.fakes.rows import ARTICLE, ROW, WORK, kept

if TYPE_CHECKING:
    from pathlib import Path

CACHE = {"article", "digest", "lease", "refusal"}
TABLES = (
    CACHE
    | {"chat", "delivery", "fact", "notified", "opted_out", "spending"}
    | {"subscription", "daily_post"}
    | {"feed", "chat_feed", "feed_entry", "forgotten"}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "linkdigest.db"


def raw(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


def cut_to(path: Path, size: int) -> None:
    with path.open("ab") as file:
        file.truncate(size)


def size(path: Path) -> int:
    return path.stat().st_size


def content(path: Path) -> bytes:
    return path.read_bytes()


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


def one(path: Path, sql: str) -> Any:
    with raw(path) as connection:
        return connection.execute(sql).fetchone()[0]


def tables(path: Path) -> set[str]:
    with raw(path) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}


async def filled(path: Path, articles: int = 40) -> None:
    async with await open_store(path) as store:
        for number in range(articles):
            await store.keep_article(f"https://example.com/{number}", kept(ARTICLE))


@pytest.fixture
def other_schema(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The migrations, to be added to as a later release would."""
    scripts = list(migrations.migrations())
    monkeypatch.setattr(sqlite_file, "migrations", lambda: tuple(scripts))
    return scripts


async def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "linkdigest.db"
    await filled(path)
    assert tables(path) == TABLES


async def test_the_file_says_whose_it_is_and_how_new(path: Path) -> None:
    await filled(path)
    assert one(path, "PRAGMA application_id") == sqlite_file.APPLICATION_ID
    assert one(path, "PRAGMA user_version") == len(migrations.migrations())
    assert one(path, "PRAGMA journal_mode") == "wal"


async def test_what_is_owed_waits_for_the_disk_and_what_can_be_made_anew_does_not(
    path: Path,
) -> None:
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        full, normal = 2, 1
        assert await ledger._database.rows("PRAGMA synchronous") == [(full,)]
        assert await store._database.rows("PRAGMA synchronous") == [(normal,)]


async def test_what_was_kept_is_there_after_the_next_start(path: Path) -> None:
    async with await open_store(path) as store:
        await store.keep_digest(WORK, kept(ROW))
    async with await open_store(path) as store:
        assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {"zh": kept(ROW)}


async def test_a_closed_store_leaves_one_file_and_no_thread(path: Path) -> None:
    store = await open_store(path)
    (thread,) = [one for one in threading.enumerate() if "_connection_worker" in one.name]
    await store.keep_article("k", kept(ARTICLE))
    await store.close()
    await asyncio.to_thread(thread.join, 10)
    assert not thread.is_alive()
    assert names(path) == {path.name}


async def test_a_closed_store_says_so(path: Path) -> None:
    store = await open_store(path)
    await store.close()
    with pytest.raises(StoreError, match=r"linkdigest\.db"):
        await store.article("k")


async def test_an_older_schema_is_brought_up_to_date(path: Path, other_schema: list[str]) -> None:
    await filled(path)
    other_schema.append("CREATE TABLE later (x BIGINT);\nINSERT INTO later VALUES (7);\n")
    async with await open_store(path) as store:
        assert await store.article("https://example.com/1") == kept(ARTICLE)
    assert one(path, "SELECT x FROM later") == 7
    assert one(path, "PRAGMA user_version") == len(other_schema)


async def test_chats_of_the_schema_before_are_within_none(
    path: Path, other_schema: list[str]
) -> None:
    newest = other_schema[2:]
    del other_schema[2:]
    await filled(path)
    with raw(path) as connection:
        connection.execute(
            "INSERT INTO chat VALUES ('telegram', '-1', 'group', '{\"mode\":\"ask\"}', 1, 0, 0, 5)"
        )
        connection.commit()
    other_schema += newest
    async with await open_ledger(path) as ledger:
        kept_chat = await ledger.chat("telegram", "-1")
    assert kept_chat == ChatRow("telegram", "-1", ChatKind.GROUP, {"mode": "ask"}, onboarded_at=5)


async def test_half_a_migration_is_undone(path: Path, other_schema: list[str]) -> None:
    await filled(path)
    before = one(path, "PRAGMA user_version")
    other_schema.append("CREATE TABLE later (x BIGINT);\nINSERT INTO nowhere VALUES (7);\n")
    with pytest.raises(StoreError, match="nowhere"):
        await open_store(path)
    assert tables(path) == TABLES
    assert one(path, "PRAGMA user_version") == before


async def test_a_newer_schema_is_left_alone(path: Path) -> None:
    await filled(path)
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreNewerError, match=r"linkdigest\.db.*schema 99.*install"):
        await open_store(path)
    assert one(path, "PRAGMA user_version") == 99
    assert one(path, "SELECT count(*) FROM article") == 40


async def test_another_programs_database_is_left_alone(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"linkdigest\.db.*another program.*DATABASE_URL"):
        await open_store(path)
    assert tables(path) == {"recipes"}


async def test_an_empty_file_is_begun_with_a_warning(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cut_to(path, 0)
    with caplog.at_level(logging.WARNING):
        await filled(path)
    assert "empty file" in caplog.text


def overwrite_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(256)) * 64)


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says\n" * 200)


def truncate(path: Path) -> None:
    cut_to(path, path.stat().st_size // 2)


def truncate_into_the_header(path: Path) -> None:
    cut_to(path, 60)


@pytest.mark.parametrize(
    "damage", [overwrite_pages, overwrite_all, truncate, truncate_into_the_header]
)
async def test_a_damaged_file_is_said_loudly_and_left_where_it_is(path: Path, damage: Any) -> None:
    await filled(path)
    damage(path)
    before = content(path)
    for _ in range(2):
        with pytest.raises(StoreCorruptError, match=r"damaged.*restore FILE.*restore --empty"):
            await open_store(path)
    assert content(path) == before


async def test_damage_met_later_is_told_with_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "look_for_damage", lambda *_: None)
    await filled(path, 400)
    overwrite_pages(path)
    async with await open_store(path) as store:
        reading = [store.article(f"https://example.com/{number}") for number in range(400)]
        with pytest.raises(StoreCorruptError, match="start again to check"):
            await asyncio.gather(*reading)


async def test_a_lost_write_ahead_log_costs_its_rows_and_no_more(path: Path) -> None:
    await filled(path)
    store = await open_store(path)
    await store.keep_article("newest", kept(ARTICLE))
    path.with_name("linkdigest.db-wal").rename(path.with_name("stolen"))
    await store.close()
    async with await open_store(path) as store:
        assert await store.article("https://example.com/1") == kept(ARTICLE)


async def test_the_look_for_damage_ends_in_time(path: Path) -> None:
    await filled(path, 1)
    with raw(path) as connection:
        connection.execute("INSERT INTO article VALUES ('big', zeroblob(60000000), 0, 0)")
    async with await open_store(path, check_seconds=0.005) as store:
        assert await store.article("https://example.com/0") == kept(ARTICLE)


@pytest.mark.parametrize("made", ["folder", "under a file"])
async def test_a_place_that_cannot_be_is_named_with_the_fix(tmp_path: Path, made: str) -> None:
    if made == "folder":
        path = tmp_path
        fix = "check that it is a file"
    else:
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "linkdigest.db"
        fix = "DATABASE_URL"
    with pytest.raises(StoreError, match=rf"^{re.escape(str(path))}: .*{fix}"):
        await open_store(path)


async def test_a_read_only_file_is_named_with_the_fix(path: Path) -> None:
    store = await open_store(path)
    await store._database.rows("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match=r"linkdigest\.db: it is read-only: give this user"):
        await store.keep_article("k", kept(ARTICLE))
    await store.close()


async def test_a_full_disk_is_told_and_room_made_is_used(path: Path) -> None:
    async with await open_store(path) as store:
        pages = (await store._database.rows("PRAGMA page_count"))[0][0]
        await store._database.rows(f"PRAGMA max_page_count = {pages}")
        big = kept(replace(ARTICLE, text="水" * 100_000))
        with pytest.raises(StoreError, match="the disk is full: make room"):
            await store.keep_article("k", big)
        assert await store.article("k") is None
        await store._database.rows("PRAGMA max_page_count = 100000")
        await store.keep_article("k", big)
        assert await store.article("k") == big


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "TRIES", 3)


@pytest.mark.usefixtures("impatient")
async def test_a_file_that_stays_locked_is_told(path: Path) -> None:
    async with await open_store(path) as store:
        with raw(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="another program keeps it locked"):
                await store.keep_article("k", kept(ARTICLE))
            assert await store.article("k") is None  # who only reads need not wait
        await store.keep_article("k", kept(ARTICLE))


async def test_a_write_waits_for_a_lock_that_ends_soon(path: Path) -> None:
    async with await open_store(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            threading.Timer(0.1, other.rollback).start()
            await store.keep_article("k", kept(ARTICLE))
        assert await store.article("k") == kept(ARTICLE)


@pytest.mark.parametrize(
    "written", ["", "{", "null", "[]", '{"title": "half"}', '{"published": "yesterday"}', "\udcff"]
)
async def test_a_row_that_cannot_be_read_counts_as_absent(
    path: Path, written: str, caplog: pytest.LogCaptureFixture
) -> None:
    value = written.encode("utf-8", "surrogateescape")
    async with await open_store(path) as store:
        await store.keep_article(WORK.key, kept(ARTICLE))
        await store.keep_digest(WORK, kept(ROW))
        with raw(path) as other:
            for table in ("article", "digest"):
                other.execute(f"UPDATE {table} SET {table} = CAST(? AS TEXT)", (value,))
        assert await store.article(WORK.key) is None
        assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {}
        assert "unreadable row" in caplog.text
        await store.keep_article(WORK.key, kept(ARTICLE))
        assert await store.article(WORK.key) == kept(ARTICLE)
