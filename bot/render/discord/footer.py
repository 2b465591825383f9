"""The end of a digest: what went wrong, title and source, how it was made, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.discord.address import link_target
from bot.render.discord.markdown import Line, Span, titled
from bot.render.discord.wording import PLATFORM, words
from bot.render.offers import can_read_again
from bot.render.remarks import meta, more_links, trouble
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
    before, after = remarks(answer, view)
    return (*map(_small, before), source, *map(_small, after))


def remarks(answer: DigestAnswer, view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said about a digest above the line that tells its source, and what below."""
    return tuple(_why(answer, view)), tuple(_more(answer, view))


def title_spans(digest: Digest) -> tuple[Span, ...]:
    """The title, a link where there is an address; nothing where there is neither."""
    if not digest.title and not digest.url:
        return ()
    word = words(digest.language, "button.source")
    return titled(title_of(digest), link_target(digest.url), word)


def _why(answer: DigestAnswer, view: View) -> Iterator[str]:
    if answer.trouble:
        has_again = can_read_again(answer, view.kind) and bool(view.id)
        yield trouble(answer.trouble, view.ui, has_again=has_again)


def _more(answer: DigestAnswer, view: View) -> Iterator[str]:
    if answer.meta and (made := meta(answer.digest, view.ui)):
        yield made
    if more := more_links(answer.more_links, view.ui, PLATFORM):
        yield more


def _small(text: str) -> Line:
    return Line((Span(text),), "-# ")
