"""What is being done right now, and what is finished of it, told to all who asked for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.core.model import Digest

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

T = TypeVar("T")


class Stage(StrEnum):
    """A stage that takes long enough to be named to who waits for it."""

    FETCH = "fetch"
    EXTRACT = "extract"
    SUMMARIZE = "summarize"


OnStage = Callable[[Stage], None]

OnPart = Callable[[Digest], None]
"""Is told a digest with what is finished of it: checked, but not yet the whole, and not kept."""


class Progress(Generic[T]):
    """Who wants to know, by the key of the work."""

    def __init__(self) -> None:
        self._watchers: dict[Hashable, list[Callable[[T], None]]] = {}

    @contextmanager
    def watching(self, key: Hashable, watcher: Callable[[T], None] | None) -> Iterator[None]:
        """Tell `watcher` all that is told of `key` meanwhile, whoever began the work."""
        if watcher is None:
            yield
            return
        watchers = self._watchers.setdefault(key, [])
        watchers.append(watcher)
        try:
            yield
        finally:
            watchers.remove(watcher)
            if not watchers:
                del self._watchers[key]

    def is_watched(self, key: Hashable) -> bool:
        """Whether anybody wants to know of `key`."""
        return key in self._watchers

    def tell(self, key: Hashable, news: T) -> None:
        """Tell all who watch `key`."""
        for watcher in tuple(self._watchers.get(key, ())):
            watcher(news)
