"""Plain text and Markdown as sources, with or without front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.extract.language import language_of
from bot.core.model import Article
from bot.core.note import read_note

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_TITLE: Final = 100
_TITLE: Final = re.compile(r"\s*(?:# +(?P<atx>.{1,300}?)[ #]*|(?P<setext>\S.*)\n=+[ \t]*)(?:\n|\Z)")
_HEADING: Final = re.compile(r"^# +(.{1,300}?)[ #]*$", re.MULTILINE)
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING_MARK: Final = re.compile(r"\s{0,3}#{1,6}\s")
_BLOCK_MARK: Final = re.compile(r"\s{0,3}(?:#{1,6}\s|>|[-*+]\s|\d{1,3}[.)]\s|\|)")
_LINE_MARKS: Final = re.compile(
    r"\s{0,3}(?:#{1,6}\s+|>\s?(?:\[![^\]]*\][+-]?)?|[-*+]\s+(?:\[[ xX]\]\s+)?)+"
)
_NO_WORDS: Final = re.compile(
    r"\s{0,3}(?:(?:[-*_]\s*){3,}|=+\s*|[\s|:-]*-[\s|:-]*|\[[^\]]+\]:\s+\S.*)"
)
# Every repetition is bounded: a line may be megabytes of nothing but marks.
_TARGET: Final = r"(?:\([^()\s]{0,2000}(?:\([^()\s]{0,500}\))?[^()\n]{0,500}\)|\[[^\]\n]{0,500}\])"
_INLINE: Final = (
    (re.compile(rf"!\[[^\]\n]{{0,500}}\]{_TARGET}"), ""),
    (re.compile(r"!\[\[[^\[\]\n]{0,500}\]\]"), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]{0,500}\|)?([^\[\]|\n]{1,500})\]\]"), r"\1"),
    (re.compile(rf"\[([^\]\n]{{1,500}})\]{_TARGET}"), r"\1"),
    (re.compile(r"\[\^[^\]\n]{1,50}\]"), ""),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--[^\n]{0,500}?-->"), ""),
    (re.compile(r"`{1,3}([^`\n]{1,500})`{1,3}"), r"\1"),
    (re.compile(r"(\*\*|__|~~|==)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,500}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
)


def read_text(text: str, url: str | None) -> Article:
    """The article that a plain text is; its title is its first line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    return Article(
        url=url, title=_first_line(text), text=text, markdown=text, language=language_of(text)
    )


def read_markdown(text: str, url: str | None) -> Article:
    """The article of a Markdown file or a note: the digest in a note is not part of it."""
    note = read_note(text)
    title, body = note.title, note.body.strip("\n")
    headline = _TITLE.match(body)
    if headline and (named := _words(headline["atx"] or headline["setext"])):
        title = title or named
        body = body[headline.end() :].strip("\n") if named == title else body
    plain = text_of(body)
    if not title:
        heading = _HEADING.search(body)
        title = _words(heading[1]) if heading else _first_line(plain)
    return Article(
        url=note.url or url,
        title=title,
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
    blocks: list[str] = []
    for lines, is_code in _blocks(markdown):
        words = lines if is_code else filter(None, map(_words, lines))
        blocks.append("\n".join(words))
    return "\n\n".join(filter(str.strip, blocks))


def _blocks(markdown: str) -> Iterator[tuple[list[str], bool]]:
    """Fenced code, and between it paragraphs; a line with a mark of its own begins one."""
    fence = ""
    lines: list[str] = []
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if fence and not (mark and mark[1].startswith(fence)):
            lines.append(line)
            continue
        if mark or not line.strip() or (_BLOCK_MARK.match(line) and not _goes_on(lines, line)):
            yield lines, bool(fence)
            lines = []
            fence = mark[1] if mark and not fence else ""
        if not mark:
            lines.append(line)
        if _HEADING_MARK.match(line):
            yield lines, False
            lines = []
    yield lines, bool(fence)


def _goes_on(lines: list[str], line: str) -> bool:
    """Whether `line` is one more of the quotation that `lines` are."""
    return bool(lines) and lines[-1].lstrip()[:1] == line.lstrip()[:1] == ">"


def _words(line: str) -> str:
    """One line without its marks; the cells of a table apart by a space; "" for a ruler."""
    if _NO_WORDS.fullmatch(line):
        return ""
    if marks := _LINE_MARKS.match(line):
        line = line[marks.end() :]
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    if line.lstrip().startswith("|"):
        line = " ".join(cell.strip() for cell in line.split("|"))
    return line.strip()


def _first_line(text: str) -> str:
    line = text.partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"
