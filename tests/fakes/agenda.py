"""Daily posts in memory, which keep to the same promises as the real ones."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.core.daily.subscription import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.core.chats import Chat, Platform
    from bot.core.daily.subscription import Claim, Day, Subscription
    from bot.core.delivery.row import Delivery


@dataclass
class FakeAgenda:
    """The part of `core.daily.subscription.Agenda` that the scheduler needs.

    Whatever is between two calls may be the end of a process: each call is one transaction.
    """

    kept: dict[str, Subscription] = field(default_factory=dict)
    rows: dict[tuple[str, date], Day] = field(default_factory=dict)
    _by_chat: dict[str, dict[date, Day]] = field(default_factory=dict)
    _open: dict[tuple[str, date], Day] = field(default_factory=dict)
    _moments: list[tuple[int, str]] = field(default_factory=list)

    async def subscription(self, platform: Platform, chat: str) -> Subscription | None:
        return self.kept.get(chat)

    async def subscriptions(self, platform: Platform | None = None) -> Sequence[Subscription]:
        return [each for each in self.kept.values() if each.is_on]

    async def subscribe(self, subscription: Subscription) -> None:
        self.kept[subscription.chat.id] = subscription
        heapq.heappush(self._moments, (subscription.next_at, subscription.chat.id))

    async def due(self, now: int, limit: int) -> Sequence[Subscription]:
        found: dict[str, Subscription] = {}
        put_back = []
        while self._moments and self._moments[0][0] <= now and len(found) < limit:
            moment, chat = heapq.heappop(self._moments)
            each = self.kept[chat]
            if each.is_on and each.next_at == moment and chat not in found:
                found[chat] = each
                put_back.append((moment, chat))
        for entry in put_back:
            heapq.heappush(self._moments, entry)
        return list(found.values())

    async def next_moment(self) -> int | None:
        return min((each.next_at for each in self.kept.values() if each.is_on), default=None)

    async def claim(self, claims: Sequence[Claim]) -> Sequence[Day]:
        ours = []
        for claim in claims:
            for day in claim.days:
                key = (day.chat, day.day)
                before = self.rows.get(key)
                is_back = before and before.stage is Stage.MISSED and day.stage is Stage.CLAIMED
                if before is None or is_back:
                    self._write(day)
                    if day.stage is Stage.CLAIMED:
                        self._open[key] = day
                        ours.append(day)
            await self._set_next(claim.chat, claim.next_at)
        return ours

    async def claimed(self, platform: Platform, limit: int) -> Sequence[Day]:
        ours = [day for day in self._open.values() if day.platform == platform]
        return sorted(ours, key=lambda day: day.due_at)[:limit]

    async def days(self, platform: Platform, chat: str, since: int) -> Sequence[Day]:
        ours = self._by_chat.get(chat, {}).values()
        return [day for day in list(ours)[-8:] if day.due_at >= since]

    async def set_next(self, moments: Sequence[tuple[Chat, int]]) -> None:
        for chat, next_at in moments:
            await self._set_next(chat.id, next_at)

    async def _set_next(self, chat: str, next_at: int) -> None:
        await self.subscribe(replace(self.kept[chat], next_at=next_at))

    async def settle(
        self, day: Day, stage: Stage, rows: Sequence[Delivery] = (), since: int | None = None
    ) -> bool:
        key = (day.chat, day.day)
        if self._open.pop(key, None) is None:
            return False
        self._write(self.rows[key]._replace(stage=stage))
        return True

    def _write(self, day: Day) -> None:
        self.rows[day.chat, day.day] = day
        self._by_chat.setdefault(day.chat, {})[day.day] = day

    async def prune_days(self, before: int) -> int:
        return 0
