"""Which language a text is in: by its script, then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_WORDS = {
    "en": "the and of to in that is was for it with as on are this be",
    "de": "der die und das den von zu mit sich des auf ist nicht ein eine dem im",
    "fr": "le la les et des est une dans que pour qui sur pas au avec du",
    "es": "el la los que y en las una por con para del se es su como",
    "it": "il di che la per non una sono con del della gli nel si",
    "pt": "o que e do da em um para uma os com não no na se por",
    "nl": "de het een van en is dat op te in voor niet zijn met",
}
_STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SAMPLE = 5000


def language_of(text: str, declared: str | None = None) -> str:
    """Primary subtag of `text` ("zh" for any Chinese); `declared` decides only what stays open."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample)) or 1
    for language, script in _SCRIPTS:
        share = len(script.findall(sample)) / letters
        if share > (0.1 if language == "ja" else 0.3):
            return language
    words = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    scores = {language: sum(words[word] for word in stop) for language, stop in _STOP_WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    if scores[best] > 0:
        return best
    return (declared or "en").split("-")[0].split("_")[0].lower() or "en"
