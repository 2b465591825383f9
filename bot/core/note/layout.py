"""The sections of a note: digest, article, links, whatever their headings are called."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bot.core.note.summary import part_of

_SUMMARY: Final = ("摘要", "总结", "内容摘要", "ai摘要", "summary", "digest", "abstract")
_BODY: Final = ("正文", "原文", "全文", "article", "full text", "body")
_LINKS: Final = ("关联主题", "相关主题", "关联", "related topics", "related", "topics")

_HEADING: Final = re.compile(r"#{1,2}[ \t]+([^#\s].*)")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_WIKILINK: Final = re.compile(r"\[\[([^\[\]|#\n]+)(?:[|#][^\[\]\n]*)?\]\]")
_MOST_LINKS: Final = 8  # sections of links, far more than anybody writes
_ONLY_LINKS: Final = re.compile(rf"(?:[\s*+•、,，-]|{_WIKILINK.pattern})*")


class Layout(NamedTuple):
    """A note without its front matter, taken apart; `is_english` by its headings."""

    summary: str
    body: str
    links: tuple[str, ...]
    is_english: bool


class _Heading(NamedTuple):
    name: str
    start: int
    end: int


def layout_of(text: str) -> Layout:
    """Take `text` apart; a file without known headings is all body."""
    text, links = part_links(text)
    start, end, body = _cuts(text)
    if start < 0:
        return Layout("", text, links, is_english=False)
    if body < 0:
        rest = "\n\n".join(filter(None, (text[:start].strip("\n"), text[end:].strip("\n"))))
        return Layout(text[start:end], rest, links, _is_english(text[start:end]))
    return Layout(text[start:end], text[body:].strip("\n"), links, _is_english(text[start:body]))


def _cuts(text: str) -> tuple[int, int, int]:
    """Where the digest begins and ends and the body begins; -1 for what has no heading.

    A digest without a body's heading ends at the first heading that is none of its own; one
    without a heading begins at the title of its first part.
    """
    headings = _headings(text)
    body = next((each for each in headings if each.name in _BODY), None)
    summary = next((each for each in headings if each.name in _SUMMARY), None)
    if body:
        opens_before = summary is not None and summary.start < body.start
        return (summary.start if summary and opens_before else 0), body.start, body.end
    start = summary.start if summary else _first_part(text)
    after = (each for each in headings if each.start > start and not part_of(each.name))
    return start, next((each.start for each in after), len(text)), -1


def _first_part(text: str) -> int:
    """Where the one line of a digest is titled, if key points are titled below it; else -1."""
    parts = [(at, part[0]) for at, line in _lines(text) if (part := part_of(line))]
    names = [name for _, name in parts]
    if "one_line" in names and "key_points" in names[names.index("one_line") :]:
        return parts[names.index("one_line")][0]
    return -1


def part_links(text: str) -> tuple[str, tuple[str, ...]]:
    """Part the sections that hold nothing but wikilinks off the end of `text`."""
    links: tuple[str, ...] = ()
    for heading in reversed(_headings(text)[-_MOST_LINKS:]):
        if heading.name not in _LINKS or not _ONLY_LINKS.fullmatch(text, heading.end):
            break
        links = (*_WIKILINK.findall(text, heading.end), *links)
        text = text[: heading.start]
    return text.strip("\n"), tuple(dict.fromkeys(link.strip() for link in links))


def _headings(text: str) -> list[_Heading]:
    """Headings of the first two levels outside of code, names in lower case."""
    found: list[_Heading] = []
    in_code = False
    for start, line in _lines(text):
        in_code ^= bool(_FENCE.match(line))
        if not in_code and (heading := _HEADING.fullmatch(line)):
            name = heading[1].rstrip(" \t#").lower()
            found.append(_Heading(name, start, start + len(line)))
    return found


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines of `text`, each with its offset."""
    lines: list[tuple[int, str]] = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    return lines


def _is_english(part: str) -> bool:
    """Whether the headings and titles of `part` are English."""
    marked = [line for _, line in _lines(part) if line.startswith(("#", "**"))]
    titles = [line for line in marked if part_of(line) or _HEADING.fullmatch(line)]
    return bool(titles) and all(map(str.isascii, titles))
