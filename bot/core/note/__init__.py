"""The note: a digest and its article as one Markdown file that an Obsidian vault takes as it is.

    ---                                   front matter: title, 发布日期, 作者, 来源, 原文链接
    ## 摘要                               the digest: one line, key points, risks
    ## 正文                               the article as Markdown
    ## 关联主题                           wikilinks: author and topics

Reading is tolerant, because people edit such files: other headings, bullets, colons and keys, a
byte order mark, CRLF, broken YAML or none at all. Nothing is ever raised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from bot.core.front_matter import split_front_matter
from bot.core.model import Digest, Summarizer
from bot.core.note.layout import layout_of, part_links
from bot.core.note.summary import NoteSummary, says_something, summary_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Note",
    "NoteLanguage",
    "NoteSummary",
    "digest_of",
    "part_links",
    "read_note",
    "says_something",
]

NoteLanguage = Literal["zh", "en"]

_KEYS: Final = {
    "title": ("title", "标题", "題目"),
    "published": ("发布日期", "发布时间", "日期", "published", "date", "created"),
    "author": ("作者", "author", "authors", "byline"),
    "source": ("来源", "source", "公众号", "site", "publication", "publisher"),
    "url": ("原文链接", "链接", "原文", "url", "link", "source_url", "canonical_url"),
    "tags": ("tags", "标签", "keywords", "关键词", "topics"),
}
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `body` is Markdown; `links` are the wikilinks' targets as written ("AI/llm").

    `raw` is the text it was read from; None for a note that was made, or changed since.
    """

    title: str
    body: str
    url: str | None = None
    author: str | None = None
    source: str | None = None
    published: date | None = None
    summary: NoteSummary | None = None
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: NoteLanguage = "zh"
    raw: str | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """The links by their last step, and the tags, without the author; each once."""
        names = (link.rpartition("/")[2].strip() for link in self.links)
        return tuple(name for name in dict.fromkeys((*names, *self.tags)) if name != self.author)


def read_note(text: str) -> Note:
    """Read any Markdown as a note; what it does not have is empty."""
    values, rest = split_front_matter(text)
    layout = layout_of(rest)
    source, url = _source_and_url(values)
    return Note(
        title=_value(values, "title") or "",
        body=layout.body,
        url=url,
        author=", ".join(_values(values, "author")) or None,
        source=source,
        published=_day(_value(values, "published") or ""),
        summary=summary_of(layout.summary),
        links=layout.links,
        tags=tuple(tag.lstrip("#") for tag in _values(values, "tags")),
        language="en" if layout.is_english else "zh",
        raw=text,
    )


def digest_of(note: Note) -> Digest | None:
    """The digest a note already holds, without asking a model; None where it holds none."""
    if note.summary is None:
        return None
    labelled = any(point.label for point in note.summary.key_points)
    return Digest(
        url=note.url,
        canonical_url=None,
        title=note.title,
        author=note.author,
        source=note.source,
        published=note.published,
        language=note.language,
        one_line=note.summary.one_line,
        key_points=note.summary.key_points,
        risks=note.summary.risks,
        topics=note.topics,
        summarizer=Summarizer("model" if labelled else "extract"),
    )


def _values(values: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """The values of the first key written for `name`; `[[…]]` around one is dropped."""
    found = next((values[key] for key in _KEYS[name] if values.get(key)), ())
    return tuple(value.replace("[[", "").replace("]]", "") for value in found)


def _value(values: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    return next(iter(_values(values, name)), None)


def _source_and_url(values: Mapping[str, tuple[str, ...]]) -> tuple[str | None, str | None]:
    """Site and address; some tools write the address under `source`."""
    source, url = _value(values, "source"), _value(values, "url")
    if source and "://" in source and url is None and "来源" not in values:
        return None, source
    return source, url


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
