"""Strings that look random: pass words that an answer is told to carry, and encoded text."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?<![A-Za-z\d])(?=[A-Za-z+/_-]*\d|[A-Za-z+/]{20})[A-Za-z\d][A-Za-z\d+/_-]{5,}[A-Za-z\d]=*"
)
_TURNS = re.compile(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])")
_CASES = re.compile(r"[a-z](?=[A-Z])")
_SHORTEST_BLOB = 20


def codes(text: str) -> list[str]:
    """The words of `text` that nobody would speak, such as ABC1D2E3 or c2VjcmV0IG9yZGVycyE."""
    return [token for token in _TOKEN.findall(text) if _looks_random(token)]


def without_codes(text: str, stand_in: str) -> str:
    """`text` with `stand_in` for each such word."""
    return _TOKEN.sub(lambda found: stand_in if _looks_random(found[0]) else found[0], text)


def _looks_random(token: str) -> bool:
    if len(token) >= _SHORTEST_BLOB:
        return token.count("/") < 3 and _is_blob(token)
    turns = len(_TURNS.findall(token))
    if turns >= 3:
        return len(token) >= 7
    return len(token) >= (7 if turns == 2 else 9) and _is_upper_code(token)


def _is_upper_code(token: str) -> bool:
    letters = [character for character in token if character.isalpha()]
    mixed = 3 <= len(letters) <= len(token) - 3
    return mixed and all(map(str.isupper, letters)) and token.isalnum()


def _is_blob(token: str) -> bool:
    """Base64, hexadecimal or a wallet: long, and no compound of words."""
    if "-" in token or "_" in token:
        return False
    return sum(map(str.isdigit, token)) >= 3 or len(_CASES.findall(token)) >= 4
