r"""The text a WeChat page keeps in script variables, read without running or parsing it.

Three forms occur side by side:

    window.cgiDataNew = { …, title: JsDecode('…\\x0a…'), … };     the post, pages of 2023 and later
    var msg_title = '…'.html(false);  var ct = "1762243169";      articles of every year
    d.nick_name = (xml ? getXmlValue('nick_name.DATA') : '…').html(false);

Only the first non-empty value of a name counts: names are declared empty and filled further on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_POST: Final = "cgiDataNew = {"
_FIELD: Final = re.compile(r"\s*:\s*(?:\w+\(\s*)?(['\"])")
_ASSIGNMENT: Final = re.compile(
    r"\s*=\s*(?:[\w.$]+\s*=\s*)?(?:\(?\s*xml\s*\?\s*getXmlValue\([^()]*\)(?:\s*\*\s*1)?\s*:\s*)?"
    r"(?:(?:''|\"\")\s*\|\|\s*)*(?:\w+\(\s*)?(['\"])"
)
_NAME_CHARACTER: Final = re.compile(r"[\w$-]")
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PLAIN_ESCAPES: Final = {
    "\\x3c": "<",
    "\\x3e": ">",
    "\\x22": '"',
    "\\x26": "&",
    "\\x27": "'",
    "\\x0a": "\n",
    "\\x0d": "\r",
}
_LETTER_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}


def post_of(markup: str) -> str:
    """The script from where the post's own object begins; "" on pages that have none."""
    start = markup.find(_POST)
    return markup[start : _end_of_script(markup, start)] if start >= 0 else ""


def _end_of_script(markup: str, start: int) -> int:
    end = markup.find("</script", start)
    return end if end >= 0 else len(markup)


def field(post: str, name: str) -> str:
    """The first non-empty text of the object field `name: '…'`."""
    return next(filter(None, _values(post, name, _FIELD)), "")


def fields(post: str, name: str) -> Iterator[str]:
    """Every text of the object field `name: '…'`, in the order of the script."""
    return _values(post, name, _FIELD)


def variable(markup: str, name: str) -> str:
    """The first non-empty text that is assigned to `name`, as a variable or an attribute."""
    return next(filter(None, _values(markup, name, _ASSIGNMENT)), "")


def _values(script: str, name: str, form: re.Pattern[str]) -> Iterator[str]:
    position = script.find(name)
    while position >= 0:
        end = position + len(name)
        opening = form.match(script, end)
        if opening and not _NAME_CHARACTER.match(script[position - 1 : position]):
            literal = _literal(script, opening.end(), opening[1])
            yield unescape(literal)
            end = opening.end() + len(literal)
        position = script.find(name, end)


def _literal(script: str, start: int, quote: str) -> str:
    """The source of a string literal that opened before `start`, without its quotes."""
    end = script.find(quote, start)
    while end >= 0 and _is_escaped(script, end):
        end = script.find(quote, end + 1)
    return script[start:end] if end >= 0 else ""


def _is_escaped(script: str, position: int) -> bool:
    backslashes = 0
    while script[position - 1 - backslashes] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def unescape(literal: str) -> str:
    r"""The text of a JavaScript string literal: `\xNN`, `\uNNNN`, `\n`, `\'` and so on."""
    if "\\\\" not in literal:  # then no escape can hide another: the quick way, for megabytes
        for escape, character in _PLAIN_ESCAPES.items():
            literal = literal.replace(escape, character)
    if "\\" not in literal:
        return literal
    text = _ESCAPE.sub(_character, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _LETTER_ESCAPES.get(escape[3], escape[3])
