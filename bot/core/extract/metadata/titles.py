"""The title of an article: a heading that the page's own declarations confirm."""

from __future__ import annotations

import re
from html import unescape
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from bot.core.extract.elements import BLOCKS, UNREAD
from bot.core.extract.metadata.facts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from bot.core.extract.metadata.facts import Facts

_SEPARATOR: Final = re.compile(
    r"\s+(?:[|·•–—»«/<>~-]+|::)\s+|\s*[|｜]+\s*"
    r"|(?<=[^\x00-\x7f])\s*(?:[_-]|——)\s*(?=\S)|[_](?=[^\x00-\x7f])"
)
_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 300
_MOST_HEADINGS: Final = 40
_FEWEST: Final = 3  # words of a title that can be told from a section's heading
_LONGEST_NAME: Final = 4  # words of a site's name that the page does not tell

Key = tuple[str, ...]


def title_of(facts: Facts, site: str | None) -> str | None:
    """The title without the name of the `site`; None where the page has none.

    The first heading that agrees with a declared title wins, then one that resembles it: a heading
    is what readers see. Without such a heading the first declared title stands.
    """
    declared = [title for text in _declared(facts) if (title := _tidy(text))]
    stripped = [_without_site(title, _key(site or "")) for title in declared]
    named = {_parts(title)[-1] for title in declared} - {_key(title) for title in declared}
    headings = [
        title for text in _headings(facts) if (title := _tidy(text)) and _key(title) not in named
    ]
    agreed = {_key(title) for title in (*declared, *stripped)} | {
        _parts(title)[0] for title in declared
    }
    for accepts in (agreed.__contains__, lambda key: _resembles(key, agreed)):
        for heading in headings:
            if accepts(_key(heading)):
                return heading
    told = [title for title in stripped if "".join(_key(title)) not in "".join(_key(site or ""))]
    return next(iter([*told, *headings, *stripped]), None)


def _resembles(key: Key, agreed: set[Key]) -> bool:
    """Whether a heading says at least half of what a declared title says, in other words."""
    words = set(key)
    return len(words) >= _FEWEST and any(
        2 * len(words & set(other)) >= min(len(words), len(set(other)))
        for other in agreed
        if len(set(other)) >= _FEWEST
    )


def _declared(facts: Facts) -> Iterator[str]:
    yield facts.first("og:title")
    yield text_of(facts.article, "headline", "name")
    yield facts.first(
        "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title"
    )
    yield facts.document.tree.findtext(".//title") or ""


def _headings(facts: Facts) -> Iterator[str]:
    found = chain(facts.document.tree.iter("h1"), facts.document.tree.iter("h2"))
    for heading in islice(found, _MOST_HEADINGS):
        yield "".join(_own_text(heading)).strip() or str(heading.text_content())


def _own_text(heading: HtmlElement) -> Iterator[str]:
    """The words of a heading without the buttons and boxes that some put into it."""
    yield heading.text or ""
    for child in heading:
        if child.tag not in BLOCKS and child.tag not in UNREAD:
            yield str(child.text_content())
        yield child.tail or ""


def _tidy(text: str) -> str:
    return " ".join(unescape(text[: 4 * _LONGEST]).split())[:_LONGEST].rstrip("¶# ")


def _key(text: str) -> Key:
    return tuple(_WORD.findall(text.casefold()))


def _parts(title: str) -> list[Key]:
    """The parts of a title between its separators, as keys."""
    return [_key(part) for part in _SEPARATOR.split(title)]


def _without_site(title: str, site: Key) -> str:
    """`title` without the site's name at its end or start, be it told or only likely."""
    borders = list(_SEPARATOR.finditer(title))
    if not borders:
        return title
    if site and _key(title[: borders[0].start()]) == site:
        return title[borders[0].end() :]
    head, tail = title[: borders[-1].start()], _key(title[borders[-1].end() :])
    if site and "".join(tail) in "".join(site):
        return head
    likely = len(tail) <= _LONGEST_NAME and len("".join(tail)) < len(head)
    chinese = not borders[-1][0].isspace() and not head.isascii()  # sections stand in between there
    return (_without_site(head, site) if chinese else head) if likely else title
