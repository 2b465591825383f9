"""A small article's digest, to be posted."""

from __future__ import annotations

from datetime import date

from bot.core.model import CheckedPoint, Digest, Summarizer


def river(one_line: str, points: int) -> Digest:
    """The digest with that line and so many points."""
    return Digest(
        url="https://example.com/river",
        canonical_url="https://example.com/river",
        title="The river",
        author="Anna",
        source="Example",
        published=date(2026, 1, 2),
        language="en",
        one_line=one_line,
        key_points=tuple(
            CheckedPoint(f"Point {n}", f"The water stood {n} feet high.", ("It stood high.",))
            for n in range(points)
        ),
        risks=(),
        topics=(),
        summarizer=Summarizer("model", "m", "p"),
    )
