"""An honest model: a digest of the numbered passages in its prompt, word for word."""

from __future__ import annotations

import re
from typing import Any

PASSAGE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


def honest_digest(prompt: str) -> dict[str, Any]:
    """One line, five points and a risk, each a passage of the article with its number."""
    passages = [(int(n), text) for n, text in PASSAGE.findall(prompt) if text[-1] in ".。"]
    chosen = passages[:: max(1, len(passages) // 7)][:7]
    points = [_point(number, text) for number, text in chosen]
    return {
        "one_line": chosen[0][1],
        "key_points": points[1:6],
        "risks": points[6:7],
        "topics": [],
    }


def _point(number: int, text: str) -> dict[str, Any]:
    label = text[:4] if text[-1] == "。" else " ".join(text.split()[1:3])
    return {"label": label.strip("，,"), "fact": text, "cites": [number]}
