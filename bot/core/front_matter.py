"""The YAML block at the head of a Markdown file, read the way its author meant it.

Every value stays the text that was written: `lang: no` is "no", a date is its digits. A byte
order mark, CRLF, a missing closing line and YAML that people broke by hand are all read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from frontmatter.default_handlers import YAMLHandler
from yaml import SafeLoader, YAMLError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLOSED: Final = re.compile(
    r"\s*^---[ \t]*\n(?P<yaml>.{0,16000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_UNCLOSED: Final = re.compile(
    r"\s*^---[ \t]*\n(?P<yaml>(?:[^\s:#][^:\n]{0,40}:[^\n]*\n)+)", re.MULTILINE
)
_LINE: Final = re.compile(
    r"^(?P<key>[^\s:：#-][^:：\n]{0,40}?)\s*[:：]\s*(?P<value>.*?)\s*$", re.MULTILINE
)


class _Text(SafeLoader):
    """A loader that guesses no types; in Python, since the C one crashes on deep nesting."""


_Text.yaml_implicit_resolvers = {}


class FrontMatter(NamedTuple):
    """`values`: keys in lower case, each with the scalars written there. `rest`: what follows."""

    values: Mapping[str, tuple[str, ...]]
    rest: str


def split_front_matter(text: str) -> FrontMatter:
    """Part `text` (line ends brought to LF) into its front matter, which may be empty, and rest."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _CLOSED.match(text) or _UNCLOSED.match(text)
    if not found:
        return FrontMatter({}, text)
    values = _load(found["yaml"])
    return FrontMatter(values, text[found.end() :]) if values is not None else FrontMatter({}, text)


def _load(source: str) -> dict[str, tuple[str, ...]] | None:
    """The keys of the block; None where it is no block of keys, but text between two rulers."""
    try:
        loaded = YAMLHandler().load(source, Loader=_Text)
    except (YAMLError, RecursionError):
        loaded = {found["key"]: _unquoted(found["value"]) for found in _LINE.finditer(source)}
    if loaded is None:
        return {}
    if not isinstance(loaded, dict) or not loaded:
        return None
    return {str(key).strip().lower(): tuple(_scalars(value)) for key, value in loaded.items()}


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _scalars(value: object) -> list[str]:
    """The texts of a value or of a flat list; deeper nesting (aliases of aliases) is no text."""
    values = value if isinstance(value, list) else [value]
    return [text for each in values if isinstance(each, str) and (text := each.strip())]
