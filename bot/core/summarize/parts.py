"""A long article in parts: cut between passages, summarized side by side, merged by one call."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.summarize import turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage, Summary
    from bot.core.summarize.asking import Asking, Draft

_AT_ONCE = 4  # calls side by side


def split(passages: Sequence[Passage], budget: int) -> list[Sequence[Passage]]:
    """Cut `passages` into as few parts as hold at most about `budget` characters, of equal size."""
    ends = _ends(passages)
    total = ends[-1] if ends else 0
    count = max(1, math.ceil(total / budget))
    borders = [0]
    for part in range(1, count):
        goal = total * part / count
        borders.append(next(i for i, end in enumerate(ends, 1) if end >= goal))
    borders.append(len(passages))
    return [passages[start:end] for start, end in pairwise(borders) if start < end]


async def draft_in_parts(
    asking: Asking, article: Article, parts: Sequence[Sequence[Passage]], language: str
) -> Draft:
    """Summarize `parts` side by side and merge them; points keep the numbers of their passages.

    Raises:
        ModelError: the first of any part or of the merger; the other calls are given up.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, part: Sequence[Passage]) -> Summary:
        asked = turns.ask(asking.prompts, article, part, language, (number, len(parts)))
        async with gate:
            return (await asking.draft(asked)).summary

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(n, part)) for n, part in enumerate(parts, 1)]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    summaries = [task.result() for task in tasks]
    merged = await asking.draft(turns.merge(asking.prompts, article, summaries, language))
    return replace(merged, parts=len(parts))


def _ends(passages: Sequence[Passage]) -> list[int]:
    """The number of characters up to the end of each passage."""
    total, ends = 0, []
    for passage in passages:
        total += len(passage.text)
        ends.append(total)
    return ends
