"""The end of a digest: what went wrong, title and source, how it was made, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.discord.address import link_target
from bot.render.discord.markdown import Line, Span, titled
from bot.render.discord.wording import PLATFORM, lines, words
from bot.render.offers import can_read_again
from bot.render.remarks import limit, meta, more_links, trouble
from bot.render.tidy import facts_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest
    from bot.render.discord.message import View


def footer(answer: DigestAnswer, view: View) -> tuple[Line, ...]:
    """The small lines below a digest."""
    digest = answer.digest
    title = title_spans(digest)
    source = Line((*title, Span(" · " if title else ""), Span(facts_of(digest))), "-# ")
    before, after = _why(answer, view), _more(answer, view)
    return (*map(_small, before), *_limit(answer, view), source, *map(_small, after))


def remarks(answer: DigestAnswer, view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said about a digest above the line that tells its source, and what below."""
    told = limit(answer, view.ui, PLATFORM)
    before = (*_why(answer, view), *((told,) if told else ()))
    return before, tuple(_more(answer, view))


def title_spans(digest: Digest) -> tuple[Span, ...]:
    """The title, a link where there is an address; nothing where there is neither."""
    if not digest.title and not digest.url:
        return ()
    word = words(digest.language, "button.source")
    return titled(title_of(digest), link_target(digest.url), word)


def _why(answer: DigestAnswer, view: View) -> Iterator[str]:
    if answer.trouble:
        has_again = can_read_again(answer, view.kind) and bool(view.id)
        if why := trouble(answer.trouble, view.ui, has_again=has_again):
            yield why


def _limit(answer: DigestAnswer, view: View) -> Iterator[Line]:
    """Which budget was used up, with a moment that is shown in the reader's own zone."""
    if answer.limit:
        told = lines(view.ui, answer.limit.key, answer.limit.fields)
        yield from (line._replace(lead="-# ") for line in told)


def _more(answer: DigestAnswer, view: View) -> Iterator[str]:
    if answer.meta and (made := meta(answer.digest, view.ui)):
        yield made
    if more := more_links(answer.more_links, view.ui, PLATFORM):
        yield more


def _small(text: str) -> Line:
    return Line((Span(text),), "-# ")
