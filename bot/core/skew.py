"""How far our clock is off, by the Date headers of answers that came anyway."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

HALF: Final = 0.5
"""Seconds: a Date header (RFC 9110) has whole ones, cut off, so on average that much is missing."""


def nearest(known: float | None, date: str) -> float | None:
    """Seconds that we are ahead, by this header and what was `known` before.

    An answer that was long on its way makes us seem ahead: the smaller of the two is nearer to the
    truth. A header that is no date changes nothing.
    """
    try:
        there = parsedate_to_datetime(date)
        skew = (datetime.now(UTC) - there).total_seconds() - HALF
    except (ValueError, TypeError):  # TypeError: it names no zone
        return known
    return skew if known is None else min(known, skew, key=abs)
