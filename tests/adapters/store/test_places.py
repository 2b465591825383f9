"""Where the database cannot be: told at the start, with the path and what to do (fault F42)."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger
from bot.adapters.store.lock import only_one
from bot.adapters.store.restore import make_sound
from bot.core.chats import ChatKind
from bot.core.errors import StoreError
from bot.core.ledger import ChatRow

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65_534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody may look into, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)  # noqa: PTH101
        yield Path(name)
        for path in [Path(name), *Path(name).rglob("*")]:
            path.chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Where everything is allowed, go by a name to which it is not."""
    was = os.geteuid()
    if was:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


async def begun(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        await ledger.save_chat(ChatRow("telegram", "1", ChatKind.GROUP))


def forbid(path: Path, mode: int) -> None:
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    path.chmod(mode)


def start(path: Path) -> None:
    """As the serving program does."""
    with only_one(path):
        make_sound(path)


async def test_a_read_only_file(folder: Path) -> None:
    path = folder / "linkdigest.db"
    await begun(path)
    forbid(folder, 0o755)
    forbid(path, 0o444)
    with as_nobody(), pytest.raises(StoreError, match=rf"^{path}: it is read-only: give this user"):
        start(path)


async def test_a_read_only_folder(folder: Path) -> None:
    path = folder / "linkdigest.db"
    await begun(path)
    forbid(path, 0o644)
    forbid(folder, 0o555)
    with (
        as_nobody(),
        pytest.raises(StoreError, match=rf"^{path}: it .*: .*write to it and its fol"),
    ):
        start(path)


async def test_a_file_of_somebody_else(folder: Path) -> None:
    path = folder / "linkdigest.db"
    await begun(path)
    forbid(folder, 0o755)
    forbid(path, 0o000)
    with as_nobody(), pytest.raises(StoreError, match=rf"^{path}: it cannot be opened: .*let this"):
        start(path)


async def test_a_folder_that_is_missing_and_cannot_be_made(folder: Path) -> None:
    path = folder / "data" / "linkdigest.db"
    forbid(folder, 0o555)
    fix = r"its folder cannot be made \(Permission denied\): create it, or name another place"
    with as_nobody(), pytest.raises(StoreError, match=rf"^{path}: {fix}"):
        start(path)
