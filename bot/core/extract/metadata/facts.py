"""What a page declares about itself for machines: meta tags and JSON-LD, read once."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.extract.document import Document

Node = dict[str, Any]

_ARTICLES: Final = re.compile(
    r"Article$|(?:Blog|SocialMedia|DiscussionForum|LiveBlog)Posting$|^(?:Report|HowTo|Recipe|Review"
    r"|Question|CreativeWork|PodcastEpisode|VideoObject)$"
)
_PAGES: Final = re.compile(r"Page$")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_MOST_NODES: Final = 3_000
_LONGEST_SCRIPT: Final = 1_000_000
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_COMMENT: Final = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*;?\s*$")


@dataclass(frozen=True)
class Facts:
    """The declarations of `document`; names of meta tags are in lower case."""

    document: Document

    @cached_property
    def meta(self) -> dict[str, str]:
        """Content of the meta tags by property, name or itemprop, the first of each."""
        found: dict[str, str] = {}
        for element in self.document.tree.iter("meta"):
            content = " ".join(unescape(element.get("content") or "").split())
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(key) or "").strip().lower()
                if name and content:
                    found.setdefault(name, content)
        return found

    def first(self, *names: str) -> str:
        """The first of the meta tags `names` that the page has, "" for none."""
        return next(filter(None, map(self.meta.get, names)), "") or ""

    def every(self, name: str) -> Iterator[str]:
        """Content of all meta tags called `name`."""
        for element in self.document.tree.iter("meta"):
            called = (element.get("name") or element.get("property") or "").lower()
            if called == name and (content := element.get("content")):
                yield content

    @cached_property
    def nodes(self) -> list[Node]:
        """All objects of the JSON-LD, the outer ones first."""
        found: list[Node] = []
        waiting = deque(self._roots())
        while waiting and len(found) < _MOST_NODES:
            node = waiting.popleft()
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                found.append(node)
                waiting.extend(value for value in node.values() if isinstance(value, dict | list))
        return found

    def _roots(self) -> Iterator[Any]:
        for script in self.document.tree.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                yield _loaded((script.text or "")[:_LONGEST_SCRIPT])

    @cached_property
    def article(self) -> Node:
        """The node of the article itself, else of its page, else an empty one."""
        articles = [node for node in self.nodes if _is(node, _ARTICLES)]
        named = [node for node in articles if text_of(node, "headline", "name")]
        pages = [node for node in self.nodes if _is(node, _PAGES)]
        return next(iter(named or articles or pages), {})

    @cached_property
    def is_chinese(self) -> bool:
        """Whether the page's own title is in Chinese characters, and in no Japanese ones."""
        title = self.document.tree.findtext(".//title") or self.first("og:title", "description")
        return bool(_HAN.search(title)) and not _KANA.search(title)

    def resolved(self, value: Any) -> Any:
        """`value`, or the node it refers to by its `@id`."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return self._by_id.get(str(value.get("@id")), value)
        return value

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {
            str(node["@id"]): node
            for node in reversed(self.nodes)
            if len(node) > 2 and "@id" in node
        }


def text_of(node: Node, *names: str) -> str:
    """The first of the properties `names` that is text, tidied; "" for none."""
    for name in names:
        value = node.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return " ".join(unescape(unescape(value)).split())
    return ""


def _is(node: Node, kinds: re.Pattern[str]) -> bool:
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return any(isinstance(kind, str) and kinds.search(kind.rpartition("/")[2]) for kind in listed)


def _loaded(text: str) -> Any:
    """The value of a script, mended where it is commonly broken; None where it is beyond that."""
    text = _COMMENT.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None
