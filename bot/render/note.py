"""A digest and its article as a note, in the very form of `bot.core.note`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.note import Note, NoteSummary, part_links, says_something

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Article, CheckedPoint, Digest
    from bot.core.note import NoteLanguage


class _Headings(NamedTuple):
    summary: str
    one_line: str
    key_points: str
    risks: str
    article: str
    links: str
    colon: str


_HEADINGS: Final = {
    "zh": _Headings("摘要", "一句话总结", "关键要点", "风险与不足", "正文", "关联主题", "："),
    "en": _Headings(
        "Summary", "In one line", "Key points", "Risks", "Article", "Related topics", ": "
    ),
}
_NO_TEXT: Final = '""'
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_NOT_IN_LINK: Final = re.compile(r"[\[\]|#^\s]+")


def render_note(digest: Digest, article: Article) -> str:
    """The note of `digest`, with the whole text of `article`; headings in the digest's language."""
    language: NoteLanguage = "zh" if digest.language.startswith("zh") else "en"
    return write_note(
        Note(
            title=digest.title,
            body=article.markdown,
            url=digest.url,
            author=digest.author,
            source=digest.source,
            published=digest.published,
            summary=NoteSummary(digest.one_line, digest.key_points, digest.risks),
            links=tuple(filter(None, (digest.author, *digest.topics))),
            language=language,
        )
    )


def write_note(note: Note) -> str:
    """The text of `note`; one that was read and not changed is handed back as it was."""
    if note.raw is not None:
        return note.raw
    headings = _HEADINGS[note.language]
    body, found = part_links(_lf(note.body))
    links = dict.fromkeys(filter(None, map(_link, (*note.links, *found))))
    blocks = [
        "\n".join(_front_matter(note)),
        *(_summary(note.summary, note.language) if note.summary else ()),
        f"## {headings.article}",
        body,
        *((f"## {headings.links}", "\n".join(f"- [[{link}]]" for link in links)) if links else ()),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _summary(summary: NoteSummary, language: NoteLanguage) -> Iterator[str]:
    """The digest's heading and parts, numbered as they come; a part without points is left out."""
    headings = _HEADINGS[language]
    one_line = _one_line(summary.one_line)
    parts = (
        (headings.one_line, [one_line]),
        (headings.key_points, _bullets(summary.key_points, headings.colon)),
        (headings.risks, _bullets(summary.risks, headings.colon)),
    )
    if one_line and parts[1][1]:
        yield f"## {headings.summary}"
        for number, (title, lines) in enumerate(((t, lines) for t, lines in parts if lines), 1):
            yield "\n".join((f"**{number}) {title}**", *lines))


def _front_matter(note: Note) -> Iterator[str]:
    """Keys in the vault's own order and language; strings quoted, dates plain; unknown left out."""
    yield "---"
    yield f"title: {_quoted(note.title)}"
    if note.published:
        yield f"发布日期: {note.published.isoformat()}"
    for key, value in (("作者", note.author), ("来源", note.source), ("原文链接", note.url)):
        if (quoted := _quoted(value or "")) != _NO_TEXT:
            yield f"{key}: {quoted}"
    yield "---"


def _quoted(text: str) -> str:
    """A YAML string in double quotes: JSON's, plus escapes for what YAML reads as a line end."""
    line = " ".join(text.replace("[[", "").replace("]]", "").split())
    escaped = json.dumps(line, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def _one_line(text: str) -> str:
    """The line as it stands alone: what would make it a heading or a bullet is escaped."""
    line = _line(text)
    return f"\\{line}" if line.startswith(("#", "*", "+", "-", ">", "\\")) else line


def _bullets(points: Iterable[CheckedPoint], colon: str) -> list[str]:
    plain = (replace(point, label=_label(point.label), fact=_line(point.fact)) for point in points)
    return [
        f"*   **{point.label}**{colon}{point.fact}" if point.label else f"*   {point.fact}"
        for point in plain
        if says_something(point)
    ]


def _label(label: str) -> str:
    return _line(label).rstrip("*:： ")


def _line(text: str) -> str:
    """One line of plain words: no line ends, no emphasis marks."""
    return " ".join(text.replace("**", "").split())


def _link(text: str) -> str:
    return _NOT_IN_LINK.sub(" ", text).strip()


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
