"""SQLite's faults in our words: each with the path and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import StoreCorruptError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

_FIXES = {
    "SQLITE_FULL": "the disk is full: make room",
    "SQLITE_READONLY": "it is read-only: give this user the right to write to it and its folder",
    "SQLITE_PERM": "no permission: give this user the right to read and write it",
    "SQLITE_CANTOPEN": (
        "it cannot be opened: check that it is a file, and let this user write to it and its folder"
    ),
    "SQLITE_BUSY": "another program keeps it locked: end that program",
    "SQLITE_LOCKED": "another program keeps it locked: end that program",
    "SQLITE_IOERR": "the disk fails: check it and the space left on it",
}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def told(path: Path, fault: Exception) -> StoreError:
    """The error to raise for `fault`."""
    if is_damage(fault):
        return StoreCorruptError(f"{path}: damaged ({fault}): stop, and start again to check it")
    return StoreError(
        f"{path}: {_FIXES.get(_name(fault), f'cannot be used ({fault}): check the file')}"
    )


def is_busy(fault: Exception) -> bool:
    """Whether another connection was writing just then."""
    return _name(fault) == "SQLITE_BUSY"


def is_interrupted(fault: Exception) -> bool:
    """Whether we ended it ourselves."""
    return _name(fault) == "SQLITE_INTERRUPT"


def is_damage(fault: Exception) -> bool:
    """Whether the file is not what SQLite has written."""
    return _name(fault) in _DAMAGED


def _name(fault: Exception) -> str:
    """The primary name of the fault: SQLITE_IOERR of SQLITE_IOERR_WRITE."""
    full = getattr(fault, "sqlite_errorname", None) or ""
    return "_".join(full.split("_")[:2])
