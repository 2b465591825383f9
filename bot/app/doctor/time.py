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

HALF: Final = 0.5
"""A Date header has whole seconds, cut off: on average that much is missing."""


def look_at_time(around: Surroundings) -> Check:
    """To be asked once the others have heard what time it is elsewhere."""
    zone = around.settings.zone
    told = f"{zone}, {_clock(around.skews)}; {_dailies(around, zone)}"
    if any(abs(skew - HALF) > MOST_SKEW for skew in around.skews):
        return warn(NAME, told, "set this machine's clock, best by NTP: timedatectl set-ntp true")
    return ok(NAME, told)


def _clock(skews: list[float]) -> str:
    if not skews:
        return "clock not compared, no server told the time"
    worst = max((skew - HALF for skew in skews), key=abs)
    if abs(worst) <= 1:
        return "clock right to the second"
    return f"clock {abs(worst):.0f} s {'ahead' if worst > 0 else 'behind'}"


def _dailies(around: Surroundings, zone: str) -> str:
    dailies = around.kept.dailies
    if not dailies:
        return "no daily post is on"
    soonest = datetime.fromtimestamp(min(each.next_at for each in dailies), UTC)
    at = f"{soonest.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return f"daily posts: {len(dailies)}, the next at {at}"
