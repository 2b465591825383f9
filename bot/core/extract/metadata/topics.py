"""What a page says it is about: its own keywords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.extract.metadata.facts import Facts

_SPLIT: Final = re.compile(r"[,，、;；|]")
_LONGEST: Final = 40  # characters
_MOST: Final = 10


def topics_of(facts: Facts) -> tuple[str, ...]:
    """The page's tags, else its keywords, each once and in the page's order."""
    for words in _candidates(facts):
        tidy = (" ".join(word.split()).lstrip("#") for word in words)
        named = {
            word.casefold(): word for word in tidy if 1 < len(word) <= _LONGEST and "_" not in word
        }
        if named:
            return tuple(named.values())[:_MOST]
    return ()


def _candidates(facts: Facts) -> Iterator[list[str]]:
    yield list(facts.every("article:tag"))
    keywords = facts.article.get("keywords")
    listed = keywords if isinstance(keywords, list) else [keywords]
    yield [word for text in listed if isinstance(text, str) for word in _SPLIT.split(text)]
    yield _SPLIT.split(facts.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags"))
