"""Links, handles, commands and code words: a point has none but what the article itself has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.injection import codes

if TYPE_CHECKING:
    from bot.core.check.evidence import Evidence

_NOT_BEFORE = r"(?<![A-Za-z\d@._-])"
_PATH = r"[^\s<>\"'“”）」』】，。；、]*"
_WEB_ADDRESS = rf"https?://{_PATH}"
_HOST = (
    rf"{_NOT_BEFORE}(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:[a-z]{{2,24}}|xn--[a-z\d-]+|中国|公司"
    rf"|网络|网址)"
    rf"(?![a-z\d-])(?::\d+)?(?:/{_PATH})?"
)
_EMAIL = r"[a-z\d_.+-]+\s?[@＠]\s?[a-z\d_-]+(?:\.[a-z\d_-]+)+"
_MENTION = r"(?<![A-Za-z\d.])[@＠](?:[a-z\d_.]+|[\u3400-\u9fff]{1,2})"
_TAG = r"(?<![A-Za-z\d&/])[#＃](?:[a-z_][a-z\d_]+|[\u3400-\u9fff]{2})"
_COMMAND = r"(?:^|(?<=[\s(（「“\"，。：:,]))/[a-z][a-z\d_]{1,31}(?![\w/.])"
_PHONE = r"(?<![\d.])(?:1[3-9]\d{9}|(?:\+\d{1,3}[ -]?|[48]00[ -]|0\d{2,3}[ -])\d[\d -]{4,}\d)(?!\d)"
_HANDLE = rf"{_NOT_BEFORE}[a-z][a-z\d]*_[a-z\d_]+"
_MARKUP = r"\]\(|</?[a-z][^>]*>|&#?\w+;|\[\["
_HOST_AND_MORE = rf"\bwww\.|{_NOT_BEFORE}[a-z\d.-]+\.[a-z]{{2,24}}/\w"
_OTHERS = f"{_WEB_ADDRESS}|{_EMAIL}|{_MENTION}|{_TAG}|{_COMMAND}|{_PHONE}|{_HANDLE}|{_MARKUP}"
_BEYOND_HOSTS = re.compile(f"{_OTHERS}|{_HOST_AND_MORE}", re.IGNORECASE | re.MULTILINE)
_LINK_LIKE = re.compile(
    f"{_OTHERS}|{_HOST}",
    re.IGNORECASE | re.MULTILINE,
)
_NEVER = re.compile(
    r"[@＠]\s?(?:everyone|here|all|channel|所有人|全体成员|全员)|<[@#][!&]?\w*>?"
    r"|\b(?:tg|mailto|tel|sms|javascript|vbscript|data|file|bitcoin|ethereum|magnet|weixin|ftp"
    r"|ssh):"
    r"(?:/|\w)\S*|\b(?!https?:)[a-z][a-z\d+.-]*://\S*",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[a-z\d]\.[A-Z][a-z]*$")
_COMMON_DOMAIN = re.compile(
    r"\.(?:com|net|org|io|cn|me|co|app|dev|info|xyz|top|ai|cc|gg|ly)$", re.IGNORECASE
)
# Longer than the abbreviations that people gloss with, or with a Q that no word has.
_SHOUTED = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Z]{6,}|(?=[A-Z]{4})[A-Z]*Q(?![AEIOUWX])[A-Z]+"
    r"|(?=[A-Za-z\d]{6})[A-Za-z]+\d+[A-Za-z][A-Za-z\d]*)(?![A-Za-z\d])"
)
_ENDS = ".。,，;；:：!！?？、"


def has_link(text: str) -> bool:
    """Whether `text` holds an address, a handle, a number to call or markup; a bare host may pass.

    (Node.js is none.)
    """
    return bool(_NEVER.search(text) or _BEYOND_HOSTS.search(text))


def foreign_links(text: str, evidence: Evidence) -> str | None:
    """What a chat would make a link, a call or a command of, and the article does not have."""
    found = [found[0] for found in _NEVER.finditer(text)]
    written = (found[0].rstrip(_ENDS) for found in _LINK_LIKE.finditer(text))
    found += [
        link
        for link in written
        if not _is_own(link.casefold(), evidence) and not _is_two_sentences(link)
    ]
    return f"remove {', '.join(found)}: it is not in the article" if found else None


def _is_two_sentences(link: str) -> bool:
    """Whether only a space is missing after a full stop: fees.The."""
    return bool(_NEXT_SENTENCE.search(link)) and not _COMMON_DOMAIN.search(link)


def _is_own(link: str, evidence: Evidence) -> bool:
    if link not in evidence.text:
        return False
    alone = rf"(?<![a-z\d.@-]){re.escape(link)}(?![a-z\d-])"
    return bool(re.search(alone, evidence.text))


def unknown_codes(text: str, evidence: Evidence) -> str | None:
    """A code word that the article does not have.

    What looks random must be in the article's heading or in two of its passages; in capitals, or
    with digits inside, a word that the article lacks will do.
    """
    found = [code for code in codes(text) if not _is_established(code.casefold(), evidence)]
    found += [word for word in _SHOUTED.findall(text) if word.casefold() not in evidence.text]
    return f"remove {', '.join(found)}: it means nothing to a reader" if found else None


def _is_established(code: str, evidence: Evidence) -> bool:
    if code in evidence.heading:
        return True
    return sum(code in quote.casefold() for quote in evidence.quotes.values()) > 1
