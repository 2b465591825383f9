"""The paragraphs of a text: soft-wrapped lines rejoined, pictures left out."""

from __future__ import annotations

import re

from bot.core.invisible import strip_invisible

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
"""Scripts written without spaces between words, as the inside of a character class."""

_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\))?[^()\n]*\)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_BLOCK_START = re.compile(
    r"#{1,6}\s|[-*+•·●▪◦‣>|]\s?|```|~~~|\(?\d{1,3}[.)、)．]|[((]?[一二三四五六七八九十]{1,3}[、.)).]"
)
_NEVER_FIRST = re.compile(r"[，。、；：！？）】》〉」』”’…,.;:!?)%％]")
_HEADING = re.compile(r"#{1,6}\s|\|")
_FINISHED = re.compile(r"[。！？｡.!?…：:][\"'”’」』）)\]】》*_]*$")
_UNFINISHED = re.compile(r"[，、；,;（(“‘「『《\[&/—–-]$")
_BARE_NAME = re.compile(r"[A-Za-z][\w.&'+-]*(?: [\w.&'+-]+){0,3}(?<![.])")
_ENDS_CJK = re.compile(f"[{CJK}]$")
_STARTS_CJK = re.compile(f"[{CJK}]")
_NO_SPACE_END = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uffef“‘-]$")
_NO_SPACE_START = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uffef”’,.;:!?)\\]]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]"
)
_NARROWEST, _WIDEST = 40, 130  # columns of a text that somebody's editor has wrapped


def paragraphs(text: str) -> list[str]:
    """Split `text` into paragraphs without line breaks; white space is collapsed.

    A blank line always divides. A single line break divides too, unless the sentence plainly
    goes on: the line stops at a comma, the next begins with what cannot begin a line, a Latin
    name stands alone on a line, or the text was wrapped at a column.
    """
    found: list[str] = []
    for block in _BLANK_LINES.split(_IMAGE.sub("", strip_invisible(text)).strip()):
        found += _rejoin([line for raw in block.split("\n") if (line := " ".join(raw.split()))])
    return found


def _rejoin(lines: list[str]) -> list[str]:
    wrapped_at = _wrapped_at(lines)
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and _goes_on(joined[-1], last, line, wrapped_at):
            joined[-1] = join(joined[-1], line)
        else:
            joined.append(line)
        last = line
    return joined


def join(before: str, after: str) -> str:
    """Two pieces of one sentence as one: a space between them only where the script wants it."""
    tight = _NO_SPACE_END.search(before) or _NO_SPACE_START.match(after)
    return before + after if tight else f"{before} {after}"


def _goes_on(paragraph: str, last: str, line: str, wrapped_at: int) -> bool:
    if _BLOCK_START.match(line) or _HEADING.match(paragraph):
        return False
    if _NEVER_FIRST.match(line):
        return True
    if _FINISHED.search(last):
        return line[0].islower()
    return bool(_UNFINISHED.search(last)) or _mid_sentence(paragraph, last, line, wrapped_at)


def _mid_sentence(paragraph: str, last: str, line: str, wrapped_at: int) -> bool:
    """Whether two lines with no punctuation between them are one sentence."""
    if _BARE_NAME.fullmatch(line) and _ENDS_CJK.search(last):
        return True
    if _BARE_NAME.fullmatch(last) and paragraph != last:
        return bool(_STARTS_CJK.match(line))
    if line[0].islower() and last[-1].isalnum() and not _ENDS_CJK.search(last):
        return True
    return wrapped_at > 0 and columns(last) >= 0.8 * wrapped_at


def _wrapped_at(lines: list[str]) -> int:
    """The column at which a block was wrapped, 0 where its lines are whole paragraphs."""
    widest = max(map(columns, lines), default=0)
    return widest if len(lines) > 1 and _NARROWEST <= widest <= _WIDEST else 0


def columns(line: str) -> int:
    """The width of `line` on a terminal: a Chinese character takes two columns."""
    return len(line) + len(_WIDE.findall(line))
