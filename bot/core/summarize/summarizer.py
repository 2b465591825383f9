"""Article to Digest: ask a model, check its answer, else the article's own sentences."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.check import check
from bot.core.errors import ModelAnswerError, ModelError, ModelTooLongError
from bot.core.invisible import strip_invisible
from bot.core.model import CheckedPoint, Digest, Summarizer
from bot.core.summarize import turns
from bot.core.summarize.asking import Asking
from bot.core.summarize.extractive import extract_summary
from bot.core.summarize.parts import draft_in_parts, split
from bot.core.summarize.passages import passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.check import Verdict
    from bot.core.model import Article, AskedLanguage, Passage
    from bot.core.ports import Model, ModelAnswer
    from bot.core.summarize.asking import Draft
    from bot.core.summarize.prompt import Prompts

JOB_SECONDS = 120.0
"""Longest that all calls for one digest may take together."""


@dataclass(frozen=True, slots=True)
class Made:
    """A digest, and the failure of the model that an extract stands in for, if it does."""

    digest: Digest
    failure: ModelError | None


async def summarize(
    article: Article,
    *,
    language: AskedLanguage,
    model: Model | None,
    prompts: Prompts,
    max_chars: int = 60_000,
    seconds: float = JOB_SECONDS,
) -> Made:
    """Make the digest of `article` in `language`.

    An ordinary article costs one call, one of more than `max_chars` characters one for each part
    and one to merge them. Without a model, and after every failure of one, the digest is the
    article's own sentences; a failure is returned with it, so that nobody keeps it for long.
    """
    article = _visible(article)
    sentences = passages(article)
    if model is None:
        return Made(_extract(article, sentences), None)
    asking = Asking(model, prompts, asyncio.get_running_loop().time() + seconds)
    target = article.language if language == "auto" else language
    try:
        draft = await _draft(asking, article, sentences, target, max_chars)
        verdict = await _checked(asking, draft, article, sentences, target)
    except ModelError as failure:
        return Made(_extract(article, sentences), failure)
    by = _made_by(asking.answers, prompts.version, draft.parts)
    return Made(_digest(article, verdict, target, by), None)


async def _draft(
    asking: Asking, article: Article, sentences: Sequence[Passage], language: str, budget: int
) -> Draft:
    """Ask for the whole or in parts; what the model calls too long once more with half of it."""
    chars = sum(len(passage.text) for passage in sentences)
    try:
        return await _draft_within(asking, article, sentences, language, budget)
    except ModelTooLongError:
        half = min(budget, chars) // 2
        return await _draft_within(asking, article, sentences, language, half)


async def _draft_within(
    asking: Asking, article: Article, sentences: Sequence[Passage], language: str, budget: int
) -> Draft:
    parts = split(sentences, budget)
    if len(parts) > 1:
        return await draft_in_parts(asking, article, parts, language)
    return await asking.draft(turns.ask(asking.prompts, article, sentences, language))


async def _checked(
    asking: Asking, draft: Draft, article: Article, sentences: Sequence[Passage], language: str
) -> Verdict:
    """Check a draft, and with any fault its repair too; return the better of both.

    Raises:
        ModelAnswerError: neither leaves enough to post.
    """

    def worth(verdict: Verdict) -> tuple[bool, int, int]:
        soft = sum(not fault.hard for fault in verdict.faults)
        sound = len(verdict.key_points) + len(verdict.risks) - soft
        return _stands(verdict, sentences), sound, -soft

    best = check(draft.summary, article, sentences, language)
    if best.faults:
        try:
            repaired = await asking.repaired(draft, _named(best))
        except ModelError:
            pass  # the first answer is still there
        else:
            best = max(best, check(repaired, article, sentences, language), key=worth)
    if not _stands(best, sentences):
        raise ModelAnswerError(f"{asking.model.name}: too little of its answer is in the article")
    return best


def _stands(verdict: Verdict, sentences: Sequence[Passage]) -> bool:
    return verdict.one_line is not None and len(verdict.key_points) >= min(3, len(sentences))


def _named(verdict: Verdict) -> list[str]:
    return [f"{fault.where}: {fault.detail}" for fault in verdict.faults]


def _visible(article: Article) -> Article:
    """The article as a reader sees it: nothing hidden goes to a model, a quote or a heading."""
    return replace(
        article,
        title=strip_invisible(article.title),
        text=strip_invisible(article.text),
        author=strip_invisible(article.author) if article.author else None,
        source=strip_invisible(article.source) if article.source else None,
    )


def _extract(article: Article, sentences: Sequence[Passage]) -> Digest:
    summary = extract_summary(article, sentences)
    points = tuple(CheckedPoint("", point.fact, (point.fact,)) for point in summary.key_points)
    return Digest(
        url=article.url,
        canonical_url=None,
        title=article.title,
        author=article.author,
        source=article.source,
        published=article.published,
        language=article.language,
        one_line=summary.one_line,
        key_points=points,
        risks=(),
        topics=article.topics,
        summarizer=Summarizer("extract"),
    )


def _digest(article: Article, verdict: Verdict, language: str, by: Summarizer) -> Digest:
    return Digest(
        url=article.url,
        canonical_url=None,
        title=article.title,
        author=article.author,
        source=article.source,
        published=article.published,
        language=language,
        one_line=verdict.one_line or "",
        key_points=verdict.key_points,
        risks=verdict.risks,
        topics=verdict.topics or article.topics,
        summarizer=by,
    )


def _made_by(answers: Sequence[ModelAnswer], prompt: str, parts: int) -> Summarizer:
    costs = [answer.cost for answer in answers if answer.cost is not None]
    return Summarizer(
        "model",
        model=answers[-1].model,
        prompt=prompt,
        input_tokens=_sum([answer.input_tokens for answer in answers]),
        output_tokens=_sum([answer.output_tokens for answer in answers]),
        cost=sum(costs) if costs else None,
        parts=parts,
    )


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None
