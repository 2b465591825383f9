"""All services, and nobody who uses them but the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app.doctor.round import bounded
from bot.app.doctor.surroundings import Kept, Surroundings
from bot.core.chats import ChatKind
from bot.core.ledger import ChatRow
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.app.doctor import Check
    from bot.core.chats import Platform
    from tests.chats.city import Twins


@dataclass
class Ward:
    """Both platforms, a model and a site."""

    place: Twins

    def around(
        self, more: dict[str, str] | None = None, *, running: bool = False, kept: Kept | None = None
    ) -> Surroundings:
        """What a probe is told, with `more` settings on top."""
        settings = load(self.place.environment | (more or {}), None)
        return Surroundings(settings, self.place.article("en"), running, kept or Kept())


async def told(probe: AsyncIterator[Check]) -> list[tuple[str, str]]:
    """The status of each line, and its words."""
    return seen(await bounded("probe", probe, 20))


def seen(checks: Iterable[Check]) -> list[tuple[str, str]]:
    """The same of lines that are there."""
    found = list(checks)
    assert all(bool(check.fix) == (check.status != "ok") for check in found), found
    return [(check.status, f"{check.detail} → {check.fix}") for check in found]


def only(lines: list[tuple[str, str]], words: str) -> tuple[str, str]:
    """The one line with these words."""
    found = [line for line in lines if words in line[1]]
    assert len(found) == 1, lines
    return found[0]


def row(platform: Platform, number: int, kind: ChatKind = ChatKind.GROUP, *within: int) -> ChatRow:
    """What is kept of a chat."""
    return ChatRow(platform, str(number), kind, within=tuple(map(str, within)))
