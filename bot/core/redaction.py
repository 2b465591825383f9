"""What a secret looks like, so that none is shown: known values, and the shapes of tokens."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HIDDEN: Final = "***"

_SHORTEST: Final = 4  # a value of fewer characters stands in every other word

_SHAPES = re.compile(
    r"""
      (?<![0-9]) [0-9]{6,} (?: : | %3A ) [\w-]{10,}       # a Telegram token, also in an address
    | (?<=/bot) [0-9]+ (?: : | %3A ) [^/\s"']+            # what stands where one belongs
    | (?<![\w-]) [\w-]{20,} \. [\w-]{5,8} \. [\w-]{25,}   # a Discord token
    | (?<=/webhooks/) [0-9]+ / [^/\s"'?]+                  # what an interaction is answered with
    | (?<=/interactions/) [0-9]+ / [^/\s"'?]+
    | aW50ZXJhY3Rpb24 [\w+/=-]{20,}                        # the same, wherever it stands
    | (?<![\w-]) sk-[\w-]{8,}                             # a key of OpenAI and those like it
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def redact(text: str) -> str:
    """`text` without anything that is shaped like a token."""
    return _SHAPES.sub(HIDDEN, text)


class Redactor:
    """Takes known secrets out of a text, and all that is shaped like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        found = {form for secret in secrets for form in _forms(secret)}
        # The longest first: a secret may begin with another one.
        ordered = sorted(found, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        """`text` with *** wherever a secret stood."""
        return redact(self._known.sub(HIDDEN, text) if self._known else text)


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be written: as it is, in an address, in JSON, in a repr; or its half."""
    for value in (secret, secret.partition(":")[2]):
        if len(value) >= _SHORTEST:
            yield from (value, quote(value), quote(value, safe=""), quote_plus(value))
            yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
            yield repr(value)[1:-1]
