"""JSON as a column holds it."""

from __future__ import annotations

import json


def encoded(value: object) -> str:
    """`value` as the shortest JSON text that every database takes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A page's own JSON can smuggle in half a surrogate pair, which no database takes as it is.
    return text if _encodable(text) else json.dumps(value, separators=(",", ":"))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
