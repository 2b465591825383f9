"""Retry-After, and whether waiting is worth it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

SHORTEST: Final = 1.0
LONGEST: Final = 3600.0


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3), between one second and one hour; None where unreadable.

    `value` is a number of seconds or an HTTP date.
    """
    value = value.strip()
    if value.isdecimal() and value.isascii():
        seconds = float(value[:20])
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):  # years and zones beyond the calendar
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, SHORTEST), LONGEST)
