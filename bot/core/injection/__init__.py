"""Sentences of an article that speak to a machine which reads it, not to its readers.

Such a sentence is evidence of nothing: it is neither quoted nor may a point rest on it. The rules
look for orders (a verb that begins a clause) about the answer, the summary or the instructions.
What stands in quotation marks is somebody's example and orders nobody, so that an article *about*
such attacks is read like any other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.injection.chinese import CHINESE
from bot.core.injection.codes import codes
from bot.core.injection.elsewhere import ELSEWHERE
from bot.core.injection.english import ENGLISH
from bot.core.injection.plain import plain, unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Passage

__all__ = ["codes", "orders_a_machine", "planted", "without_orders"]

_FAMILIES = (*ENGLISH, *CHINESE, *ELSEWHERE)
_PARTS = re.compile(
    r"\s*[\[【(（<][^\])】）>]*[\])】）>]?|\s*(?:[—–|:：;；]|[.!?](?=\s|$)|[。！？])+"
    r"|[^\[【(（<—–|:：;；.!?。！？]+|."
)
"""A title's brackets, its dividers and what stands between them."""


def orders_a_machine(text: str) -> bool:
    """Whether `text`, a sentence or a few, tells a language model what to do."""
    return bool(_ordering([text]))


def without_orders(text: str) -> str:
    """`text`, a title or a name, without the bracket or the clause that orders a machine about."""
    if not orders_a_machine(text):
        return text
    parts = [part for part in _PARTS.findall(text) if not orders_a_machine(part)]
    kept = "".join(parts).strip(" —–-|:：,，;；.")
    return "" if orders_a_machine(kept) else kept


def planted(passages: Sequence[Passage]) -> frozenset[int]:
    """The numbers of the passages that order a machine about."""
    ordering = _ordering([passage.text for passage in passages])
    return frozenset(passages[at].number for at in ordering)


def _ordering(texts: Sequence[str]) -> list[int]:
    """Which of `texts` hold orders, by their place."""
    read = [plain(unquoted(text)).strip() for text in texts]
    whole = "\n".join(read)
    families = [family for known in _FAMILIES if (family := known.within(whole)).cues]
    return [
        at for at, text in enumerate(read) if any(family.gives_orders(text) for family in families)
    ]
