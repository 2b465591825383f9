"""Topics: names and subjects to file an article under, as it spells them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.check.links import foreign_links, unknown_codes
from bot.core.check.voice import appeals, orders, talk_of_itself
from bot.core.terms import share, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.check.evidence import Evidence

_LONGEST = 30
_NO_NAME = re.compile(r"[\[\]|#^<>\n\\/@]")
_RULES = (foreign_links, unknown_codes, appeals, orders, talk_of_itself)


def sound_topics(topics: Iterable[str], evidence: Evidence) -> tuple[str, ...]:
    """Those of `topics` that are short, the article's own and safe in a note's [[link]]."""
    return tuple(dict.fromkeys(_sound(topics, evidence)))


def _sound(topics: Iterable[str], evidence: Evidence) -> Iterator[str]:
    for topic in topics:
        name = " ".join(topic.split())
        if 0 < len(name) <= _LONGEST and not _NO_NAME.search(name) and _is_own(name, evidence):
            yield name


def _is_own(name: str, evidence: Evidence) -> bool:
    if any(broken(name, evidence) for broken in _RULES):
        return False
    found = terms(name)
    foreign_script = not evidence.same_language and not name.isascii()
    return name.casefold() in evidence.text or foreign_script or share(found, evidence.terms) > 0.5
