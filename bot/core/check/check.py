"""The check: hard and soft rules over a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.check.support import support, units
from bot.core.check.verdict import Fault, Verdict
from bot.core.model import CheckedPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Passage, Point, Summary


def check(
    summary: Summary, article: Article, passages: Sequence[Passage], language: str
) -> Verdict:
    """Judge `summary`, written in `language` (a primary subtag), against its article."""
    same = language == article.language
    evidence = frozenset(units(f"{article.title}\n{article.text}"))
    quotes = {passage.number: passage.text for passage in passages}
    faults: list[Fault] = []

    def stands(where: str, text: str) -> bool:
        share = support(text, evidence)
        if same and share < 0.2:
            detail = "hardly any of its words occur in the article"
            faults.append(Fault(where, "support", detail, hard=True))
            return False
        return True

    def checked(where: str, points: tuple[Point, ...]) -> tuple[CheckedPoint, ...]:
        found = []
        for number, point in enumerate(points):
            cited = tuple(quotes[cite] for cite in point.cites if cite in quotes)
            if not cited:
                detail = f"cites no passage of the article; its passages are 1 to {len(quotes)}"
                faults.append(Fault(f"{where}[{number}]", "cites", detail, hard=True))
            elif stands(f"{where}[{number}]", f"{point.label} {point.fact}"):
                found.append(CheckedPoint(point.label, point.fact, cited))
        return tuple(found)

    return Verdict(
        one_line=summary.one_line if stands("one_line", summary.one_line) else None,
        key_points=checked("key_points", summary.key_points),
        risks=checked("risks", summary.risks),
        topics=summary.topics,
        faults=tuple(faults),
    )
