"""What goes wrong on demand: refusals, cut lines, slow answers, and the published limits."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram.chats import Room

# A client that keeps exactly to a limit may look a little faster from here.
LENIENCE = 0.05


class CutError(Exception):
    """The line is cut without an answer."""


@dataclass(slots=True)
class Fault:
    """`times` calls of `method` ("*": of any), in `chat` alone where one is given, fail so.

    `after`: the call takes effect first. `drop`: no answer, the line is cut.
    """

    method: str
    times: int
    error: ApiError
    after: bool = False
    drop: bool = False
    chat: int | None = None

    def strike(self) -> None:
        """Fail one call.

        Raises:
            ApiError: as told.
            CutError: there is to be no answer.
        """
        self.times -= 1
        raise CutError if self.drop else self.error


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages may be sent: to a chat a second, to a group a minute, in all a second."""

    per_chat_per_second: int
    per_group_per_minute: int
    per_second: int


@dataclass(slots=True)
class Troubles:
    """All that a test has ordered; `throttled` counts the sends beyond the limits by `clock`."""

    faults: list[Fault] = field(default_factory=list)
    delays: dict[str, float] = field(default_factory=dict)
    limits: Limits | None = None
    throttled: int = 0
    clock: Callable[[], float] = time.monotonic
    _sent: deque[float] = field(default_factory=deque)
    _sent_to: dict[int, deque[float]] = field(default_factory=dict)

    def strike(self, method: str, params: dict[str, Any], *, after: bool) -> None:
        """Let the first fault strike that fits the call.

        Raises:
            ApiError: as told.
            CutError: there is to be no answer.
        """
        for fault in self.faults:
            fits = fault.method in ("*", method) and fault.chat in (None, params.get("chat_id"))
            if fits and fault.times > 0 and fault.after == after:
                fault.strike()

    def meter(self, room: Room) -> None:
        """Count a message that is about to be sent.

        Raises:
            ApiError: 429, it comes too early.
        """
        if self.limits is None:
            return
        now = self.clock()
        there = self._sent_to.setdefault(room.id, deque())
        waits = [
            _wait(there, self.limits.per_chat_per_second, 1, now),
            _wait(self._sent, self.limits.per_second, 1, now),
        ]
        if room.is_group:
            waits.append(_wait(there, self.limits.per_group_per_minute, 60, now))
        if (wait := max(waits)) > 0:
            self.throttled += 1
            seconds = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        for times in (there, self._sent):
            times.append(now)
            while times[0] < now - 60:
                times.popleft()


def _wait(times: deque[float], allowed: int, window: float, now: float) -> float:
    """Seconds until one more is within the limit."""
    if len(times) < allowed:
        return 0.0
    return times[-allowed] + window * (1 - LENIENCE) - now
