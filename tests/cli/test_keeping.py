"""`backup`, `restore` and `forget` as a user has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

DATABASE = "data/linkdigest.db"


def digests(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM digest").fetchone()[0])


def test_a_backup_brings_back_what_was_there(run: Run, sample: str, tmp_path: Path) -> None:
    assert run("digest", sample).code == 0
    made = run("backup", "away/one.db")
    assert made.code == 0
    assert made.out.startswith("away/one.db: ")
    assert made.out.endswith(" bytes, 1 digests, 0 chats, 0 daily posts, 0 messages\n")
    again = run("backup", "away/one.db")
    assert (again.code, again.out) == (1, "")
    assert "away/one.db: is there already: name another file, or add --force" in again.err
    assert run("backup", "away/one.db", "--force").code == 0

    anew = run("restore", "--empty")
    assert anew.code == 0
    assert "0 digests" in anew.out
    assert digests(tmp_path / DATABASE) == 0
    tried = run("restore", "away/one.db", "--dry-run")
    assert (tried.code, digests(tmp_path / DATABASE)) == (0, 0)
    assert tried.out.endswith("; it can be restored, nothing was changed\n")
    restored = run("restore", "away/one.db")
    assert restored.code == 0
    assert f"the one before is {DATABASE}.replaced-" in restored.out
    assert digests(tmp_path / DATABASE) == 1


def test_a_damaged_database_is_told_left_alone_and_mended_by_command(
    run: Run, sample: str, tmp_path: Path
) -> None:
    assert run("digest", sample).code == 0
    assert run("backup", "one.db").code == 0
    damaged = b"this is no database\n" * 300
    (tmp_path / DATABASE).write_bytes(damaged)
    told = run("digest", sample)
    assert (told.code, told.out) == (1, "")
    assert told.err.count("\n") == 1
    assert (
        "damaged (file is not a database): put a backup in its place by linkdigest re" in told.err
    )
    assert (tmp_path / DATABASE).read_bytes() == damaged
    assert run("restore", "one.db").code == 0
    assert run("digest", sample).code == 0
    (aside,) = (tmp_path / "data").glob("*.replaced-*")
    assert aside.read_bytes() == damaged


def test_no_command_begins_an_empty_database_where_one_has_been(
    run: Run, sample: str, tmp_path: Path
) -> None:
    assert run("digest", sample).code == 0
    path = tmp_path / DATABASE
    path.rename(path.with_name(f"{path.name}.corrupt-20270115T083000Z"))
    for arguments in (
        ("digest", sample),
        ("daily", "telegram:1"),
        ("forget", "--yes", "discord:user:1"),
    ):
        told = run(*arguments)
        assert told.code == 1, arguments
        assert "is lost, though linkdigest.db.corrupt-20270115T083000Z is there: " in told.err
    assert not path.exists()
    assert run("restore", "--empty").code == 0
    assert run("digest", sample).code == 0


def test_what_cannot_be_meant_is_a_fault_of_usage(run: Run) -> None:
    for arguments in (
        ("backup",),
        ("restore",),
        ("restore", "x", "--empty"),
        ("restore", "--empty", "--dry-run"),
        ("forget", "me", "--yes"),
        ("forget", "telegram:12", "--yes"),
        ("forget", "telegram:user:12"),
    ):
        assert run(*arguments).code == 2, arguments


def test_an_article_is_forgotten_and_what_else_there_is_stays(
    run: Run, sample: str, tmp_path: Path
) -> None:
    assert run("digest", sample, "--url", "https://example.com/sample").code == 0
    assert run("digest", sample).code == 0
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("UPDATE digest SET key = 'https://example.com/gone' WHERE rowid = 1")
        connection.commit()
    gone = run("forget", "https://example.com/gone?utm_source=x", "--yes")
    assert (gone.code, gone.out) == (0, "https://example.com/gone?utm_source=x: 1 rows removed\n")
    assert digests(tmp_path / DATABASE) == 1
    again = run("forget", "https://example.com/gone", "--yes")
    assert again.out.endswith(": 0 rows removed\n")
