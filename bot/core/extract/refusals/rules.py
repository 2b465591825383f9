"""The rules that refuse a page, each a small function of its signs, in the order they are asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.extract.refusals import phrases
from bot.core.extract.refusals.lists import is_list
from bot.core.extract.refusals.signs import weight_of
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.extract.refusals.signs import Signs

    Rule = Callable[[Signs], Refusal | None]

# Weights: a word counts two, a Chinese character one.
_NOTHING: Final = 60
_LITTLE: Final = 160  # an article of so few words may as well be the words of a wall
_WALL: Final = 320  # a wall says no more than this between header and footer
_TEASER: Final = 500
_PROMPT: Final = 400  # characters after the article's end in which a paywall asks for money

_SEGMENT: Final = re.compile(r"\s+[|•·»›—–-]\s+|[|_]|::")
_SENTENCE: Final = re.compile(r"[.!?。！？\n]+")
_WHOLE: Final = re.compile(r"[.!?。！？”\"'’」）)]\s*$")


def _matcher(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_CHALLENGE: Final = _matcher(map(re.escape, phrases.CHALLENGE_TITLES))
_OUTAGE: Final = _matcher(phrases.OUTAGE_TITLES)
_NOT_FOUND: Final = _matcher(
    pattern.format_map(phrases.NOT_FOUND_WORDS) for pattern in phrases.NOT_FOUND_TITLES
)
_LOGIN: Final = _matcher(phrases.LOGIN_TITLES)
_FOR_REPLIES: Final = _matcher(phrases.LOGIN_IS_FOR_REPLIES)
_CONSENT: Final = _matcher(phrases.CONSENT_WORDS)
_FREE: Final = re.compile(r"isaccessibleforfree[\"']?\s*[:=]\s*[\"']?false")


def _titled(signs: Signs, pattern: re.Pattern[str]) -> str | None:
    """The title or a first heading, or a segment of one ("Log in | Example"), that fits."""
    for title in map(str.lower, (signs.title, *signs.headings)):
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
    if signs.weight >= _LITTLE or signs.core_weight >= _WALL:
        return None
    for phrase in table:
        at = signs.core.find(phrase)
        if at >= 0 and not (unless and unless.match(signs.core, at + len(phrase))):
            return Refusal(code, f"phrase: {phrase}")
    return None


def challenge(signs: Signs) -> Refusal | None:
    """A check of the visitor: for the reader, the site did not give its page."""
    title = _titled(signs, _CHALLENGE)
    mark = _first(phrases.CHALLENGE_MARKS, signs.markup)
    if not (title or mark) or signs.core_weight > _WALL:
        return None
    phrase = _first(phrases.CHALLENGE_PHRASES, signs.markup)
    is_titled = title and (mark or phrase or signs.core_weight < _NOTHING)
    if is_titled or (mark and phrase and signs.core_weight < _LITTLE):
        return Refusal(RefusalCode.FETCH_FAILED, f"challenge: {title or phrase}")
    return None


def outage(signs: Signs) -> Refusal | None:
    """An error of the server, served as if it were the page."""
    title = signs.weight < _LITTLE and _titled(signs, _OUTAGE)
    if title and signs.core_weight < _WALL:
        return Refusal(RefusalCode.FETCH_FAILED, f"title: {title}")
    return None


def not_found(signs: Signs) -> Refusal | None:
    """A soft 404: the title says so, or the few words there are.

    Pages that explain the error have its name in their title too, and more to say.
    """
    title = signs.weight < _TEASER and _titled(signs, _NOT_FOUND)
    if title and (signs.weight < _LITTLE or _first(phrases.NOT_FOUND_PHRASES, signs.core)):
        return Refusal(RefusalCode.NOT_FOUND, f"title: {title}")
    return _said(signs, RefusalCode.NOT_FOUND, phrases.NOT_FOUND_PHRASES)


def deleted(signs: Signs) -> Refusal | None:
    """Taken down by its author, or its author is gone."""
    return _said(signs, RefusalCode.DELETED, phrases.DELETED_PHRASES)


def violation(signs: Signs) -> Refusal | None:
    """Taken down by the platform or by law."""
    return _said(signs, RefusalCode.VIOLATION, phrases.VIOLATION_PHRASES)


def paywall(signs: Signs) -> Refusal | None:
    """The beginning of an article and the way to pay for the rest of it.

    A page that only declares itself paid but holds its whole text is read.
    """
    if signs.weight >= _TEASER:
        return None
    asked = _first(phrases.PAYWALL_PHRASES, _end_of_article(signs))
    declared = bool(_FREE.search(signs.markup)) or _has_paywall(signs)
    cut = not _WHOLE.search(signs.text) or signs.text.rstrip().endswith(("...", "…"))
    if asked and (declared or signs.weight < _WALL):
        return Refusal(RefusalCode.PAYWALL, f"phrase: {asked}")
    if declared and cut and signs.weight < _WALL:
        return Refusal(RefusalCode.PAYWALL, "declared, and cut off")
    return None


def _end_of_article(signs: Signs) -> str:
    """The last words of the article and what follows them on the page."""
    tail = " ".join(signs.text.split())[-60:].lower()
    at = signs.core.rfind(tail)
    return signs.text.lower()[-_PROMPT:] + (signs.core[at : at + _PROMPT] if at >= 0 else "")


def _has_paywall(signs: Signs) -> bool:
    """An element that is named as one."""
    for element in signs.document.tree.iter("div", "section", "aside", "p"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if _first(phrases.PAYWALL_CLASSES, name):
            return True
    return False


def cookie_wall(signs: Signs) -> Refusal | None:
    """Nothing but a choice about cookies."""
    if signs.weight > 2 * _TEASER or signs.core_weight > 2 * _TEASER:
        return None
    if not _first(phrases.CONSENT_CHOICES, signs.core) or not _CONSENT.search(signs.core):
        return None
    rest = [part for part in _SENTENCE.split(signs.text.lower()) if not _CONSENT.search(part)]
    around = [part for part in _SENTENCE.split(signs.core) if not _CONSENT.search(part)]
    if weight_of(" ".join(rest)) < _NOTHING and weight_of(" ".join(around)) < _LITTLE:
        return Refusal(RefusalCode.COOKIE_WALL, "a choice and nothing else")
    return None


def login(signs: Signs) -> Refusal | None:
    """A page to log in, instead of the article."""
    if signs.weight < _LITTLE and signs.core_weight < _WALL:
        title = _titled(signs, _LOGIN)
        if title and (signs.has_password or signs.weight < _NOTHING):
            return Refusal(RefusalCode.LOGIN, f"title: {title}")
        if signs.has_password and signs.core_weight < _LITTLE:
            return Refusal(RefusalCode.LOGIN, "password field")
    return _said(signs, RefusalCode.LOGIN, phrases.LOGIN_PHRASES, unless=_FOR_REPLIES)


def script_only(signs: Signs) -> Refusal | None:
    """A shell that scripts would fill."""
    if signs.weight >= _NOTHING or signs.core_weight >= _LITTLE or "<script" not in signs.markup:
        return None
    if phrase := _first(phrases.SCRIPT_PHRASES, signs.markup):
        return Refusal(RefusalCode.SCRIPT_ONLY, f"phrase: {phrase}")
    if signs.core_weight < 20:
        return Refusal(RefusalCode.SCRIPT_ONLY, "scripts and no words")
    return None


def not_article(signs: Signs) -> Refusal | None:
    """A page that leads to articles: home, category, search results, index of a forum."""
    return Refusal(RefusalCode.NOT_ARTICLE, "list of links") if is_list(signs) else None


PAGE_RULES: Final[tuple[Rule, ...]] = (challenge,)
ARTICLE_RULES: Final[tuple[Rule, ...]] = (
    outage,
    not_found,
    deleted,
    violation,
    paywall,
    cookie_wall,
    login,
    script_only,
    not_article,
)
