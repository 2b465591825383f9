"""The finished parts of a digest, told while the model is still writing the rest of it.

Nothing is told that was not checked as the digest itself will be. The checks are done in a thread
of their own, and the one that is under way when the answer is complete comes too late: nobody
waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.core.errors import ModelAnswerError
from bot.core.model import Summary
from bot.core.summarize.answer import seen
from bot.core.summarize.aside import in_passing
from bot.core.summarize.finished import Finished
from bot.core.summarize.schema import validated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from bot.core.model import Digest, Point, Summarizer
    from bot.core.progress import OnPart
    from bot.core.summarize.story import Story

OnText = Callable[[str], None]

PAUSE: Final = 1.0
"""Seconds between two tellings, at least (interaction.md, 4.3)."""

_STAND_IN: Final = {"label": "-", "fact": "-", "cites": [1]}

log = logging.getLogger(__name__)


@asynccontextmanager
async def telling(
    story: Story, by: Summarizer, on_part: OnPart, *, partial: bool = False
) -> AsyncIterator[OnText]:
    """Hear the answer's text so far and tell `on_part` of it, as long as this is held.

    It is told digests of `story` made `by` a model, each with all sound parts so far: the one line
    first, then points and risks. `partial` as in the digest to come.
    """
    teller = _Teller(story, by, on_part, partial=partial)
    task = asyncio.create_task(teller.run())
    try:
        yield teller.hear
    finally:
        task.cancel()
        await asyncio.wait([task])


@dataclass(slots=True)
class _Teller:
    story: Story
    by: Summarizer
    on_part: OnPart
    partial: bool
    finished: Finished = field(default_factory=Finished)
    length: int = 0  # of the text so far
    news: asyncio.Event = field(default_factory=asyncio.Event)
    told: Digest | None = None

    def hear(self, text: str) -> None:
        """Take the answer so far; a shorter one than before is a new one.

        What finishes with the whole is not worth a check: that of the whole comes next.
        """
        if len(text) < self.length:
            self.finished = Finished()
        self.length = len(text)
        if self.finished.read(text) and not self.finished.over:
            self.news.set()

    async def run(self) -> None:
        """Check and tell for ever; a fault of ours ends it, and harms no digest."""
        try:
            while True:
                await self.news.wait()
                self.news.clear()
                if await self._tell():
                    await asyncio.sleep(PAUSE)
        except Exception:
            log.exception("the parts of a digest cannot be told")

    async def _tell(self) -> bool:
        """Tell what stands, unless that is nothing or known already; whether it was told."""
        summary = _summary(self.finished)
        if summary is None:
            return False
        verdict = await in_passing(self.story.check, summary)
        if verdict.one_line is None:
            return False
        digest = self.story.digest(verdict.one_line, verdict.key_points, verdict.risks, self.by)
        digest = replace(digest, partial=self.partial)
        if digest == self.told:
            return False
        self.told = digest
        self.on_part(digest)
        return True


def _summary(finished: Finished) -> Summary | None:
    """What is finished and of the right shape; None before there is one line."""
    line = _believed(finished.one_line, _STAND_IN)
    if line is None:
        return None
    points = tuple(_points(finished.key_points))
    return Summary(line.one_line, points, tuple(_points(finished.risks)))


def _points(values: Sequence[Any]) -> Iterator[Point]:
    for value in values:
        if summary := _believed("-", value):
            yield from summary.key_points


def _believed(one_line: object, point: object) -> Summary | None:
    """A summary of one point, read as the whole answer is; None where it would be refused."""
    try:
        return validated(seen({"one_line": one_line, "key_points": [point], "risks": []}))
    except ModelAnswerError:
        return None
