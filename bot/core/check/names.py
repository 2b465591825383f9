"""Latin proper names of a point that the article does not have: a reason to ask again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.check.evidence import Evidence

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ\d]*(?:[-'’][A-Za-zÀ-ɏ\d]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；\n]|[\"“‘(（])\s*$")
_LONGEST_ABBREVIATION = 5


def latin_names(text: str) -> list[str]:
    """Capitalised Latin words inside sentences, but for abbreviations.

    These are mostly glosses of the writer's: MAU, UI, API.
    """
    return [
        word[0]
        for word in _WORD.finditer(text)
        if word[0][0].isupper()
        and not (word[0].isupper() and len(word[0]) <= _LONGEST_ABBREVIATION)
        and not _SENTENCE_START.search(text[max(0, word.start() - 3) : word.start()])
    ]


def unknown_names(text: str, evidence: Evidence) -> str | None:
    """Names that the article does not have."""
    found = dict.fromkeys(name for name in latin_names(text) if not evidence.has_name(name))
    return f"the article does not name {', '.join(found)}" if found else None
