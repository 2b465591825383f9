"""Backups: whole while others write, nobody else's to read, and good for what they are made for."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger, open_store
from bot.adapters.store.aside import backups, traces
from bot.adapters.store.backup import back_up, stock_of
from bot.adapters.store.migrations import migrations
from bot.adapters.store.restore import begin_anew, keep_backups, keep_older, restore
from bot.adapters.store.sqlite_file import APPLICATION_ID, make_folder
from bot.core.chats import ChatKind
from bot.core.errors import StoreCorruptError, StoreError, StoreNewerError
from bot.core.ledger import ChatRow
from bot.core.retention import DAY, HOUR
from tests.fakes.rows import ARTICLE, NOW, ROW, WORK, kept

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "linkdigest.db"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "away" / "backup.db"


def content(path: Path) -> bytes:
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_the_group(path: Path) -> None:
    path.chmod(0o640)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def chats_of(path: Path) -> list[int]:
    async with await open_ledger(path) as ledger:
        return sorted(int(chat.id) for chat in await ledger.chats("telegram"))


async def add_chat(path: Path, number: int) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.save_chat(ChatRow("telegram", str(number), ChatKind.GROUP))


@asynccontextmanager
async def victim(path: Path, work: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.adapters.store.victim", path, work),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: Process) -> str:
    assert process.stdout
    return (await process.stdout.readline()).decode().strip()


async def test_a_backup_is_one_file_of_the_owners_with_what_was_just_written(
    path: Path, backup: Path
) -> None:
    async with await open_store(path) as store, await open_ledger(path) as ledger:
        await store.keep_digest(WORK, kept(ROW))
        await ledger.save_chat(ChatRow("telegram", "-1", ChatKind.GROUP))
        stock = back_up(path, backup)
        await store.keep_article("later", kept(ARTICLE))
    assert (stock.path, stock.digests, stock.chats) == (backup, 1, 1)
    assert stock.size == len(content(backup))
    assert stock.schema == len(migrations())
    assert names(backup.parent) == {backup.name}
    assert mode(backup) == 0o600
    assert stock_of(backup) == stock
    async with await open_store(backup) as store:
        assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {"zh": kept(ROW)}
        assert await store.article("later") is None


async def test_a_backup_holds_nothing_of_what_was_deleted(path: Path, backup: Path) -> None:
    async with await open_store(path) as store:
        await store.keep_article("https://example.com/secret", kept(ARTICLE, seconds=1))
        assert await store.prune(NOW + 2, 10) == 1
        back_up(path, backup)
    assert b"example.com/secret" not in content(backup)


async def test_a_file_that_is_there_is_replaced_only_by_force(path: Path, backup: Path) -> None:
    await add_chat(path, 1)
    back_up(path, backup)
    before = content(backup)
    await add_chat(path, 2)
    with pytest.raises(StoreError, match=r"backup\.db: is there already: .* --force"):
        back_up(path, backup)
    assert content(backup) == before
    assert back_up(path, backup, force=True).chats == 2


async def test_a_backup_that_fails_leaves_nothing_and_makes_nothing(
    path: Path, backup: Path
) -> None:
    with pytest.raises(StoreError, match=r"linkdigest\.db: there is no such file"):
        back_up(path, backup)
    await add_chat(path, 1)
    make_folder(backup / "it")
    with pytest.raises(StoreError, match=r"backup\.db: cannot be written"):
        back_up(path, backup, force=True)
    assert names(backup.parent) == {backup.name}
    assert names(path.parent) == {path.name, "away"}


async def test_a_backup_that_is_given_up_halfway_leaves_nothing(path: Path, backup: Path) -> None:
    async with await open_store(path) as store:
        for number in range(200):
            await store.keep_article(f"{number}", kept(ARTICLE))
    asked = count()
    with pytest.raises(StoreError, match="given up, as the program ends"):
        back_up(path, backup, is_over=lambda: next(asked) > 5)
    assert names(backup.parent) == set()
    assert back_up(path, backup).size


async def test_nothing_of_another_program_is_backed_up(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"linkdigest\.db: is no database of Linkdigest"):
        back_up(path, backup)
    assert names(backup.parent) == set()


async def test_the_drill_written_backed_up_killed_lost_and_restored(
    path: Path, backup: Path
) -> None:
    async with victim(path, "write") as writer:
        for _ in range(20):
            known = int(await said(writer))
        stock = await asyncio.to_thread(back_up, path, backup)
        assert writer.returncode is None
        for _ in range(20):
            later = int(await said(writer))
        writer.kill()
        await writer.wait()
    assert known <= stock.chats < later + 1
    assert await chats_of(path) >= list(range(1, later + 1))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(256)) * 256)

    restored = restore(backup, path)
    assert restored.stock.chats == stock.chats
    assert restored.aside
    assert restored.aside.exists()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert await chats_of(path) == list(range(1, stock.chats + 1))


async def test_what_is_replaced_is_set_aside_whole_with_its_log(path: Path, backup: Path) -> None:
    await add_chat(path, 1)
    back_up(path, backup)
    async with victim(path, "write") as writer:
        while int(await said(writer)) < 5:
            pass
        writer.kill()
    assert path.with_name(f"{path.name}-wal").stat().st_size
    first = restore(backup, path).aside
    second = restore(backup, path).aside
    assert first
    assert second
    assert first != second  # however soon one follows the other
    assert await chats_of(path) == [1]
    assert (await chats_of(first))[:5] == [1, 2, 3, 4, 5]
    assert await chats_of(second) == [1]


async def test_a_set_aside_file_can_be_restored_with_its_log(path: Path, backup: Path) -> None:
    async with victim(path, "write") as writer:
        while int(await said(writer)) < 5:
            pass
        writer.kill()
    aside = begin_anew(path).aside
    assert await chats_of(path) == []
    assert aside
    restore(aside, path)
    assert (await chats_of(path))[:5] == [1, 2, 3, 4, 5]


def old_database(path: Path) -> None:
    """What a release with the first two steps of the schema has left, with one chat."""
    with closing(sqlite3.connect(path)) as connection:
        for script in migrations()[:2]:
            connection.executescript(script)
        connection.execute("INSERT INTO chat VALUES ('telegram', '1', 'group', '{}', 1, 0, 0, 0)")
        connection.execute("PRAGMA user_version = 2")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


async def test_an_older_backup_is_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "old.db"
    old_database(backup)
    before = content(backup)
    assert stock_of(backup).schema == 2
    restored = restore(backup, path)
    assert (restored.stock.schema, restored.stock.chats) == (len(migrations()), 1)
    assert await chats_of(path) == [1]
    assert content(backup) == before


async def newer(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA user_version = 99")


async def damaged(backup: Path) -> None:
    with backup.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(256)) * 64)


async def strange(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA application_id = 7")


async def emptied(backup: Path) -> None:
    os.truncate(backup, 0)


@pytest.mark.parametrize(
    ("spoil", "error", "told"),
    [
        (newer, StoreNewerError, "schema 99"),
        (damaged, StoreCorruptError, "damaged"),
        (strange, StoreError, "is no database of Linkdigest"),
        (emptied, StoreError, "is no database of Linkdigest"),
    ],
)
async def test_what_is_no_good_backup_changes_nothing(
    path: Path, backup: Path, spoil: object, error: type[StoreError], told: str
) -> None:
    await add_chat(path, 1)
    back_up(path, backup)
    await spoil(backup)  # type: ignore[operator]
    with pytest.raises(error, match=rf"backup\.db: .*{told}"):
        restore(backup, path)
    assert names(path.parent) == {path.name, "away"}
    assert await chats_of(path) == [1]


async def test_whose_file_it_was_it_stays(path: Path, backup: Path) -> None:
    await add_chat(path, 1)
    back_up(path, backup)
    open_to_the_group(path)
    restore(backup, path)
    assert mode(path) == 0o640


async def test_one_backup_a_day_and_the_oldest_go(path: Path) -> None:
    await add_chat(path, 1)
    moments = [NOW + day * (DAY + HOUR) for day in range(6)]
    for moment in moments:
        assert keep_backups(path, 3, moment)
        assert keep_backups(path, 3, moment + 1) is None
        assert keep_backups(path, 3, moment + HOUR) is None
    assert len(backups(path)) == 3
    assert backups(path)[-1].name == "linkdigest.db.20270120T130000Z"
    assert all(stock_of(each).chats == 1 for each in backups(path))
    assert traces(path) == backups(path)


async def test_a_database_of_an_older_schema_is_backed_up_before_it_is_brought_up_to_date(
    path: Path,
) -> None:
    assert keep_older(path, NOW) is None
    old_database(path)
    assert keep_older(path, NOW)
    assert await chats_of(path) == [1]
    assert keep_older(path, NOW + 1) is None
    assert [stock_of(each).schema for each in backups(path)] == [2]
    assert keep_backups(path, 3, NOW + 2) is None  # it is today's


async def test_a_clock_that_was_ahead_for_a_while_stops_no_backups(path: Path) -> None:
    await add_chat(path, 1)
    keep_backups(path, 3, NOW + 400 * DAY)
    assert keep_backups(path, 3, NOW)


async def test_nothing_to_lose_is_not_backed_up(path: Path) -> None:
    async with await open_store(path) as store:
        await store.keep_digest(WORK, kept(ROW))
    assert keep_backups(path, 3, NOW) is None
    assert backups(path) == []


async def test_a_process_killed_inside_a_migration_leaves_the_older_schema(path: Path) -> None:
    old_database(path)
    async with victim(path, "migrate") as process:
        assert await said(process) == "half"
        process.kill()
        await process.wait()
    stock = stock_of(path)
    assert (stock.schema, stock.chats) == (2, 1)
    assert await chats_of(path) == [1]
    assert stock_of(path).schema == len(migrations())
