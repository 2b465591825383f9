"""Plain text and Markdown as sources, with or without front matter."""

from __future__ import annotations

import re
from typing import Final

from bot.core.extract.language import language_of
from bot.core.extract.lines import join_wrapped
from bot.core.model import Article
from bot.core.note import read_note

_LONGEST_TITLE: Final = 100
_BLANK: Final = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_TITLE: Final = re.compile(r"\s*(?:# +(?P<atx>.+?)[ #]*|(?P<setext>\S.*)\n=+[ \t]*)(?:\n|\Z)")
_FENCE: Final = re.compile(r"^ {0,3}(```|~~~)")
_LINE_MARKS: Final = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)+")
_RULE: Final = re.compile(r"^\s{0,3}(?:(?:[-*_]\s*){3,}|=+|\|?[\s|:-]+\|[\s|:-]*)$")
_INLINE: Final = (
    (re.compile(r"!\[([^\]\n]*)\]\([^()\s]*(?:\([^()\s]*\))?[^()\n]*\)"), r"\1"),
    (re.compile(r"(?<!!)\[([^\]\n]+)\]\([^()\s]*(?:\([^()\s]*\))?[^()\n]*\)"), r"\1"),
    (re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--.{0,2000}?-->"), ""),
    (re.compile(r"(\*\*|__|~~|==)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
)


def read_text(text: str, url: str | None) -> Article:
    """The article that a plain text is; its title is its first line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = ["\n".join(join_wrapped(part.split("\n"))) for part in _BLANK.split(text)]
    body = "\n\n".join(filter(None, paragraphs))
    return Article(
        url=url, title=_first_line(body), text=body, markdown=body, language=language_of(body)
    )


def read_markdown(text: str, url: str | None) -> Article:
    """The article of a Markdown file or note: front matter first, then heading, then line."""
    note = read_note(text)
    heading = _TITLE.match(note.body)
    body = note.body[heading.end() :].strip("\n") if heading else note.body.strip("\n")
    plain = text_of(body)
    headline = (heading["atx"] or heading["setext"]) if heading else ""
    return Article(
        url=note.url or url,
        title=note.title or _plain(headline) or _first_line(plain),
        text=plain,
        markdown=body,
        language=language_of(plain),
        author=note.author,
        source=note.source,
        published=note.published,
        topics=note.topics,
    )


def text_of(markdown: str) -> str:
    """Markdown as plain paragraphs: what a reader sees, without its marks."""
    lines: list[str] = []
    in_code = False
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif in_code:
            lines.append(line)
        elif not _RULE.match(line) or not line.strip():
            lines.append(_plain(line))
    paragraphs = (join_wrapped(part.split("\n")) for part in _BLANK.split("\n".join(lines).strip()))
    return "\n\n".join("\n".join(part) for part in paragraphs if part)


def _plain(line: str) -> str:
    line = _LINE_MARKS.sub("", line)
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    return line.strip().strip("|").replace(" | ", " ").strip()


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"
