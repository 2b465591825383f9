"""What Telegram makes clickable by itself: addresses, mentions, commands, hashtags, e-mail.

A text of ours in which a page's words come alive is a fault, so each find is remembered with the
message. The rules follow the ones of TDLib as far as a chat can tell them apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fakes.telegram.entities import Entity, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Every country has two letters of its own; of the longer endings only those that people meet.
COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm "
    "hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb "
    "lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
    "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs "
    "ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl "
    "tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
GENERIC = (
    "aero app art asia biz blog club cloud com company design dev digital edu email global gov "
    "group guru info int jobs life link live mil mobi money museum name net network news one "
    "online org page pro shop site social software space store studio tech tel today top travel "
    "video wang wiki work world wtf xyz zone"
)
ENDINGS = frozenset((*COUNTRIES.split(), *GENERIC.split(), "中国", "公司", "рф"))

# No part of an address: general punctuation but the joiners and dashes, quotation marks, brackets.
TAIL = r"[^\s<>\"«»\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000]"
LABEL = r"[^\W_](?:[\w-]{0,62})"
URL = re.compile(
    rf"(?P<scheme>(?:https?|ftp|tg|ton)://)?"
    rf"(?P<host>(?:{LABEL}\.)+(?P<ending>[^\W_]{{2,24}}|\d{{1,3}})|localhost)\.?"
    rf"(?P<port>:\d{{1,5}})?(?P<path>[/?#]{TAIL}*)?",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
EMAIL = re.compile(
    r"(?<![a-z0-9_.+:-])[a-z0-9_-]+(?:[.+:][a-z0-9_-]+)*@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,6}\b",
    re.IGNORECASE,
)
MENTION = re.compile(r"(?<!\w)@(?:[A-Za-z0-9_]{4,32}|gif|vid|pic)(?![A-Za-z0-9_])")
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
HASHTAG = re.compile(r"(?<!\w)#(?=\d*[^\W\d])\w{1,256}(?!\w*#)")
CASHTAG = re.compile(r"(?<![$\w])\$[A-Z]{1,8}(?![$\w])")
BRACKETS = {")": "(", "]": "[", "}": "{"}
CLOSED = frozenset(("code", "pre", "text_link", "date_time", "custom_emoji"))


def find_live(text: str, marked: Iterable[Entity] = ()) -> list[Entity]:
    """What comes alive by itself in `text`, outside of code and of links that are `marked`."""
    closed = [entity for entity in marked if entity.type in CLOSED]
    offsets = _Offsets(text)
    found: list[Entity] = []
    for kind, start, end in _finds(text):
        entity = Entity(offsets[start], offsets[end] - offsets[start], kind)
        if not any(entity.overlaps(other) for other in (*closed, *found)):
            found.append(entity)
    return sorted(found)


class _Offsets:
    """Positions in a text as UTF-16 offsets; a text of plain characters needs no counting."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_plain = text.isascii() or max(text) <= "\uffff"

    def __getitem__(self, position: int) -> int:
        return position if self._is_plain else units(self._text[:position])


def _finds(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of each find; an earlier kind wins over a later one."""
    for found in EMAIL.finditer(text) if "@" in text else ():
        if found.start() == 0 or text[found.start() - 1] != "/":
            yield "email", found.start(), found.end()
    for found in URL.finditer(text) if "." in text or "://" in text else ():
        if end := _address_end(text, found):
            yield "url", found.start(), end
    patterns = (("bot_command", COMMAND, "/"), ("mention", MENTION, "@"))
    for kind, pattern, sign in (*patterns, ("hashtag", HASHTAG, "#"), ("cashtag", CASHTAG, "$")):
        for found in pattern.finditer(text) if sign in text else ():
            yield kind, found.start(), found.end()


def _address_end(text: str, found: re.Match[str]) -> int | None:
    """Where the address ends, None where it is none."""
    host, scheme = found["host"], found["scheme"]
    if (
        not scheme
        and (before := text[: found.start()][-1:])
        and (before in "@/.-_" or _word(before))
    ):
        return None
    is_number = NUMBERS.fullmatch(host) is not None
    if not is_number and (found["ending"] or "").lower() not in ENDINGS and not scheme:
        return None
    if host.lower() == "localhost" and not scheme:
        return None
    return found.start() + len(_balanced(found.group()).rstrip(".:;,('?!`"))


def _balanced(address: str) -> str:
    """The address up to the first bracket that closes what it did not open."""
    counts = dict.fromkeys(BRACKETS.values(), 0)
    for at, character in enumerate(address):
        if character in counts:
            counts[character] += 1
        elif opening := BRACKETS.get(character):
            counts[opening] -= 1
            if counts[opening] < 0:
                return address[:at]
    return address


def _word(character: str) -> bool:
    return character.isalnum()
