"""What the serving program does, before it serves, with a database that is not as it was."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger, open_store
from bot.adapters.store.aside import backups, traces
from bot.adapters.store.lock import only_one
from bot.adapters.store.restore import begin_anew, keep_backups, make_sound, restore
from bot.core.chats import ChatKind
from bot.core.errors import StoreCorruptError, StoreError, StoreNewerError
from bot.core.ledger import ChatRow
from bot.core.retention import DAY
from tests.fakes.rows import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Damage = Callable[[Path], None]


def content(path: Path) -> bytes:
    return path.read_bytes()


def is_there(path: Path) -> bool:
    return path.exists()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "linkdigest.db"


async def add_chats(path: Path, *numbers: int) -> None:
    async with await open_ledger(path) as ledger:
        for number in numbers:
            await ledger.save_chat(ChatRow("telegram", str(number), ChatKind.GROUP))


async def chats_of(path: Path) -> list[int]:
    async with await open_ledger(path) as ledger:
        return sorted(int(chat.id) for chat in await ledger.chats("telegram"))


def overwrite_a_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(256)) * 16)


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says\n" * 200)


def truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def truncate_to_nothing(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


def remove(path: Path) -> None:
    path.unlink()


DAMAGES = [overwrite_a_page, overwrite_all, truncate, truncate_to_nothing, remove]


async def test_a_sound_database_is_left_as_it_is_and_a_first_start_begins_one(path: Path) -> None:
    assert make_sound(path) is None
    assert not is_there(path)
    await add_chats(path, 1)
    assert make_sound(path) is None
    assert await chats_of(path) == [1]
    assert traces(path) == []


@pytest.mark.parametrize("damage", DAMAGES)
async def test_the_newest_backup_takes_the_place_of_a_database_that_is_lost(
    path: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    await add_chats(path, 1)
    keep_backups(path, 7, NOW)
    await add_chats(path, 2)
    keep_backups(path, 7, NOW + 2 * DAY)
    await add_chats(path, 3)
    damage(path)
    was = content(path) if is_there(path) else None
    path.with_name("linkdigest.db-wal").write_bytes(b"left over")
    with caplog.at_level(logging.ERROR):
        restored = make_sound(path)
    assert restored
    assert restored.backup == backups(path)[-1]
    assert restored.aside
    if was is not None:
        assert content(restored.aside) == was
    assert not is_there(path.with_name("linkdigest.db-wal"))  # it belongs to no backup
    assert await chats_of(path) == [1, 2]
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "a backup is in its place" in record.message
    assert make_sound(path) is None


async def test_a_damaged_backup_is_passed_over_for_an_older_good_one(path: Path) -> None:
    await add_chats(path, 1)
    keep_backups(path, 7, NOW)
    keep_backups(path, 7, NOW + 2 * DAY)
    overwrite_a_page(backups(path)[-1])
    overwrite_all(path)
    restored = make_sound(path)
    assert restored
    assert restored.backup == backups(path)[0]


@pytest.mark.parametrize("damage", DAMAGES[:3])
async def test_without_a_backup_no_empty_database_is_begun_however_often_it_is_started(
    path: Path, damage: Damage
) -> None:
    await add_chats(path, 1)
    damage(path)
    with pytest.raises(
        StoreCorruptError, match=r"set aside as \S+\.corrupt-\S+; .*restore --empty"
    ):
        make_sound(path)
    (aside,) = traces(path)
    for _ in range(2):
        with pytest.raises(StoreCorruptError, match=r"lost.*restore FILE.*restore --empty"):
            make_sound(path)
        for opening in open_store, open_ledger:  # and no verb of the command line does so
            with pytest.raises(StoreError, match=rf"lost, though {aside.name} is there.*restore"):
                await opening(path)
    assert {each.name for each in path.parent.iterdir()} == {aside.name}
    begin_anew(path)
    assert make_sound(path) is None
    assert await chats_of(path) == []


async def test_what_was_set_aside_and_mended_can_be_put_back(path: Path) -> None:
    await add_chats(path, 1)
    whole = content(path)
    overwrite_all(path)
    with pytest.raises(StoreCorruptError):
        make_sound(path)
    (aside,) = traces(path)
    aside.write_bytes(whole)
    restore(aside, path)
    assert make_sound(path) is None
    assert await chats_of(path) == [1]


async def test_a_database_that_cannot_be_moved_is_told_and_left(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    await add_chats(path, 1)
    keep_backups(path, 7, NOW)
    overwrite_all(path)
    monkeypatch.setattr("pathlib.Path.rename", refuse)
    with pytest.raises(StoreError, match=r"db: cannot be set aside \(Permission denied\): move it"):
        make_sound(path)
    assert content(path).startswith(b"this is no database")
    assert not path.with_name("linkdigest.db.restoring").exists()


async def test_a_newer_database_is_neither_damage_nor_touched(path: Path) -> None:
    await add_chats(path, 1)
    keep_backups(path, 7, NOW)
    async with await open_store(path) as store:
        await store._database.rows("PRAGMA user_version = 99")
    with pytest.raises(StoreNewerError):
        make_sound(path)
    assert traces(path) == backups(path)


async def test_a_database_that_is_served_is_not_restored(path: Path) -> None:
    from bot.app.keep import put_back  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    await add_chats(path, 1)
    with only_one(path), pytest.raises(StoreError, match="another linkdigest is running on it"):
        put_back(Settings(database=path), None)
    assert await chats_of(path) == [1]
