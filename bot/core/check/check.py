"""The check: hard and soft rules over a summary, and the sentences behind what is left of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.check.grounds import (
    WEAK_SUPPORT,
    cites_for,
    is_another_article,
    least_support,
    support_of,
)
from bot.core.check.language import other_language
from bot.core.check.links import foreign_links, unknown_codes
from bot.core.check.names import unknown_names
from bot.core.check.prose import LONGEST_LABEL, no_prose
from bot.core.check.topics import sound_topics
from bot.core.check.twins import are_twins
from bot.core.check.verdict import Fault, Verdict
from bot.core.check.voice import appeals, orders, talk_of_itself
from bot.core.model import CheckedPoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.check.evidence import Evidence
    from bot.core.model import Point, Summary


def unknown_figures(text: str, evidence: Evidence) -> str | None:
    """Numbers and dates that the article does not have, in any notation."""
    missing = evidence.figures.unknown(text)
    return f"the article does not have {', '.join(missing)}" if missing else None


_HARD_RULES = {
    "figures": unknown_figures,
    "links": foreign_links,
    "codes": unknown_codes,
    "appeals": appeals,
    "itself": talk_of_itself,
    "orders": orders,
}
"""Rules on any text of a summary; each says what is wrong, or None."""


def check(summary: Summary, evidence: Evidence) -> Verdict:
    """Judge `summary` by what its article offers.

    What breaks a hard rule is left out. A point whose cites have nothing of it gets those of the
    passages that say most of it.
    """
    judge = _Judge.of(summary, evidence)
    one_line = judge.text("one_line", summary.one_line)
    key_points = tuple(judge.points("key_points", summary.key_points))
    risks = tuple(judge.points("risks", summary.risks))
    topics = () if judge.foreign else sound_topics(summary.topics, evidence)
    return Verdict(one_line, key_points, risks, topics, tuple(judge.faults))


@dataclass(slots=True)
class _Judge:
    """One check under way: the faults found so far and the points that stand."""

    evidence: Evidence
    foreign: bool
    least: float
    faults: list[Fault] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, summary: Summary, evidence: Evidence) -> _Judge:
        points = [_whole(point) for point in (*summary.key_points, *summary.risks)]
        foreign = is_another_article([summary.one_line, *points], evidence)
        return cls(evidence, foreign, least_support(points, evidence))

    def text(self, where: str, text: str) -> str | None:
        """The text, unless it breaks a hard rule."""
        found = list(self._faults_of(where, text, text))
        self.faults += found
        return None if any(fault.hard for fault in found) else text

    def points(self, where: str, points: Sequence[Point]) -> Iterator[CheckedPoint]:
        """The points that break no hard rule, with their quotes."""
        for number, point in enumerate(points):
            cites = cites_for(_whole(point), point.cites, self.evidence)
            found = list(self._faults_of_point(f"{where}[{number}]", point, cites))
            self.faults += found
            if not any(fault.hard for fault in found):
                self.standing.append(_whole(point))
                quotes = tuple(self.evidence.quotes[cite] for cite in cites)
                yield CheckedPoint(point.label, point.fact, quotes)

    def _faults_of_point(self, where: str, point: Point, cites: tuple[int, ...]) -> Iterator[Fault]:
        whole = _whole(point)
        yield from self._faults_of(where, whole, point.fact)
        if len(point.label) > LONGEST_LABEL:
            yield Fault(where, "length", "make the label shorter", hard=True)
        if not cites:
            detail = "cite the numbers of the passages that state this"
            yield Fault(where, "cites", detail, hard=True)
        if any(are_twins(whole, other) for other in self.standing):
            yield Fault(
                where,
                "duplicate",
                "this repeats an earlier point: say something else or leave it out",
                hard=True,
            )

    def _faults_of(self, where: str, whole: str, fact: str) -> Iterator[Fault]:
        if self.foreign:
            yield Fault(
                where,
                "support",
                "this is not about the article: report what its passages say",
                hard=True,
            )
            return
        if detail := no_prose(fact):
            yield Fault(where, "length", detail, hard=True)
        if detail := other_language(fact, self.evidence.language):
            yield Fault(where, "language", detail, hard=True)
        for rule, broken in _HARD_RULES.items():
            if detail := broken(whole, self.evidence):
                yield Fault(where, rule, detail, hard=True)
        yield from self._faults_of_support(where, whole)
        if detail := unknown_names(whole, self.evidence):
            yield Fault(where, "names", detail, hard=False)

    def _faults_of_support(self, where: str, whole: str) -> Iterator[Fault]:
        supported = support_of(whole, self.evidence)
        if supported < self.least:
            yield Fault(
                where,
                "support",
                "the article does not say this: report what its passages say",
                hard=True,
            )
        elif supported < WEAK_SUPPORT and self.evidence.same_language:
            detail = "the article hardly says this: keep closer to its words"
            yield Fault(where, "support", detail, hard=False)


def _whole(point: Point) -> str:
    return f"{point.label}：{point.fact}" if point.label else point.fact
