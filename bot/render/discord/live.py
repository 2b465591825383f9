"""What Discord would bring to life in a text, whoever wrote it: mentions, emoji, times, addresses.

Marks like * and _ are not among it: a backslash is enough for those (see `markdown`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAIL: Final = "[!-;=?-~]*"
"""The rest of an address: ASCII that is seen, but for angle brackets."""

_LIVE: Final = re.compile(
    r"(?:<(?:@[!&]?|#|id:|t:|sound:|a?:\w{1,64}:)[^\s<>]*>?"
    r"|</[^<>]{1,100}:[0-9]+>"
    rf"|<?[A-Za-z0-9+.-]{{0,20}}://{_TAIL}>?"
    r"|@(?:everyone|here)"
    rf"|(?i:discord(?:app)?\.(?:gg|com/invite))/{_TAIL})+"
)
_ENDS: Final = ".,:;!?'\""
"""What closes a sentence rather than an address; so does a bracket that it did not open."""

_SPARK: Final = re.compile(r"[<@:.]")
DAMP: Final = "\u2060"
"""The word joiner: seen by nobody, and the end of every mention and address."""

_ADDRESS: Final = re.compile(
    r"://|\bwww\.|[\w-]\.[a-z]{2,24}(?:[/?#]|:[0-9])|^\W*(?:[\w-]+\.)+[a-z]{2,24}\W*$",
    re.IGNORECASE,
)


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in parts, none of them empty, each with whether it would come to life."""
    at = 0
    for found in _LIVE.finditer(text):
        end = found.start() + len(_trimmed(found[0]))
        if found.start() > at:
            yield text[at : found.start()], False
        yield text[found.start() : end], True
        at = end
    if at < len(text):
        yield text[at:], False


def defuse(text: str) -> str:
    """`text` with an unseen character behind each sign that would bring a part of it to life."""
    return "".join(
        _SPARK.sub(rf"\g<0>{DAMP}", part) if is_live else part for part, is_live in stretches(text)
    )


def looks_like_address(text: str) -> bool:
    """Whether a reader might take `text` for an address; a link must not be called by another's."""
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", text)))


def _trimmed(live: str) -> str:
    return live.rstrip(_ENDS if "(" in live else f"{_ENDS})") or live
