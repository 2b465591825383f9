"""Entries as feeds have them, made fit to be kept: cleaned, bounded, with an address to fetch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from ada_url import join_url

from bot.core.daily.feed import Entry
from bot.core.errors import BadUrlError
from bot.core.invisible import strip_invisible
from bot.core.links import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST: Final = 100
TITLE: Final = 300
NAME: Final = 200

BODY: Final = 256 * 2**10
"""Bytes of one body; a longer one is not kept, its article is fetched like any other."""

BODIES: Final = 4 * 2**20
"""Bytes of all bodies of a feed, the newest first: they pass through the loop in one piece."""

WHOLE: Final = 400
"""Characters of text from which on what calls itself the content is the whole article."""

WHOLE_SUMMARY: Final = 1000
"""The same for a description, which mostly teases: bridges put whole articles there."""

_TAIL: Final = 700
_FARTHEST: Final = 2**33  # epoch seconds, in the year 2242: what lies behind is no date
_LONGEST_ADDRESS: Final = 8192

_SCHEME: Final = re.compile(r"https?:(?=//)", re.IGNORECASE)
_TAG: Final = re.compile(r"<[/!?a-zA-Z][^<>]{0,1000}>")
_BARE: Final = re.compile(
    r"\s(?:(?:style|class|data-[\w-]{1,40})=(?:\"[^\"]{0,2000}\"|'[^']{0,2000}')"
    r"|src=(?:\"data:[^\"]*\"|'data:[^']*'))",
    re.IGNORECASE,
)
ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""
_CREDIT: Final = re.compile(
    r"the post .{0,300}(?:appeared first|first appeared) on .{0,200}\Z", re.IGNORECASE
)
# 阅读原文 is none of these: WeChat's bridges write it below whole articles.
_GOES_ON: Final = re.compile(
    r"(?:…|\.\.\.)\s?[\])]?\s{0,3}\Z"
    r"|(?:read|continue|keep) (?:more|reading)\b.{0,200}\Z"
    r"|(?:阅读|查看|显示)(?:全文|更多|余下).{0,20}\Z|继续阅读.{0,20}\Z",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """An entry as it stands in its feed; nothing of it is believed yet.

    `links` are those that may lead to the article, the best first. `published` in epoch seconds, 0
    for unknown. `content` and `summary` are HTML.
    """

    guid: str
    links: Sequence[str]
    title: str
    published: int
    content: str = ""
    summary: str = ""


def newest(found: Sequence[Found], base: str | None) -> tuple[Entry, ...]:
    """At most 100 entries, the newest first; one that leads nowhere is none.

    What has no date stands behind what it follows in the feed.
    """
    guids = Counter(each.guid for each in found)
    entries: list[Entry] = []
    names: set[str] = set()
    left = BODIES
    for each in _newest_first(found):
        entry = _entry(each, base, is_named=guids[each.guid] == 1)
        if entry is None or not names.isdisjoint({entry.name, entry.url}):
            continue
        names |= {entry.name, entry.url}
        left -= len(entry.body.encode())
        entries.append(entry if left >= 0 else replace(entry, body=""))
        if len(entries) == MOST:
            break
    return tuple(entries)


def title_of(markup: str) -> str:
    """One line of at most 300 characters, without markup and what nobody sees."""
    words = strip_invisible(unescape(_TAG.sub(" ", markup[: 20 * TITLE])))
    line = " ".join(words.split())
    return line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…"


def address_of(written: str, base: str | None) -> str | None:
    """What an address leads to, seen from `base`; None unless that is http or https."""
    written = written.strip()
    if not written or len(written) > _LONGEST_ADDRESS:
        return None
    try:
        return parse(join_url(base, written) if base else written).url
    except (ValueError, BadUrlError):
        return None


def paragraphs(text: str) -> str:
    """A plain text as HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def moment(seconds: float) -> int:
    """`seconds` since 1970, 0 where that is no time at which anybody wrote."""
    return int(seconds) if 0 < seconds < _FARTHEST else 0


def _newest_first(found: Iterable[Found]) -> list[Found]:
    dated: list[tuple[int, Found]] = []
    last = _FARTHEST
    for each in found:
        last = each.published or last
        dated.append((last, each))
    return [each for _, each in sorted(dated, key=lambda pair: -pair[0])]


def _entry(found: Found, base: str | None, *, is_named: bool) -> Entry | None:
    url = next(filter(None, (address_of(link, base) for link in found.links)), None)
    if url is None:
        return None
    name = " ".join(strip_invisible(found.guid).split()) if is_named else ""
    return Entry(_name(name or url), url, title_of(found.title), found.published, _body(found))


def _name(name: str) -> str:
    name = _SCHEME.sub("", name, count=1)  # a site that moves to https has written nothing new
    return name if len(name) <= NAME else sha256(name.encode()).hexdigest()[:32]


def _body(found: Found) -> str:
    for markup, least in ((found.content, WHOLE), (found.summary, WHOLE_SUMMARY)):
        if len(markup) < least:
            continue
        text = " ".join(unescape(" ".join(_texts(markup))).split())
        end = _CREDIT.sub("", text[-_TAIL:]).rstrip()
        if len(text) >= least and not _GOES_ON.search(end):
            return _bounded(ILLEGAL.sub("", markup))
    return ""


def _texts(markup: str) -> Iterator[str]:
    """What stands between the tags, but for scripts and styles."""
    skipped = ""
    for run in f">{markup}".split("<"):
        tag, _, text = run.partition(">")
        name = tag[:7].partition(" ")[0].lower()
        if name in {"script", "style"}:
            skipped = name
        elif name == f"/{skipped}":
            skipped = ""
        if not skipped:
            yield text


def _bounded(markup: str) -> str:
    """`markup` as it is, or without its ornaments, or nothing: a cut article is none."""
    if len(markup.encode()) <= BODY:
        return markup
    bare = _BARE.sub("", markup)
    return bare if len(bare.encode()) <= BODY else ""
