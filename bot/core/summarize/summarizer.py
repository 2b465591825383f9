"""Article to Digest: ask a model, check its answer, else the article's own sentences."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.core.errors import ModelAnswerError, ModelError, ModelTooLongError
from bot.core.model import Summarizer
from bot.core.summarize import turns
from bot.core.summarize.aside import aside
from bot.core.summarize.asking import Asking
from bot.core.summarize.parts import MOST_PARTS, draft_in_parts, split
from bot.core.summarize.story import Story
from bot.core.summarize.telling import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.check import Verdict
    from bot.core.model import Article, AskedLanguage, Digest
    from bot.core.ports import Model, ModelAnswer
    from bot.core.progress import OnPart
    from bot.core.summarize.asking import Draft, Listening
    from bot.core.summarize.prompt import Prompts

_Figure = TypeVar("_Figure", int, float)

JOB_SECONDS = 120.0
"""Longest that all calls for one digest may take together."""


@dataclass(frozen=True, slots=True)
class Made:
    """A digest, and the failure of the model that an extract stands in for, if it does.

    `by`: what the model was asked for it, in vain or not; None where it gave no answer.
    """

    digest: Digest
    failure: ModelError | None
    by: Summarizer | None = None


async def summarize(
    article: Article,
    *,
    language: AskedLanguage,
    model: Model | None,
    prompts: Prompts,
    max_chars: int = 60_000,
    seconds: float = JOB_SECONDS,
    on_part: OnPart | None = None,
) -> Made:
    """Make the digest of `article` in `language`.

    An ordinary article costs one call, one of more than `max_chars` characters one for each part
    and one to merge them. Without a model, and after every failure of one, the digest is the
    article's own sentences; a failure is returned with it, so that nobody keeps it for long.

    `on_part` is told what is finished while the model writes: digests that hold ever more of its
    points, each of them checked as those of the whole are. The whole may differ from all of them.
    """
    story = await aside(Story.of, article, language)
    if model is None or not story.passages:
        return Made(await aside(story.extract), None)
    asking = Asking(model, prompts, asyncio.get_running_loop().time() + seconds)
    try:
        draft = await _draft(asking, story, max_chars, on_part)
        verdict = await _checked(asking, draft, story)
    except ModelError as failure:
        wasted = _made_by(asking.answers, prompts.version, 0) if asking.answers else None
        return Made(await aside(story.extract), failure, wasted)
    by = _made_by(asking.answers, prompts.version, draft.parts)
    digest = story.digest(verdict.one_line or "", verdict.key_points, verdict.risks, by)
    topics = verdict.topics or digest.topics
    return Made(replace(digest, topics=topics, partial=draft.partial), None, by)


async def _draft(asking: Asking, story: Story, budget: int, on_part: OnPart | None) -> Draft:
    """Ask for the whole or in parts; what the model calls too long once more with half of it."""
    try:
        return await _draft_within(asking, story, budget, on_part)
    except ModelTooLongError:
        chars = sum(len(passage.text) for passage in story.passages)
        return await _draft_within(asking, story, max(1, min(budget, chars) // 2), on_part)


async def _draft_within(asking: Asking, story: Story, budget: int, on_part: OnPart | None) -> Draft:
    parts = split(story.passages, budget)
    listening = _listening(asking, story, len(parts), on_part) if on_part else None
    if len(parts) > 1:
        return await draft_in_parts(asking, story.article, parts, story.language, listening)
    asked = await aside(turns.ask, asking.prompts, story.article, story.passages, story.language)
    return await asking.draft(asked, listening)


def _listening(asking: Asking, story: Story, parts: int, on_part: OnPart) -> Listening:
    read = min(parts, MOST_PARTS)
    by = Summarizer("model", model=asking.model.name, prompt=asking.prompts.version, parts=read)
    return telling(story, by, on_part, partial=read < parts)


async def _checked(asking: Asking, draft: Draft, story: Story) -> Verdict:
    """Check a draft, and with any fault its repair too; return the better of both.

    Raises:
        ModelAnswerError: neither leaves enough to post.
    """
    best = await aside(story.check, draft.summary)
    if best.faults:
        faults = [f"{fault.where}: {fault.detail}" for fault in best.faults]
        try:
            repaired = await asking.repaired(draft, faults)
        except ModelError:
            pass  # the first answer is still there
        else:
            second = await aside(story.check, repaired)
            best = max(best, second, key=lambda verdict: _worth(verdict, story))
    if not _stands(best, story):
        raise ModelAnswerError(f"{asking.model.name}: too little of its answer is in the article")
    return best


def _stands(verdict: Verdict, story: Story) -> bool:
    return verdict.one_line is not None and len(verdict.key_points) >= min(3, len(story.passages))


def _worth(verdict: Verdict, story: Story) -> tuple[bool, int, int]:
    """What a verdict is worth posting: whether at all, its sound points, its few soft faults."""
    soft = sum(not fault.hard for fault in verdict.faults)
    sound = len(verdict.key_points) + len(verdict.risks) - soft
    return _stands(verdict, story), sound, -soft


def _made_by(answers: Sequence[ModelAnswer], prompt: str, parts: int) -> Summarizer:
    return Summarizer(
        "model",
        model=answers[-1].model,
        prompt=prompt,
        input_tokens=_total([answer.input_tokens for answer in answers]),
        output_tokens=_total([answer.output_tokens for answer in answers]),
        cost=_total([answer.cost for answer in answers]),
        parts=parts,
    )


def _total(figures: Sequence[_Figure | None]) -> _Figure | None:
    """The sum of what is known, None where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None
