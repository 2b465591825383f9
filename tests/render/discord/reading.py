"""Discord's side of a message, as strict as it may ever be: its markdown, and what it livens up.

Follows the rules of Discord's client (simple-markdown's, with its own): escapes, code, bold,
italic, underline, strike, spoiler, headings, lists, small lines, quotations, masked links,
addresses, mentions, emoji, times. Where clients differ it takes the view that does most harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DAMP = "\u2060"
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*(<?)((?:\([^)]*\)|[^\s\\]|\\.)*?)(>?)(?:\s+['\"][\s\S]*?['\"])?\s*\)"
)
CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
LIVE = (
    ("mention", re.compile(r"<(?:@[!&]?|#|id:)[^\s<>]+>|</[^<>]+:\d+>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|<sound:[^<>]*>")),
    ("time", re.compile(r"<t:-?\d+(?::\w+)?>")),
    ("address", re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s>]+>|<[^\s<>]+@[^\s<>]+>|<\+\d[^<>]*>")),
    ("address", re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<]+")),
    ("invite", re.compile(r"discord(?:app)?\.(?:gg|com/invite)/\w+", re.IGNORECASE)),
    ("mention", re.compile(r"@(?:everyone|here)")),
    ("emoji", re.compile(r":[A-Za-z0-9_+~-]+:")),
)
MARKS = (
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)\*(?!\*)")),
    ("italic", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_")),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~")),
    ("spoiler", re.compile(r"\|\|((?:\\[\s\S]|[^\\])+?)\|\|")),
)
BLOCKS = (
    ("small", re.compile(r" *-# +(?=\S)")),
    ("heading", re.compile(r" *#{1,3} +(?=\S)")),
    ("item", re.compile(r" *(?:[-*+]|\d+\.)(?: +|$)")),
    ("quotation", re.compile(r" *>(?:>>)? +")),
)
SERVERS = re.compile(r"<@[!&]?\d|@everyone|@here|[A-Za-z]://")
"""What a server finds in a text whatever stands before it, as far as we know."""


class RejectedError(Exception):
    """Discord would not take this, or would show it otherwise than it was meant."""


@dataclass(frozen=True)
class Alive:
    """Something that a reader can press or that is replaced by something else."""

    kind: str
    value: str
    text: str = ""


@dataclass
class Read:
    """What a text of markdown comes to: lines as they are seen, an item's with a "• " before it.

    `marks`: under what kind of mark which words stand; `bare`: all that is seen outside of code.
    """

    lines: list[str] = field(default_factory=list)
    alive: list[Alive] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)
    bare: str = ""

    @property
    def text(self) -> str:
        """What is seen, without the unseen."""
        return "\n".join(self.lines).replace(DAMP, "")

    def marked(self, kind: str) -> list[str]:
        return [text.replace(DAMP, "") for name, text in self.marks if name == kind]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def read(markdown: str) -> Read:
    """Parse a text.

    Raises:
        RejectedError: it holds a mark that is never closed, or what is seen by no server alike.
    """
    found = Read()
    if "```" in markdown:
        raise RejectedError("a block of code")
    for line in markdown.split("\n"):
        found.lines.append(_block(line, found))
        found.bare += "\n"
    if hidden := SERVERS.search(found.bare):
        raise RejectedError(f"a server may find {hidden[0]!r}")
    return found


def _block(text: str, found: Read, depth: int = 0) -> str:
    """What is seen of a text that may begin a block: a line's, an item's, a heading's."""
    for kind, rule in BLOCKS:
        if begun := rule.match(text):
            found.marks.append((kind * (depth == 0) or f"{kind} within", text[begun.end() :]))
            seen = _block(text[begun.end() :], found, depth + 1)
            return f"• {seen}" if kind == "item" else seen
    return _inline(text, found)


def _inline(text: str, found: Read) -> str:
    seen, at = "", 0
    while at < len(text):
        part, at = _next(text, at, found)
        seen += part
    return seen


def _next(text: str, at: int, found: Read) -> tuple[str, int]:
    """What is seen of the next sign or construct, and where it ends."""
    if escaped := ESCAPE.match(text, at):
        found.bare += escaped[1]
        return escaped[1], escaped.end()
    for kind, rule in LIVE:
        if alive := rule.match(text, at):
            found.alive.append(Alive(kind, alive[0]))
            return alive[0], alive.end()
    if link := LINK.match(text, at):
        return _link(link, found), link.end()
    if text[at] == "`":
        return _code(text, at, found)
    return _marked(text, at, found)


def _code(text: str, at: int, found: Read) -> tuple[str, int]:
    code = CODE.match(text, at)
    if not code:
        raise RejectedError(f"code that is never closed: {text[at : at + 30]!r}")
    words = re.sub(r"^ (?= *`)|(` *) $", r"\1", code[2])
    found.marks.append(("code", words))
    found.bare += "\0"
    return words, code.end()


def _marked(text: str, at: int, found: Read) -> tuple[str, int]:
    for kind, rule in MARKS:
        if mark := rule.match(text, at):
            found.bare += "\0"
            seen = _block(mark[1], found, 1)
            found.bare += "\0"
            found.marks.append((kind, seen))
            return seen, mark.end()
    found.bare += text[at]
    return text[at], at + 1


def _link(link: re.Match[str], found: Read) -> str:
    """A masked link; Discord shows it raw where its words are an address."""
    if (link[2] == "<") != (link[4] == ">"):
        raise RejectedError(f"an address that leaves its brackets: {link[0]!r}")
    if "://" in link[1] or not link[1].strip():
        raise RejectedError(f"a link whose words are an address, or nothing: {link[0]!r}")
    inner = Read()
    seen = _block(link[1], inner, 1)
    if inner.alive or inner.marks:
        raise RejectedError(f"more than words in a link: {link[0]!r}")
    found.bare += f"\0{inner.bare}\0"
    found.alive.append(Alive("link", link[3], seen.replace(DAMP, "")))
    return seen


def components(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component of a message, nested ones too."""
    for each in payload.get("components", ()):
        yield each
        yield from components(each)


def check_payload(payload: dict[str, Any]) -> None:
    """Refuse what the API refuses of a message in components.

    Raises:
        RejectedError: a limit is overstepped, or a name stands twice.
    """
    parts = list(components(payload))
    texts = [each["content"] for each in parts if each["type"] == 10]
    names = [each["custom_id"] for each in parts if "custom_id" in each]
    _require(payload["flags"] == 32768, "no flag for components")
    _require(0 < len(parts) <= 40, f"{len(parts)} components")
    _require(sum(map(units, texts)) <= 4000, "too much text")
    _require(all(text.strip() for text in texts), "an empty text")
    _require(len(set(names)) == len(names), f"a name twice: {names}")
    _require(all(0 < len(name) <= 100 for name in names), f"a long name: {names}")
    for part in parts:
        _check_part(part)


def check_embed(payload: dict[str, Any]) -> None:
    """Refuse what the API refuses of a message with an embed.

    Raises:
        RejectedError: a limit is overstepped.
    """
    (embed,) = payload["embeds"]
    told = (
        embed.get("title", ""),
        embed.get("description", ""),
        embed.get("footer", {}).get("text", ""),
    )
    for text, most in zip(told, (256, 4096, 2048), strict=True):
        _require(units(text) <= most, f"more than {most}")
    _require(0 < sum(map(units, told)) <= 6000, "an embed of that length")
    _require(len(payload["components"]) <= 5, "too many rows")
    for part in components(payload):
        _check_part(part)


def _check_part(part: dict[str, Any]) -> None:
    if part["type"] == 1:
        _require(0 < len(part["components"]) <= 5, "a row of that length")
    if part["type"] == 2:
        _require(0 < len(part["label"]) <= 80, f"a label of that length: {part['label']}")
        _require(("url" in part) != ("custom_id" in part), "a button of two minds")
        _require(len(part.get("url", "")) <= 512, "a long address")
    if part["type"] == 3:
        _require(0 < len(part["options"]) <= 25, "a menu of that length")
        _require(len(part["placeholder"]) <= 150, "a long placeholder")
        _require(all(0 < len(each["label"]) <= 100 for each in part["options"]), "a long option")
        _require(sum("default" in each for each in part["options"]) <= 1, "two defaults")


def _require(is_so: bool, complaint: str) -> None:
    if not is_so:
        raise RejectedError(complaint)
