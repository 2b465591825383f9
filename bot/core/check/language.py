"""The language of a point: the one that was asked for."""

from __future__ import annotations

import re

_HAN, _HANGUL = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", r"\uac00-\ud7af"
_SCRIPTS = {
    "zh": _HAN,
    "ja": _HAN + r"\u3040-\u30ff",
    "ko": _HANGUL + _HAN,
    "ar": r"\u0600-\u06ff",
    "fa": r"\u0600-\u06ff",
    "he": r"\u0590-\u05ff",
    "hi": r"\u0900-\u097f",
    "th": r"\u0e00-\u0e7f",
    "el": r"\u0370-\u03ff",
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be"), r"\u0400-\u052f"),
}
_OWN = {language: re.compile(f"[{script}]") for language, script in _SCRIPTS.items()}
_LATIN_LETTER = re.compile(r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_LATIN_WORD = re.compile(r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]+")
_COMMON_WORDS = {
    "en": "the of and to that is was for with are by from has were",
    "de": "der die das und den von zu mit sich des auf ist nicht ein eine dem",
    "fr": "le les et des est une dans que pour qui sur pas au avec du ont",
    "es": "el los las que y una por con para del se es su fue",
    "it": "il di che per non una sono con del della gli nel",
    "pt": "o os que e do da em um para uma com não na foi",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_LEAST_OWN = 0.25  # a Chinese sentence may be mostly product names
_LEAST_LATIN = 0.75  # an English one has few Chinese names
_FEW = 3


def other_language(text: str, language: str) -> str | None:
    """A text that is not in `language`, by its script or else its commonest words."""
    fits = _fits_script if language in _OWN else _fits_latin
    return None if fits(text, language) else f"write it in {language}"


def _fits_script(text: str, language: str) -> bool:
    letters = sum(map(str.isalpha, text))
    own = len(_OWN[language].findall(text))
    names = len(_LATIN_WORD.findall(text))
    foreign = letters - own - len(_LATIN_LETTER.findall(text))
    return own >= _LEAST_OWN * (own + names) and foreign <= own / 4


def _fits_latin(text: str, language: str) -> bool:
    letters = sum(map(str.isalpha, text))
    if len(_LATIN_LETTER.findall(text)) < _LEAST_LATIN * letters:
        return False
    words = set(_LATIN_WORD.findall(text.lower()))
    if language not in _WORDS or words & _WORDS[language]:
        return True
    return max(len(words & common) for common in _WORDS.values()) < _FEW
