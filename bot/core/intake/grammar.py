"""What people write after a command: links, a language, a style, in any order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.links import find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.answers import ChatStyle
    from bot.core.model import AskedLanguage, Link

LANGUAGES: Final[Mapping[str, AskedLanguage]] = {
    "zh": "zh",
    "中文": "zh",
    "汉语": "zh",
    "en": "en",
    "英文": "en",
    "english": "en",
    "auto": "auto",
    "自动": "auto",
}
STYLES: Final[Mapping[str, ChatStyle]] = {
    "short": "compact",
    "compact": "compact",
    "简短": "compact",
    "full": "full",
    "完整": "full",
}
FRESH: Final = frozenset({"fresh", "重新"})


@dataclass(frozen=True, slots=True)
class Wish:
    """How digests are wanted, and of what. Empty: as the chat has it set.

    `unknown` is the first word that says nothing to us.
    """

    links: tuple[Link, ...] = ()
    language: AskedLanguage | None = None
    style: ChatStyle | None = None
    fresh: bool = False
    unknown: str = ""


def read_wish(arguments: str, addresses: Sequence[str] = ()) -> Wish:
    """The wish in the words after `/digest`; `addresses` are those the platform has found there."""
    language: AskedLanguage | None = None
    style: ChatStyle | None = None
    fresh = False
    unknown = ""
    for word in arguments.split():
        lower = word.lower()
        if lower in LANGUAGES:
            language = LANGUAGES[lower]
        elif lower in STYLES:
            style = STYLES[lower]
        elif lower in FRESH:
            fresh = True
        elif not unknown and not find(word, [a for a in addresses if a in word or word in a]):
            unknown = word
    return Wish(find(arguments, addresses), language, style, fresh, unknown)


def asked_language(text: str) -> AskedLanguage | None:
    """The language that a whole message names: the answer `en` to one of our digests."""
    language = LANGUAGES.get(text.strip().lower())
    return None if language == "auto" else language
