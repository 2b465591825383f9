"""Characters nobody sees: what can hide an instruction in a text, or turn its order round."""

from __future__ import annotations

import re

# Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties.txt), the interlinear marks, the
# braille blank, controls but for tab and line feed, surrogates and noncharacters.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)
# Where a joiner shapes what is seen: Arabic and Indic scripts, and pictures made of several.
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff"
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HIDDEN = re.compile(
    f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])"
    f"|(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])"
    f"|(?<=[#*0-9©®\u203c-\u3299{_PICTURE}])\ufe0f"
    f"|([{_UNSEEN}]+?)"
)


def strip_invisible(text: str) -> str:
    """Return `text` without what a reader cannot see, every line break as a line feed.

    Zero-width, bidi, tag, filler, variation and control characters go. A joiner inside a word of
    a script that needs it, or inside a picture made of several, and an emoji's presentation mark
    stay: there they are part of what is seen.
    """
    return _HIDDEN.sub(lambda found: "" if found[1] else found[0], _LINE_BREAKS.sub("\n", text))
