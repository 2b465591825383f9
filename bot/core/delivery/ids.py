"""Names for deliveries: short, in the order of time, and not to be guessed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.core.delivery.row import base36

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.ports import Clock


class Ids:
    """Makes ids of 13 base-36 characters: 8 of time in milliseconds, 5 by chance.

    Of two ids the one made later is the greater, within a process also inside one second. The
    chance keeps strangers from opening a digest of another chat by counting.
    """

    def __init__(self, clock: Clock, chance: Callable[[int], int] = secrets.randbelow) -> None:
        self._clock = clock
        self._chance = chance
        self._last = 0

    def next(self) -> str:
        """An id greater than all before."""
        self._last = max(self._last + 1, self._clock.now() * 1000)
        return base36(self._last, 8) + base36(self._chance(36**5), 5)


def made_at(name: str) -> float:
    """When the id was made, in seconds since 1970.

    Raises:
        ValueError: it is no such id.
    """
    return int(name[:8], 36) / 1000
