"""The digest inside a note: its parts by their titles, its points by their bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.core.model import CheckedPoint

if TYPE_CHECKING:
    from collections.abc import Iterator

Part = Literal["one_line", "key_points", "risks"]

_PARTS: Final[dict[Part, tuple[str, ...]]] = {
    "one_line": (
        *("一句话总结", "一句话摘要", "一句话概括", "一句话", "总结"),
        *("in one line", "one line", "one-line summary", "summary", "tl;dr"),
    ),
    "key_points": (
        *("关键要点", "核心要点", "要点", "关键点", "核心观点", "主要观点", "主要内容"),
        *("key points", "key takeaways", "takeaways", "highlights", "main points"),
    ),
    "risks": (
        *("风险与不足", "风险和不足", "风险/不足", "风险、不足", "风险与缺口", "风险与局限"),
        *("风险", "不足", "不足与风险", "局限", "局限性"),
        *("risks", "risks and limitations", "risks & limitations", "risks and gaps"),
        *("limitations", "caveats"),
    ),
}
_PART_OF: Final = {name: part for part, names in _PARTS.items() for name in names}
_NOTHING: Final = frozenset({"无", "暂无", "没有", "未提及", "none", "n/a", "not stated"})
_ORDINAL: Final = re.compile(r"(?:\d{1,2}|[一二三四五])\s*[)）.、．]\s*")
_BULLET: Final = re.compile(r"\s*(?:[*+-]\s+|[•·‣▪●]\s*)(.*)")
_NUMBERED: Final = re.compile(r"\s*\d{1,2}[.)、]\s*(.*)")
_LABELLED: Final = re.compile(r"\*\*(.{1,200}?)\s{0,9}(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(.*)")


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """The digest as a note holds it; its points have no quotes."""

    one_line: str
    key_points: tuple[CheckedPoint, ...]
    risks: tuple[CheckedPoint, ...] = ()


def part_of(line: str) -> tuple[Part, str] | None:
    """The part that `line` is the title of, and what follows its colon on the same line."""
    bare = line.replace("**", "").strip().lstrip("#").strip()
    bare = bare[found.end() :] if (found := _ORDINAL.match(bare)) else bare
    name, _, rest = bare.replace("：", ":", 1).partition(":")
    part = _PART_OF.get(name.strip().lower())
    return (part, rest.strip()) if part else None


def summary_of(text: str) -> NoteSummary | None:
    """The digest in `text`; None unless it has one line and at least one key point."""
    found: dict[Part, list[str]] = {"one_line": [], "key_points": [], "risks": []}
    for part, line, is_bullet in _lines(text):
        if is_bullet or part == "one_line" or not found[part]:
            found[part].append(line)
        else:  # a bullet that was wrapped by hand
            found[part][-1] += f" {line}"
    points, risks = (tuple(_points(found[part])) for part in ("key_points", "risks"))
    if not (found["one_line"] and points):
        return None
    return NoteSummary(" ".join(found["one_line"]).replace("**", ""), points, risks)


def _lines(text: str) -> Iterator[tuple[Part, str, bool]]:
    """Each line that says something, with its part, and whether it is a bullet."""
    part: Part | None = None
    is_said = True  # the one line may read like a title; only what follows it can be one
    for line in filter(str.strip, text.split("\n")):
        bullet = _BULLET.fullmatch(line)
        title = None if bullet or not (is_said or _is_marked(line)) else part_of(line)
        if title:
            part, said = title
            is_said = part != "one_line" or bool(said)
            bullet = None
        elif part == "one_line":
            said, bullet, is_said = line.strip().removeprefix("\\"), None, True
        else:
            bullet = bullet or _NUMBERED.fullmatch(line)
            said = (bullet[1] if bullet else line).strip()
        if part and said:
            yield part, said, bool(bullet)


def _is_marked(line: str) -> bool:
    """A heading, or bold."""
    return line.lstrip().startswith(("#", "**"))


def _points(lines: list[str]) -> Iterator[CheckedPoint]:
    for line in lines:
        labelled = _LABELLED.fullmatch(line)
        label, fact = labelled.groups() if labelled else ("", line)
        point = CheckedPoint(label.strip(), fact.replace("**", "").strip(), ())
        if says_something(point):
            yield point


def says_something(point: CheckedPoint) -> bool:
    """False for a point without words, and for the "none" that people write where none is."""
    return bool(point.fact) and point.fact.strip(" 。.").lower() not in _NOTHING
