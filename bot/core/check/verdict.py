"""What the check says of a summary: what may stand, and what is wrong with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.model import CheckedPoint


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule.

    `where` is "one_line", "key_points[2]", "risks[0]" or "topics[1]"; `detail` says in words a
    model can act on what is wrong. A `hard` fault drops the point, any other only asks for repair.
    """

    where: str
    rule: str
    detail: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The part of a summary that broke no hard rule, and every fault of the whole.

    `one_line` is None when it broke a hard rule.
    """

    one_line: str | None
    key_points: tuple[CheckedPoint, ...]
    risks: tuple[CheckedPoint, ...]
    topics: tuple[str, ...]
    faults: tuple[Fault, ...]
