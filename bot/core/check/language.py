"""The language of a point: the one that was asked for, told by its script."""

from __future__ import annotations

import re

_HAN, _KANA, _HANGUL = (
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    r"\u3040-\u30ff",
    r"\uac00-\ud7af",
)
_SCRIPTS = {
    "zh": _HAN,
    "ja": _HAN + _KANA,
    "ko": _HANGUL + _HAN,
    "ar": r"\u0600-\u06ff",
    "fa": r"\u0600-\u06ff",
    "he": r"\u0590-\u05ff",
    "hi": r"\u0900-\u097f",
    "th": r"\u0e00-\u0e7f",
    "el": r"\u0370-\u03ff",
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be"), r"\u0400-\u052f"),
}
_LATIN = r"a-zA-Z\u00c0-\u024f\u1e00-\u1eff"
_OWN = {language: re.compile(f"[{script}]") for language, script in _SCRIPTS.items()}
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_LEAST_OWN = 0.25  # a Chinese sentence may be mostly product names
_LEAST_LATIN = 0.75  # an English one has few Chinese names


def other_language(text: str, language: str) -> str | None:
    """A text whose letters are not those of `language`; what has no letters has no language."""
    letters = sum(map(str.isalpha, text))
    own = len(_OWN.get(language, _LATIN_LETTER).findall(text))
    names = len(_LATIN_LETTER.findall(text)) if language in _OWN else 0
    if not letters:
        return None
    enough = own / letters >= (_LEAST_OWN if language in _OWN else _LEAST_LATIN)
    return None if enough and own + names >= 0.8 * letters else f"write it in {language}"
