"""The turns of a conversation with the model: what is asked first, of the parts, and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ports import Turn
from bot.core.summarize.material import numbered, plain, untagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage, Point, Summary
    from bot.core.summarize.prompt import Prompts

_LONGEST_ECHO = 12_000  # characters of a refused answer that are shown to the model again


def ask(
    prompts: Prompts,
    article: Article,
    passages: Sequence[Passage],
    language: str,
    part: tuple[int, int] | None = None,
) -> tuple[Turn, ...]:
    """Ask for the digest of `passages`, or of one part (its number, how many there are)."""
    number, count = part or (None, None)
    user = prompts.summarize.render(
        "user",
        **_about(article),
        passages=numbered(passages),
        language=_name(prompts, language),
        points=_points(len(passages)),
        part=number,
        parts=count,
    )
    return (_system(prompts, language), Turn("user", user))


def merge(
    prompts: Prompts, article: Article, parts: Sequence[Summary], language: str
) -> tuple[Turn, ...]:
    """Ask for one digest of the whole, made from those of its parts."""
    user = prompts.merge.render(
        "user",
        **_about(article),
        notes="\n\n".join(_notes(number, summary) for number, summary in enumerate(parts, 1)),
        language=_name(prompts, language),
        points=_points(8),
    )
    return (_system(prompts, language), Turn("user", user))


def again(
    prompts: Prompts, turns: tuple[Turn, ...], answer: str, faults: Sequence[str]
) -> tuple[Turn, ...]:
    """Send `answer` back with what is wrong with it."""
    user = prompts.repair.render("user", faults=[untagged(fault) for fault in faults])
    return (*turns, Turn("assistant", answer[:_LONGEST_ECHO] or "{}"), Turn("user", user))


def _system(prompts: Prompts, language: str) -> Turn:
    meta = prompts.summarize.meta
    limits = {
        part: lengths.get(language, lengths["other"]) for part, lengths in meta["limits"].items()
    }
    text = prompts.summarize.render("system", language=_name(prompts, language), **limits)
    return Turn("system", text)


def _name(prompts: Prompts, language: str) -> str:
    """The language as a model knows it; an unlisted one by its code."""
    names = prompts.summarize.meta["languages"]
    return str(names.get(language, f"the language with the code {language}"))


def _about(article: Article) -> dict[str, str]:
    return {
        "title": plain(article.title),
        "author": plain(article.author or "unknown"),
        "source": plain(article.source or "unknown"),
        "published": article.published.isoformat() if article.published else "unknown",
    }


def _points(sentences: int) -> str:
    """How many key points an article of so many sentences can carry."""
    if sentences > 3:
        return f"3 to {min(8, sentences)} points"
    return "1 point" if sentences == 1 else f"{sentences} points"


def _notes(number: int, summary: Summary) -> str:
    """What one part's digest says, each line behind the numbers of its passages."""
    lines = [_line(point, "") for point in summary.key_points]
    lines += [_line(point, "(risk) ") for point in summary.risks]
    return "\n".join([f"Part {number}: {plain(summary.one_line)}", *lines])


def _line(point: Point, kind: str) -> str:
    cites = "".join(f"[{cite}]" for cite in point.cites)
    return f"{cites} {kind}{plain(point.label)}: {plain(point.fact)}"
