"""The terms of a text: what carries its meaning, in any script, without a dictionary.

Character bigrams where words are not divided by spaces, stems of words elsewhere; what every text
is full of (function words, function characters) is left out, and so are figures.
"""

from __future__ import annotations

import re

_UNDIVIDED = (
    "\u0e00-\u0eff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_RUN = re.compile(f"[{_UNDIVIDED}]+")
_WORD = re.compile(f"[^\\W\\d_{_UNDIVIDED}]+")
_STEM = 5
_FUNCTION_CHARACTERS = frozenset(
    "的了是在和与及对为将也以中有这个我们他她它不要一上就都从而把被等其并或但可能会于之所"
    "のはをにがでともてしたれるいうなっただすま"
)
_FUNCTION_WORDS_BY_LANGUAGE = """
    a an the and or nor of to in on at for with by from as is are was were be been being am has have
    had having do does did done doing not no it its itself he she they we you i me him her his hers
    them their theirs us our ours my mine your yours this that these those who whom whose which what
    when where why how will would can could may might must shall should than then there here so but
    if into onto over under after before about up down out off more most less least all any some
    both each every other another such only own same too very just also even still yet again once
    ever never always often now today yesterday tomorrow soon already because since until while
    during against between among through throughout within without around across along behind
    beyond near per via like unlike despite although though however whether either neither say says
    said saying tell told tells ask asked asks call called calls make makes made making get gets got
    getting go goes went gone going come comes came coming take takes took taken taking give gives
    gave given giving see sees saw seen seeing look looks looked looking find finds found know knows
    knew known think thinks thought want wants wanted need needs needed use uses used using let put
    puts set sets keep keeps kept become becomes became show shows showed shown seem seems seemed
    try tries tried leave leaves left turn turned start starts started begin begins began end ends
    ended help helps helped include includes included including report reports reported according
    claim claims claimed add added believe believes believed expect expected new old first last next
    second third one two three four five six seven eight nine ten year years month months week weeks
    day days hour hours minute minutes time times man men woman women people person child children
    world country state city home house life way ways work part place thing things number lot many
    much few several million billion percent cent hundred thousand good better best great big large
    small long short high low early late later recent recently former current right back well far
    able likely really
    der das den dem ein eine einen einem und oder nicht ist sind mit von zu im auf für
    le la les un une et ou du est sont dans que qui pour sur avec pas ce se il elle
    el los las y es en por para con del su lo gli che non per di da nel uma os não na
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_BY_LANGUAGE.split())


def terms(text: str) -> list[str]:
    """The terms of `text`; those that occur often are there often."""
    folded = text.casefold()
    found = [
        word[:_STEM] if len(word) > _STEM else word.removesuffix("s")
        for word in _WORD.findall(folded)
        if len(word) > 1 and word not in _FUNCTION_WORDS
    ]
    for run in _RUN.findall(folded):
        found += [
            run[at : at + 2]
            for at in range(len(run) - 1)
            if run[at] not in _FUNCTION_CHARACTERS and run[at + 1] not in _FUNCTION_CHARACTERS
        ]
    return found


def share(of: list[str], among: frozenset[str] | set[str]) -> float:
    """Which share of the terms `of` a text is `among` others; 0 of no terms."""
    return sum(term in among for term in of) / len(of) if of else 0.0
