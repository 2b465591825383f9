"""The schema, one numbered file for each step; a step that was released never changes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def migrations() -> tuple[str, ...]:
    """The scripts in their order: the first makes version 1 of an empty database."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text("utf-8") for name in names)
