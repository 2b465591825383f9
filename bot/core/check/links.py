"""Links, handles, commands and code words: what a chat would act on has no place in a point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.injection import codes

if TYPE_CHECKING:
    from bot.core.check.evidence import Evidence

_NOT_BEFORE = r"(?<![A-Za-z\d@._-])"
_PATH = r"[^\s<>\"'“”）」』】，。；、]*"
_HOST = (
    rf"{_NOT_BEFORE}(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+"
    r"(?:[a-z]{2,24}|xn--[a-z\d-]+|中国|公司|网络|网址)(?![a-z\d-])"
)
_BANNED = re.compile(
    rf"\b[a-z][a-z\d+.-]*://{_PATH}|\bwww\.{_PATH}|{_HOST}(?::\d+)?/{_PATH}"
    rf"|\b(?:tg|mailto|tel|sms|javascript|vbscript|bitcoin|ethereum|magnet|weixin):\w\S*"
    r"|\bdata:\w+/\S*"
    r"|[a-z\d_.+-]+\s?[@＠]\s?[a-z\d_-]+(?:\.[a-z\d_-]+)+"
    r"|[@＠](?:[a-z\d_][a-z\d_.]+|[\u3400-\u9fff]{1,4})|<[@#][!&]?\w*>?|@\s?(?:everyone|here)"
    r"|(?<![\d.])(?:1[3-9]\d{9}|\+\d{1,3}[ -]\d[\d -]{5,}\d|[48]00-\d{3,4}-?\d{3,4}"
    r"|0\d{2,3}-\d{7,8})(?!\d)"
    r"|(?:微信|vx|v信|wechat|qq|whatsapp|telegram)\s?(?:号|群|id)?\s?[:：]?\s?"
    r"(?=[a-z\d_-]*[\d_])[a-z\d_-]{5,}"
    r"|\]\(|<[a-z]+\s[^>]*>|&#?\w+;|\[\[",
    re.IGNORECASE | re.ASCII,
)
_OWN_ONLY = re.compile(
    rf"{_HOST}|(?<![A-Za-z\d&/])[#＃](?:[a-z_][a-z\d_]+|[\u3400-\u9fff]{{2}})"
    r"|(?:^|(?<=[\s(（「“\"，。：:,]))/[a-z][a-z\d_]{1,31}(?![\w/.])"
    rf"|{_NOT_BEFORE}[a-z][a-z\d]*_[a-z\d_]+|</?[a-z][a-z\d-]*>",
    re.IGNORECASE | re.MULTILINE | re.ASCII,
)
_NEXT_SENTENCE = re.compile(r"[a-z\d]\.[A-Z][a-z]*$")
_COMMON_DOMAIN = re.compile(
    r"\.(?:com|net|org|io|cn|me|co|app|dev|info|xyz|top|ai|cc|gg|ly)$", re.IGNORECASE
)
_SIGN_OF_LINK = re.compile(r"[@＠#＃/_<&:]|\]\(|\[\[|www|\d[\d -]{5}", re.IGNORECASE)
# Longer than the abbreviations that people gloss with, or with a Q that no word has.
_SHOUTED = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Z]{6,}|(?=[A-Z]{4})[A-Z]*Q(?![AEIOUWX])[A-Z]+"
    r"|(?=[A-Za-z\d]{6})[A-Za-z]+\d+[A-Za-z][A-Za-z\d]*)(?![A-Za-z\d])"
)
_ENDS = ".。,，;；:：!！?？、"


def has_link(text: str) -> bool:
    """Whether `text` holds an address, a handle or a number to call; a bare host is none.

    (Node.js is no link.)
    """
    return bool(_SIGN_OF_LINK.search(text) and _BANNED.search(text))


def foreign_links(text: str, evidence: Evidence) -> str | None:
    """What a chat would make a link, a call or a command of.

    Addresses, handles and numbers to call have no place in a digest, whoever planted them in the
    article; a bare host, a #tag, a /command or a name_like_this may be the article's own.
    """
    found = [found[0] for found in _BANNED.finditer(text)]
    written = (found[0].rstrip(_ENDS) for found in _OWN_ONLY.finditer(text))
    found += [
        link
        for link in written
        if not _is_own(link.casefold(), evidence) and not _is_two_sentences(link)
    ]
    return f"remove {', '.join(found)}" if found else None


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
