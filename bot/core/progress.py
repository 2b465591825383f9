"""What is being done for a link right now, told to all who asked for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stage(StrEnum):
    """A stage that takes long enough to be named to who waits for it."""

    FETCH = "fetch"
    EXTRACT = "extract"
    SUMMARIZE = "summarize"


OnStage = Callable[[Stage], None]


class Progress:
    """Who wants to know, by the key of the work."""

    def __init__(self) -> None:
        self._watchers: dict[str, list[OnStage]] = {}

    @contextmanager
    def watching(self, key: str, on_stage: OnStage | None) -> Iterator[None]:
        """Tell `on_stage` of every stage of `key` that begins meanwhile, whoever began it."""
        if on_stage is None:
            yield
            return
        watchers = self._watchers.setdefault(key, [])
        watchers.append(on_stage)
        try:
            yield
        finally:
            watchers.remove(on_stage)
            if not watchers:
                del self._watchers[key]

    def begin(self, key: str, stage: Stage) -> None:
        """Tell all who watch `key`."""
        for on_stage in tuple(self._watchers.get(key, ())):
            on_stage(stage)
