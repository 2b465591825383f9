"""A text as its author would have it understood: disguises of spelling taken off."""

from __future__ import annotations

import re
from unicodedata import normalize

from bot.core.injection.codes import without_codes

CODE = "⌘"
"""Stands in a plain text for a string that looks random."""

QUOTATION = "‹›"
"""Stands for what was quoted."""

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁѵԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρτυ",
    "aeopcyxijshdvqwABEKMHOPCTXIJSABEZHIKMNOPTYXoaviptu",
)
_SIMPLIFIED = str.maketrans(
    "總結輸請關鍵點統詞無視複復寫進開頭註員執碼應須將規則內現這們號鏈連電話標題讀響從實發網頁條",
    "总结输请关键点统词无视复复写进开头注员执码应须将规则内现这们号链连电话标题读响从实发网页条",
)
_LOOKALIKE = re.compile("[\u0370-\u052f]")
_MIXED_WORD = re.compile(r"[^\W\d_]*[a-zA-Z][^\W\d_]*[^\W\d_a-zA-Z\u3040-\u9fff][^\W\d_]*")
_QUOTED = re.compile(
    "“[^”]*”|「[^」]*」|『[^』]*』|‘[^’]{4,}’|\"[^\"]*\"|(?<!`)`[^`]+`(?!`)|(?<!\\w)'[^']{4,}'"
    "(?!\\w)"
)
_SPACED_OUT = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .·_-]){3,}[^\W\d_](?![^\W_])")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff])[\s.·•_*-]+(?=[\u3400-\u9fff])")
_QUOTE_MARK = re.compile("[“「『‘\"`']")
_LEAST_FRAME = 12


def plain(text: str) -> str:
    """`text` in lower case; full-width, look-alike, traditional and spaced-out letters undone."""
    folded = without_codes(text, CODE)
    if not folded.isascii():
        folded = normalize("NFKC", folded).translate(_SIMPLIFIED)
        if _LOOKALIKE.search(folded):
            folded = _MIXED_WORD.sub(lambda found: found[0].translate(_LOOKALIKES), folded)
    joined = _SPACED_OUT.sub(lambda found: re.sub(r"[ .·_-]", "", found[0]), folded)
    return _CJK_GAP.sub("", joined).lower()


def unquoted(text: str) -> str:
    """`text` without its quotations; unchanged where little else is left."""
    if not _QUOTE_MARK.search(text):
        return text
    outside = _QUOTED.sub(QUOTATION, text)
    return outside if sum(map(str.isalnum, outside)) >= _LEAST_FRAME else text
