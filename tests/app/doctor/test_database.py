"""What the doctor says of the database, which it leaves as it was."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bot.adapters.store import open_ledger
from bot.adapters.store.lock import only_one
from bot.app.doctor.database import look_at_database
from tests.app.doctor.ward import seen

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_a_database_is_looked_over_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "data" / "a.db"
    look, checks = await look_at_database(path)
    assert look
    assert not look.is_there
    assert "is not there yet and will be created" in checks[0].detail
    assert not path.parent.exists()
    await (await open_ledger(path)).close()
    before = path.read_bytes()
    look, checks = await look_at_database(path)
    assert look
    assert look.is_current
    ((status, words),) = seen(checks)
    assert status == "ok"
    assert "writable, WAL, schema" in words
    assert "undamaged" in words
    assert "running" not in words
    assert path.read_bytes() == before
    with only_one(path):
        look, checks = await look_at_database(path)
        assert look
        assert look.is_running
        assert seen(checks)[0][0] == "ok"
        assert "linkdigest is running on it" in checks[0].detail


async def test_a_database_of_before_is_left_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await (await open_ledger(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA journal_mode = DELETE")
    look, checks = await look_at_database(path)
    assert look
    assert not look.is_current
    (first, second) = seen(checks)
    assert first[0] == "ok"
    assert "brought up to date at the next start" in first[1]
    assert second[0] == "warn"
    assert "its journal is delete, not WAL" in second[1]


async def test_a_database_that_cannot_be_used_is_told_with_its_cause(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    await (await open_ledger(damaged)).close()
    damaged.write_bytes(damaged.read_bytes()[:8192] + b"\xff" * 4096 + damaged.read_bytes()[12288:])
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    newer = tmp_path / "newer.db"
    await (await open_ledger(newer)).close()
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 999")
    folder = tmp_path / "folder.db"
    folder.mkdir()
    for path, words in (
        (damaged, "damaged"),
        (foreign, "is a database of another program → name another file"),
        (newer, "was written by a newer Linkdigest (schema 999"),
        (folder, "it cannot be opened"),
        (foreign / "below.db", "nothing can be written to"),
    ):
        look, checks = await look_at_database(path)
        assert look is None
        ((status, line),) = seen(checks)
        assert status == "fail"
        assert words in line
    names = [path.name for path in await asyncio.to_thread(lambda: list(tmp_path.iterdir()))]
    assert not any("corrupt" in name for name in names)


async def test_a_full_disk_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 150_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    _, checks = await look_at_database(tmp_path / "a.db")
    assert seen(checks)[1] == ("warn", "only 150 MB free on its disk → make room")


async def test_backups_are_told_of_and_are_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await (await open_ledger(path)).close()
    backup = tmp_path / "backups" / "a.db.20261128T053000Z"
    backup.parent.mkdir()
    backup.write_bytes(path.read_bytes())
    _, (check,) = await look_at_database(path)
    assert (check.status, "last backup 2026-11-28 05:30 UTC, " in check.detail) == ("ok", True)
    path.write_bytes(b"no database, but long enough" * 99)
    _, checks = await look_at_database(path)
    ((status, words),) = seen(checks)
    assert status == "fail"
    assert "damaged (file is not a database) → the next `linkdigest run` puts its newest" in words
