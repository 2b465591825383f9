"""Which language a text is in: by its script, then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_SAMPLE: Final = 6_000  # characters
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_SCRIPTS: Final = {  # scripts that one language of the web has nearly for itself
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "bn": re.compile(r"[\u0980-\u09ff]"),
    "ta": re.compile(r"[\u0b80-\u0bff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "ka": re.compile(r"[\u10a0-\u10ff]"),
    "hy": re.compile(r"[\u0530-\u058f]"),
    "my": re.compile(r"[\u1000-\u109f]"),
}
_WRITTEN: Final = frozenset({"zh", "ja", *_SCRIPTS})  # nobody takes a text in letters for these
_COMMON: Final = {
    "en": "the and of to in that is was for it with as on are this be by from have not you at",
    "de": "der die und das den von zu mit sich des auf ist nicht ein eine dem für im auch es wird",
    "fr": "le la les et des est une dans que pour qui sur pas au avec du ce plus par il sont",
    "es": "el la los que y en las una por con para del se es su como más al lo pero son",
    "it": "il di che la per non una sono con del della gli nel si anche più come è dei alla",
    "pt": "o que e do da em um para uma os com não no na se por mais dos ao como são",
    "nl": "de het een van en is dat op te in voor niet zijn met er aan ook als door wordt bij",
    "sv": "och att det som en på är av för med till den har inte om ett i de var kan så",
    "da": "og at det er en på af for med til den har ikke om et i de der som blev fra",
    "no": "og å det er en på av for med til den har ikke om et i de som ble fra jeg",
    "fi": "ja on ei se että oli hän mutta ovat myös kun niin kuin joka olla sen tai voi",
    "pl": "i w na z do się nie jest to że o jak po od za dla przez są oraz był",
    "cs": "a se na je v že to s z do o i ve pro jako ale by po jsou který byl",
    "hu": "a az és hogy nem is egy de volt meg ez csak már mint még ki van el",
    "sl": "je in na da se za ki so pa ni tudi kot ga bi bil ter pri ali če",
    "lv": "un ir ar no uz par kas ka tas bet arī pēc kā lai vai savu",
    "ro": "și de la în a cu nu pe care este un o din că mai pentru sau au fost ce",
    "tr": "ve bir bu da de için ile çok daha olarak gibi olan kadar sonra ne en var",
    "id": "yang dan di dengan untuk ini dari itu dalam pada tidak akan juga ke oleh ada adalah",
    "vi": "và của là có cho được không người trong một với các những để đã này khi từ",
    "ru": "и в не на что с по как это из за для от но к у о был его то же",
    "uk": "і в не на що з та як це за для від але до у про був його є",
    "bg": "и на да се в не от за че с по това е са като но при които ще",
    "ar": "في من على أن إلى التي عن مع هذا ما لا هذه بعد كان الذي ذلك",
    "fa": "و در به از که این را با است برای آن یک خود تا بر می",
    "ur": "کے کی میں ہے کا اور سے کو پر نے کہ یہ اس ہیں بھی",
}
_STOP_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD: Final = re.compile(r"[^\W\d_]+")
_EAST: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ENOUGH: Final = 0.2  # share of a text in one script
_FEWEST: Final = 0.05  # share of stop words under which a text is no prose
_STRANGE: Final = 0.2  # share of stop words that a language without a list may be taken to have
_CLOSE: Final = 0.7  # share of the best score at which the page's own word is taken


def language_of(text: str, declared: str | None = None) -> str:
    """The primary subtag of the language of `text`, "zh" for any Chinese.

    `declared` is the page's own tag ("en-GB", "zh_CN"); it decides between languages that are
    close, and for a text that is too short to tell. Without any sign the answer is "en".
    """
    sample = text[:_SAMPLE]
    return _by_script(sample) or _by_words(sample, _primary(declared))


def _primary(tag: str | None) -> str:
    found = re.match(r"[a-z]{2,3}(?=$|[-_])", (tag or "").strip().lower())
    language = found[0] if found else ""
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh"}.get(
        language, language
    )


def _by_script(sample: str) -> str:
    """The language by its characters; a Han character weighs as much as a word in letters."""
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    words = len(_WORD.findall(_EAST.sub(" ", sample)))
    if han + kana > _ENOUGH * (han + kana + words):
        return "ja" if kana > 0.1 * (han + kana) else "zh"
    letters = sum(map(str.isalpha, sample))
    for language, script in _SCRIPTS.items():
        if len(script.findall(sample)) > _ENOUGH * letters:
            return language
    return ""


def _by_words(sample: str, declared: str) -> str:
    counts = Counter(_WORD.findall(sample.casefold()))
    scores = {
        language: sum(map(counts.__getitem__, words)) for language, words in _STOP_WORDS.items()
    }
    best = max(scores, key=scores.__getitem__)
    declared = "" if declared in _WRITTEN else declared
    if declared and scores.get(declared, _STRANGE * counts.total()) >= _CLOSE * scores[best]:
        return declared
    return best if scores[best] > _FEWEST * counts.total() else declared or "en"
