"""Values as a column holds them: JSON, and lists of ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def encoded(value: object) -> str:
    """`value` as the shortest JSON text that every database takes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A page's own JSON can smuggle in half a surrogate pair, which no database takes as it is.
    return text if _encodable(text) else json.dumps(value, separators=(",", ":"))


def spaced(ids: Iterable[str]) -> str:
    """`ids` so that each can be looked for with a space on both sides of it; "" for none."""
    text = " ".join(ids)
    return f" {text} " if text else ""


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
