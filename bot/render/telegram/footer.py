"""The end of a digest: what went wrong, title and source, how it was made, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.address import web_address
from bot.render.offers import can_read_again
from bot.render.remarks import meta, more_links, trouble
from bot.render.telegram.markup import Span, link
from bot.render.telegram.template import lines
from bot.render.tidy import facts_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest
    from bot.render.telegram.markup import Line
    from bot.render.telegram.message import View


def footer(answer: DigestAnswer, view: View) -> Iterator[Line]:
    """The lines below a digest."""
    digest = answer.digest
    if answer.trouble:
        has_again = can_read_again(answer, view.kind)
        if why := trouble(answer.trouble, view.ui, has_again=has_again):
            yield (Span(why, "i", ours=True),)
    if answer.limit:
        yield from map(_small, lines(view.ui, answer.limit.key, answer.limit.fields))
    if digest.title or digest.url:
        yield (_title(digest),)
    yield (Span(facts_of(digest), "i"),)
    if answer.meta and (made := meta(digest, view.ui)):
        yield (Span(made, "i"),)
    if more := more_links(answer.more_links, view.ui):
        yield (Span(more, "i", ours=True),)


def _title(digest: Digest) -> Span:
    title, url = title_of(digest), web_address(digest.url)
    return link(title, url) if url else Span(title)


def _small(line: Line) -> Line:
    """The line in italics; a moment has a mark of its own."""
    return tuple(span._replace(mark=span.mark or "i") for span in line)
