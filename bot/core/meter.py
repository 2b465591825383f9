"""The port to whoever counts: the core tells what happened, once, and never of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.errors import FetchError, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.daily.feed import FeedFetcher, FeedPage, Validators
    from bot.core.ports import Model, ModelAnswer, ModelRequest


class Meter(Protocol):
    """Counts. What is told are kinds out of short lists: no address, no id, no name.

    Nothing of it may raise, or take time.
    """

    def requested(self, platform: str, trigger: str, outcome: str) -> None:
        """A row for a digest has its answer, or none: `model`, `extract`, `cached`, or a code."""
        ...

    def took(self, stage: str, ms: int) -> None:
        """A stage was run, for however many; `total` is a whole link, for each who asked."""
        ...

    def remembered(self) -> None:
        """A digest was there already."""
        ...

    def answered(self, answer: ModelAnswer) -> None:
        """The model has answered, whatever becomes of its answer."""
        ...

    def model_failed(self, code: str) -> None:
        """The model has not, after all tries."""
        ...

    def delivered(self, platform: str, trigger: str, outcome: str) -> None:
        """A post has ended: `posted`, `unknown`, `quiet` and the like."""
        ...

    def delivery_failed(self, code: str) -> None:
        """A try to post something failed; it may be tried again."""
        ...

    def told_to_wait(self, seconds: float) -> None:
        """Telegram wants to hear nothing for a while."""
        ...

    def polled(self, outcome: str) -> None:
        """A feed was looked at: `ok`, `unchanged`, or the code of a refusal."""
        ...

    def turned(self, seconds: float) -> None:
        """The event loop has turned, so much later than it might have."""
        ...

    def stood_still(self) -> None:
        """It had not turned for longer than it may."""
        ...


class NoMeter:
    """Nobody counts."""

    def requested(self, platform: str, trigger: str, outcome: str) -> None:
        """Do nothing."""

    def took(self, stage: str, ms: int) -> None:
        """Do nothing."""

    def remembered(self) -> None:
        """Do nothing."""

    def answered(self, answer: ModelAnswer) -> None:
        """Do nothing."""

    def model_failed(self, code: str) -> None:
        """Do nothing."""

    def delivered(self, platform: str, trigger: str, outcome: str) -> None:
        """Do nothing."""

    def delivery_failed(self, code: str) -> None:
        """Do nothing."""

    def told_to_wait(self, seconds: float) -> None:
        """Do nothing."""

    def polled(self, outcome: str) -> None:
        """Do nothing."""

    def turned(self, seconds: float) -> None:
        """Do nothing."""

    def stood_still(self) -> None:
        """Do nothing."""


NOBODY: Meter = NoMeter()


class MeteredModel:
    """A model whose every answer is counted: those that the check sends back cost money, too."""

    def __init__(self, model: Model, meter: Meter) -> None:
        self.name = model.name
        self._model = model
        self._meter = meter

    async def ask(
        self, request: ModelRequest, *, on_text: Callable[[str], None] | None = None
    ) -> ModelAnswer:
        """Ask; see `Model`."""
        try:
            answer = await self._model.ask(request, on_text=on_text)
        except ModelError as fault:
            self._meter.model_failed(fault.code)
            raise
        self._meter.answered(answer)
        return answer


class MeteredFeeds:
    """A fetcher of feeds whose every look is counted."""

    def __init__(self, fetcher: FeedFetcher, meter: Meter) -> None:
        self._fetcher = fetcher
        self._meter = meter

    async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
        """Fetch; see `FeedFetcher`."""
        try:
            page = await self._fetcher.fetch_feed(url, known)
        except FetchError as fault:
            self._meter.polled(fault.refusal.code)
            raise
        self._meter.polled("ok" if page.page else "unchanged")
        return page
