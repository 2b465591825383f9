"""What people write after `/daily on`: a time, a zone, weekdays and more, in any order. Pure."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from bot.core.daily.schedule import ALL_DAYS
from bot.core.daily.subscription import ALL_PARTS, ITEMS_BOUND, Part
from bot.core.intake.grammar import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.model import AskedLanguage


@dataclass(frozen=True, slots=True)
class Wish:
    """How the daily post is wanted; None: as it is. `at` in minutes since midnight.

    `zone_like` is a word that names no zone but looks like one, and `near` the zone it is nearest
    to, "" for none. `place` is the id of the channel to post to, with the one around it, if any.
    `is_whole`: the links of all channels are meant. `unknown` is the first word that says nothing.
    """

    at: int | None = None
    zone: str | None = None
    zone_like: str = ""
    near: str = ""
    days: frozenset[int] | None = None
    rings: bool | None = None
    language: AskedLanguage | None = None
    most: int | None = None
    parts: frozenset[Part] | None = None
    place: tuple[str, ...] = ()
    is_whole: bool = False
    unknown: str = ""


_TIME: Final = re.compile(r"(\d{1,2})(?:[:：.](\d{2}))?(am|pm)?", re.IGNORECASE)
_CHINESE_TIME: Final = re.compile(r"(凌晨|上午|早上|中午|下午|晚上)?(\d{1,2})点(半|(\d{1,2})分?)?")
_MOST: Final = re.compile(r"(?:max|most|top)[=:]?(\d{1,3})|(\d{1,3})(?:条|篇|items)", re.IGNORECASE)
_PLACE: Final = re.compile(r"<?#(\d{5,20})>?(?::(\d{5,20}))?")
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_DAYS: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_SPANS: Final[Mapping[str, frozenset[int]]] = {
    "everyday": ALL_DAYS,
    "每天": ALL_DAYS,
    "weekdays": frozenset(range(5)),
    "工作日": frozenset(range(5)),
    "weekends": frozenset({5, 6}),
    "周末": frozenset({5, 6}),
}
_RINGS: Final = {
    **dict.fromkeys(("quiet", "silent", "静默", "安静"), False),
    **dict.fromkeys(("loud", "notify", "通知", "提醒"), True),
}
_PARTS: Final[Mapping[str, frozenset[Part]]] = {
    "shared": frozenset({Part.SHARED}),
    "分享": frozenset({Part.SHARED}),
    "seen": frozenset({Part.SEEN}),
    "未摘要": frozenset({Part.SEEN}),
    "feeds": frozenset({Part.FEEDS}),
    "订阅": frozenset({Part.FEEDS}),
    "everything": ALL_PARTS,
    "全部": ALL_PARTS,
}
_WHOLE: Final = {"server", "全服"}
_OFFSET: Final = re.compile(r"(?:utc|gmt)([+-])0?(\d{1,2})(?::00)?", re.IGNORECASE)
_CITIES: Final = {
    "北京": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "中国": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong",
    "台北": "Asia/Taipei",
    "东京": "Asia/Tokyo",
    "首尔": "Asia/Seoul",
    "新加坡": "Asia/Singapore",
    "伦敦": "Europe/London",
    "巴黎": "Europe/Paris",
    "柏林": "Europe/Berlin",
    "纽约": "America/New_York",
    "洛杉矶": "America/Los_Angeles",
    "旧金山": "America/Los_Angeles",
    "san_francisco": "America/Los_Angeles",
    "悉尼": "Australia/Sydney",
}
"""Names that people use for zones which go by another city."""

_LIKE, _LIKE_ZONE = 0.75, 0.6
"""How near a word must be to a zone's name to be taken for a slip of the pen; one with a slash in
it can hardly be anything else."""


def read_wish(words: str) -> Wish:
    """The wish in the words after `/daily on`."""
    wish = Wish()
    for word in _joined(words.replace("，", ",").split()):
        wish = _with(wish, word)
    return wish


def _joined(words: list[str]) -> list[str]:
    """The words, those of a city of two in one."""
    for n, pair in enumerate(pairwise(words)):
        if find_zone(" ".join(pair)):
            return [*words[:n], "_".join(pair), *words[n + 2 :]]
    return words


def _with(wish: Wish, word: str) -> Wish:
    lower = word.lower()
    read = _option(wish, lower) or _figure(wish, lower)
    if read:
        return read
    if (days := read_days(lower)) is not None:
        return replace(wish, days=days)
    if zone := find_zone(word):
        return replace(wish, zone=zone)
    if near := nearest_zone(word):
        return replace(wish, zone_like=word, near=near)
    if "/" in word:
        return replace(wish, zone_like=word)
    return wish if wish.unknown else replace(wish, unknown=word)


def _option(wish: Wish, word: str) -> Wish | None:
    """The wish with what a fixed word means, None for any other."""
    name, _, value = word.partition("=")
    word = value if name in {"include", "language"} and value else word
    if word in LANGUAGES:
        return replace(wish, language=LANGUAGES[word])
    if word in _RINGS:
        return replace(wish, rings=_RINGS[word])
    if word in _WHOLE:
        return replace(wish, is_whole=True)
    names = word.split(",")
    if all(each in _PARTS for each in names):
        before = wish.parts or frozenset()
        return replace(wish, parts=before.union(*(_PARTS[each] for each in names)))
    return None


def _figure(wish: Wish, word: str) -> Wish | None:
    """The wish with what a word with figures means, None for any other."""
    if (at := read_time(word)) is not None:
        return replace(wish, at=at)
    if found := _MOST.fullmatch(word):
        most = int(found[1] or found[2])
        return replace(wish, most=most) if 1 <= most <= ITEMS_BOUND else None
    if found := _PLACE.fullmatch(word):
        return replace(wish, place=tuple(filter(None, found.groups())))
    return None


def read_time(word: str) -> int | None:
    """Minutes since midnight that `word` means: 8:30, 8pm, 晚上8点半; None for no time."""
    if found := _CHINESE_TIME.fullmatch(word):
        part, hour, rest, minutes = found.groups()
        return _minutes(int(hour), 30 if rest == "半" else int(minutes or 0), part or "")
    found = _TIME.fullmatch(word)
    if not found or not (found[2] or found[3]):
        return None
    return _minutes(int(found[1]), int(found[2] or 0), found[3] or "")


def _minutes(hour: int, minute: int, part: str) -> int | None:
    if part in {"am", "pm"} and not 1 <= hour <= 12:
        return None
    if part in {"am", "晚上"} and hour == 12:
        hour = 0
    elif (part in {"pm", "下午", "晚上"} and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def read_days(word: str) -> frozenset[int] | None:
    """The days of the week that `word` means: mon-fri, sat,sun, 周一至周五; None for none."""
    if word in _SPANS:
        return _SPANS[word]
    spans = [_span(part) for part in word.split(",")]
    return None if None in spans else frozenset().union(*filter(None, spans))


def _span(text: str) -> frozenset[int] | None:
    first, dash, last = re.sub("[至到~]", "-", text).partition("-")
    begin, end = _day(first), _day(last)
    if dash and begin is not None and end is not None:
        return frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    if dash:
        return None
    if begin is not None:
        return frozenset({begin})
    several = re.fullmatch("(?:周|星期)([一二三四五六日天]{2,7})", text)
    return frozenset(_CHINESE_DAYS[each] for each in several[1]) if several else None


def _day(text: str) -> int | None:
    if found := re.fullmatch("(?:周|星期)?([一二三四五六日天])", text):
        return _CHINESE_DAYS[found[1]]
    named = [day for day, name in enumerate(_NAMES) if len(text) > 2 and name.startswith(text)]
    return named[0] if named else None


def find_zone(word: str) -> str | None:
    """The zone that `word` names: by its whole name, by its city, or as people call it."""
    if found := _OFFSET.fullmatch(word):
        hours = int(found[2])
        # The names of these zones have the sign of POSIX: what lies east is less.
        sign = "-" if found[1] == "+" else "+"
        return f"Etc/GMT{sign}{hours}" if 0 < hours <= (14 if sign == "-" else 12) else None
    return _zones().get(_plain(word))


def zone_label(zone: str) -> str:
    """A zone as people call it: UTC+8 for Etc/GMT-8."""
    if found := re.fullmatch(r"Etc/GMT([+-])(\d+)", zone):
        return f"UTC{'+' if found[1] == '-' else '-'}{found[2]}"
    return zone


def nearest_zone(word: str) -> str:
    """The zone whose name is nearest to `word`, "" where none is near."""
    cutoff = _LIKE_ZONE if "/" in word else _LIKE
    near = difflib.get_close_matches(_plain(word), _zones(), n=1, cutoff=cutoff)
    return _zones()[near[0]] if near and len(word) > 2 else ""


def zones_like(text: str, most: int) -> tuple[str, ...]:
    """At most `most` zones whose names begin with `text`, then those that have it in them."""
    typed = _plain(text)
    found = sorted(
        (not name.startswith(typed), len(name), name, zone)
        for name, zone in _zones().items()
        if typed in name and "/" in zone
    )
    return tuple(dict.fromkeys(zone for *_, zone in found))[:most]


@cache
def _zones() -> Mapping[str, str]:
    """Every name by which a zone can be called, in small letters."""
    names: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if zone.startswith(("posix/", "right/", "SystemV/")) or zone in {"localtime", "Factory"}:
            continue
        if zone.startswith("Etc/GMT") and zone[-1].isdigit():
            continue  # its sign is the other way round than people mean it
        city = zone.rpartition("/")[2].lower()
        # A city of two regions is none: America/Indiana/Knox, America/Knox_IN and the like differ.
        names[city] = zone if names.get(city, zone) == zone or "/" not in names[city] else ""
        names[zone.lower()] = zone
    return {name: zone for name, zone in (names | _CITIES).items() if zone}


def _plain(word: str) -> str:
    return word.strip().replace(" ", "_").lower()
