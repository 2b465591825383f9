"""What is remembered for a while, and not without end."""

from __future__ import annotations

from typing import Any


def keep_newest(known: dict[Any, Any], most: int) -> None:
    """Let go of what was put there first, where it is more than `most`; called after each put."""
    if len(known) > most:
        del known[next(iter(known))]
