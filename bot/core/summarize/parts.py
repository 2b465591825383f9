"""A long article in parts: cut between passages, summarized side by side, merged by one call."""

from __future__ import annotations

import asyncio
import math
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bot.core.summarize import turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage, Summary
    from bot.core.summarize.asking import Asking, Draft, Listening

MOST_PARTS = 16
"""Calls that one article may cost; of a longer one the rest is left out, and the digest says so."""

_AT_ONCE = 4  # calls side by side


def split(passages: Sequence[Passage], budget: int) -> list[Sequence[Passage]]:
    """Cut `passages` into the fewest parts of about equal size that hold `budget` characters each.

    A part ends with the passage in which its share ends, so it may hold a little more.
    """
    ends = list(accumulate(len(passage.text) for passage in passages))
    total = ends[-1] if ends else 0
    count = max(1, math.ceil(total / budget))
    inner = [bisect_left(ends, total * part / count) + 1 for part in range(1, count)]
    borders = sorted({0, *inner, len(passages)})
    return [passages[start:end] for start, end in pairwise(borders)]


async def draft_in_parts(
    asking: Asking,
    article: Article,
    parts: Sequence[Sequence[Passage]],
    language: str,
    listening: Listening | None = None,
) -> Draft:
    """Summarize `parts` side by side and merge them; points keep the numbers of their passages.

    `listening` is held for the merger alone: a part is not the whole.

    Raises:
        ModelError: the first of any part or of the merger; the other calls are given up.
    """
    read = parts[:MOST_PARTS]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, part: Sequence[Passage]) -> Summary:
        asked = turns.ask(asking.prompts, article, part, language, (number, len(parts)))
        async with gate:
            return (await asking.draft(asked)).summary

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(n, part)) for n, part in enumerate(read, 1)]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    summaries = [task.result() for task in tasks]
    asked = turns.merge(asking.prompts, article, summaries, language)
    merged = await asking.draft(asked, listening)
    return replace(merged, parts=len(read), partial=len(read) < len(parts))
