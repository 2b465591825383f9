"""The bare form of a text: words of a sane length and number, not noise."""

from __future__ import annotations

import re

from bot.core.terms import terms

LONGEST_LABEL = 40
LONGEST_TEXT = 240
_SHORTEST = 4
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PICTURE = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]")


def no_prose(text: str) -> str | None:
    """What is no sentence for people: too short or long, pictures, one thing again and again."""
    letters = sum(map(str.isalpha, text)) + len(_WIDE.findall(text))
    if letters < _SHORTEST:
        return "write a sentence"
    if len(text) > LONGEST_TEXT:
        return f"make it shorter: at most {LONGEST_TEXT} characters"
    if len(_PICTURE.findall(text)) > max(1, letters // 12):
        return "use words, not pictures"
    if text.rstrip("\"'”’」』）)").endswith(("?", "？")):
        return "state what the article says, do not ask"
    if "\n" in text:
        return "write one line"
    return "say it once" if _repeats_itself(text) else None


def _repeats_itself(text: str) -> bool:
    found = terms(text)
    return len(found) > 8 and len(set(found)) < 0.4 * len(found)
