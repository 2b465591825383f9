"""Untrusted text made fit for a prompt: it opens no tag and numbers nothing.

Nothing could close the wrapper either: an article runs to the end of its message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.invisible import strip_invisible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Passage

# What a model might read as a tag or a chat template's token; "a < b" and "<5%" are none and stay.
_TAG_OPENS = re.compile(r"[<＜﹤](?=\s*[/／!?|｜<＜﹤]|[^\W\d])")
_MARKER = re.compile(r"[\[［【]\s*(\d+(?:\s*[,，、–-]\s*\d+)*)\s*[\]］】]")
_HARMLESS = "‹"


def untagged(text: str) -> str:
    """Return `text` as one line that holds no tag and nothing invisible."""
    return _TAG_OPENS.sub(_HARMLESS, " ".join(strip_invisible(text).split()))


def plain(text: str) -> str:
    """Return `text` as one line that holds no tag, no passage marker and nothing invisible."""
    return _MARKER.sub(r"(\1)", untagged(text))


def restored(text: str) -> str:
    """Return `text` from an answer with the brackets that `untagged` took away."""
    return text.replace(_HARMLESS, "<")


def numbered(passages: Iterable[Passage]) -> str:
    """Return the passages, one a line, as `[7] text`."""
    return "\n".join(f"[{passage.number}] {plain(passage.text)}" for passage in passages)
