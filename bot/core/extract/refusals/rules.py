"""The rules that refuse a page, each a small function of its signs, in the order they are asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.extract.refusals import phrases
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.extract.refusals.signs import Signs

    Rule = Callable[[Signs], Refusal | None]

_FEW: Final = 240  # weight: 120 words or 240 Chinese characters; what a wall says at most
_SOME: Final = 600
_SEGMENT: Final = re.compile(r"\s+[|•·»›—–-]\s+|[|_]|::")


def _matcher(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_NOT_FOUND: Final = _matcher(
    pattern.format_map(phrases.NOT_FOUND_WORDS) for pattern in phrases.NOT_FOUND_TITLES
)
_LOGIN: Final = _matcher(phrases.LOGIN_TITLES)
_FOR_REPLIES: Final = re.compile(phrases.LOGIN_IS_FOR_REPLIES)
_CHALLENGE: Final = _matcher(map(re.escape, phrases.CHALLENGE_TITLES))


def _titled(signs: Signs, pattern: re.Pattern[str], *, only_title: bool = False) -> str | None:
    """The title or first heading, or a segment of one ("Log in | Example"), that `pattern` fits."""
    titles = (signs.title,) if only_title else (signs.title, *signs.headings)
    for title in map(str.lower, titles):
        for part in (title, *_SEGMENT.split(title)):
            if pattern.fullmatch(part.strip()):
                return part.strip()
    return None


def _first(table: Iterable[str], text: str) -> str | None:
    return next((phrase for phrase in table if phrase in text), None)


def _said(
    signs: Signs, code: RefusalCode, table: Iterable[str], *, unless: re.Pattern[str] | None = None
) -> Refusal | None:
    """A phrase of `table` on a page that says hardly more than that.

    A phrase that goes on as `unless` does not count.
    """
    if signs.weight >= _FEW or signs.visible_weight >= 2 * _FEW:
        return None
    visible = signs.visible.lower()
    for phrase in table:
        at = visible.find(phrase)
        if at >= 0 and not (unless and unless.match(visible, at + len(phrase))):
            return Refusal(code, f"phrase: {phrase}")
    return None


def challenge(signs: Signs) -> Refusal | None:
    """A check of the visitor: for the reader the site could not be fetched."""
    if signs.visible_weight > _FEW:
        return None
    markup = signs.document.html.lower()
    found = _titled(signs, _CHALLENGE)
    mark = _first(phrases.CHALLENGE_MARKS, markup)
    phrase = _first(phrases.CHALLENGE_PHRASES, markup)
    if (found and (mark or phrase or signs.weight < 80)) or (mark and phrase):
        return Refusal(RefusalCode.FETCH_FAILED, f"challenge: {found or phrase}")
    return None


def not_found(signs: Signs) -> Refusal | None:
    """A soft 404: the title says so, or the few words there are."""
    if found := signs.weight < _SOME and _titled(signs, _NOT_FOUND):
        return Refusal(RefusalCode.NOT_FOUND, f"title: {found}")
    return _said(signs, RefusalCode.NOT_FOUND, phrases.NOT_FOUND_PHRASES)


def deleted(signs: Signs) -> Refusal | None:
    """Taken down by its author, or its author is gone."""
    return _said(signs, RefusalCode.DELETED, phrases.DELETED_PHRASES)


def violation(signs: Signs) -> Refusal | None:
    """Taken down by the platform or by law."""
    return _said(signs, RefusalCode.VIOLATION, phrases.VIOLATION_PHRASES)


def login(signs: Signs) -> Refusal | None:
    """A page to log in, instead of the article."""
    if signs.weight >= _FEW:
        return None
    if found := _titled(signs, _LOGIN, only_title=signs.visible_weight >= 2 * _FEW):
        return Refusal(RefusalCode.LOGIN, f"title: {found}")
    if signs.has_password and signs.visible_weight < _FEW:
        return Refusal(RefusalCode.LOGIN, "password field")
    return _said(signs, RefusalCode.LOGIN, phrases.LOGIN_PHRASES, unless=_FOR_REPLIES)


def cookie_wall(signs: Signs) -> Refusal | None:
    """Nothing but a choice about cookies."""
    visible = signs.visible.lower()
    if signs.visible_weight > _SOME:
        return None
    word, choice = _first(phrases.COOKIE_WORDS, visible), _first(phrases.COOKIE_CHOICES, visible)
    if word and choice:
        return Refusal(RefusalCode.COOKIE_WALL, f"{word}, {choice}")
    return None


def script_only(signs: Signs) -> Refusal | None:
    """A shell that scripts would fill."""
    if signs.weight >= 40 or signs.visible_weight >= 80:
        return None
    markup = signs.document.html.lower()
    if "<script" in markup and (
        signs.visible_weight < 10 or _first(phrases.SCRIPT_PHRASES, markup)
    ):
        return Refusal(RefusalCode.SCRIPT_ONLY, f"{signs.visible_weight} visible")
    return None


PAGE_RULES: Final[tuple[Rule, ...]] = (challenge,)
ARTICLE_RULES: Final[tuple[Rule, ...]] = (
    not_found,
    deleted,
    violation,
    cookie_wall,
    login,
    script_only,
)
