"""Time: the zone, how far our clock is off, and the daily posts to come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.app.doctor.check import Check, ok, warn

if TYPE_CHECKING:
    from bot.app.doctor.surroundings import Surroundings

NAME: Final = "time"
MOST_SKEW: Final = 5.0
"""Seconds; beyond that daily posts and limits are visibly off, and TLS comes into danger."""

NEAR: Final = 2.0
"""Seconds within which nothing can be said: answers take their time."""


def look_at_time(around: Surroundings) -> Check:
    """To be asked once the others have heard what time it is elsewhere."""
    zone = around.settings.zone
    worst = max(around.skews.values(), key=abs, default=None)
    told = f"{zone}, {_clock(worst)}; {_dailies(around, zone)}"
    if worst is not None and abs(worst) > MOST_SKEW:
        return warn(NAME, told, "set this machine's clock, best by NTP: timedatectl set-ntp true")
    return ok(NAME, told)


def _clock(worst: float | None) -> str:
    if worst is None:
        return "clock not compared, no server told the time"
    if abs(worst) <= NEAR:
        return "clock right"
    return f"clock {abs(worst):.0f} s {'ahead' if worst > 0 else 'behind'}"


def _dailies(around: Surroundings, zone: str) -> str:
    dailies = around.kept.dailies
    if not dailies:
        return "no daily post is on"
    soonest = datetime.fromtimestamp(min(each.next_at for each in dailies), UTC)
    at = f"{soonest.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return f"daily posts: {len(dailies)}, the next at {at}"
