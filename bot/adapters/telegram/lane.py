"""What one chat may be sent, and when."""

from __future__ import annotations

import asyncio
from collections import deque
from enum import IntEnum
from typing import Final

SEND_PERIOD: Final = 1.0
"""Seconds from one message to the next in any chat (telegram.org, bots FAQ)."""

GROUP_SIZE, GROUP_PERIOD = 20, 60.0
"""Messages and edits in so many seconds, in a group or a channel (the same page)."""


class Rank(IntEnum):
    """Who goes first where both may: a new message before a changed one."""

    SEND = 0
    EDIT = 1


class Lane:
    """One chat: its messages go one by one, in order, and not too fast.

    Times are those of one monotonic clock, in seconds. A message counts from its end on: it may
    have arrived at any time until then.
    """

    def __init__(self, *, is_group: bool) -> None:
        self.turn = asyncio.Lock()  # fair: who comes first goes first
        self.waiting = 0
        self._is_group = is_group
        self._paused_until = 0.0
        self._hushed_until = 0.0
        self._next_send = 0.0
        self._recent: deque[float] = deque(maxlen=GROUP_SIZE)

    def wait(self, rank: Rank, now: float) -> float:
        """Seconds until the chat's next message, or edit, may go."""
        until = max(self._paused_until, self._next_send if rank is Rank.SEND else 0.0)
        if self._is_group and len(self._recent) == GROUP_SIZE:
            until = max(until, self._recent[0] + GROUP_PERIOD)
        return max(0.0, until - now)

    def passed(self, rank: Rank, now: float) -> None:
        """A message, or an edit, has gone, well or not."""
        if rank is Rank.SEND:
            self._next_send = now + SEND_PERIOD
        if self._is_group:
            self._recent.append(now)

    def pause(self, until: float) -> None:
        """Telegram wants to hear nothing for this chat until then."""
        self._paused_until = max(self._paused_until, until)

    def hush(self, until: float) -> None:
        """No reactions and no typing until then; messages go on."""
        self._hushed_until = max(self._hushed_until, until)

    def pause_left(self, now: float) -> float:
        """Seconds for which nothing may be sent at all."""
        return max(0.0, self._paused_until - now)

    def hush_left(self, now: float) -> float:
        """Seconds for which there may be no reaction and no typing."""
        return max(0.0, self._paused_until - now, self._hushed_until - now)

    def room(self, now: float) -> float:
        """The share of the chat's budget that is left, 0 to 1."""
        if self._is_group:
            used = sum(at + GROUP_PERIOD > now for at in self._recent)
            return 1 - used / GROUP_SIZE
        return 0.0 if self.waiting or self._next_send > now else 1.0

    def is_idle(self, now: float) -> bool:
        """Whether nothing would change if the lane were made anew."""
        is_full = self._is_group and bool(self._recent) and self._recent[-1] + GROUP_PERIOD > now
        return not (self.waiting or is_full or self._next_send > now or self.hush_left(now))
