"""A digest as one message: the line, points and risks, where it is from and how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.address import web_address
from bot.render.clean import cut_sentence
from bot.render.offers import has_evidence
from bot.render.phrases import phrase
from bot.render.telegram.footer import footer
from bot.render.telegram.keyboard import digest_keyboard
from bot.render.telegram.markup import BLANK, Body, Span, write_most
from bot.render.telegram.message import Message
from bot.render.text import quoted
from bot.render.tidy import LEAST_QUOTE, MOST_QUOTE, number, sections, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import CheckedPoint, Digest
    from bot.render.telegram.markup import Line, Written
    from bot.render.telegram.message import View


def render_digest(answer: DigestAnswer, view: View) -> Message:
    """The digest in its own language, with our buttons and remarks in the reader's.

    Too long for one message, it loses quotations evenly, then points and risks from the end.
    """
    written = _written(answer, view)
    preview = web_address(answer.digest.url) if view.preview else None
    return Message(written.html, written.plain, digest_keyboard(answer, view), preview)


def draft_digest(answer: DigestAnswer) -> str:
    """What is finished of a digest, as HTML: the line and the points, no source, no buttons."""
    digest = tidy(answer.digest)

    def body(shown: int) -> Body:
        return Body(tuple(_blocks((_one_line(digest), *_sections(digest, shown, 0)))))

    return write_most(body, number(digest)).html


def _written(answer: DigestAnswer, view: View) -> Written:
    digest, end = tidy(answer.digest), tuple(footer(answer, view))
    is_full = answer.style == "full" or answer.evidence

    def body(shown: int, quote: int = 0) -> Body:
        line, parts = _one_line(digest), tuple(_sections(digest, shown, quote))
        if is_full:
            return Body(tuple(_blocks((line, *parts, end))))
        return Body(line, tuple(_blocks(parts)), end)

    most = number(digest)
    if not answer.evidence or not has_evidence(digest):
        return write_most(body, most)
    longest = MOST_QUOTE - LEAST_QUOTE
    written = write_most(lambda more: body(most, LEAST_QUOTE + more), longest)
    return written if written.fits else write_most(lambda n: body(n, LEAST_QUOTE), most)


def _one_line(digest: Digest) -> tuple[Line, ...]:
    return ((Span(quoted(digest, digest.one_line), "b"),),) if digest.one_line else ()


def _sections(digest: Digest, shown: int, quote: int) -> Iterator[tuple[Line, ...]]:
    """The first `shown` points and risks under their headings, each quotation of `quote` units."""
    for section in sections(digest, shown):
        heading = Span(phrase(digest.language, f"heading.{section.name}"), "b", ours=True)
        more = ((Span("…"),),) if section.goes_on else ()
        yield ((heading,), *_points(digest, section.points, quote), *more)


def _points(digest: Digest, points: Iterable[CheckedPoint], quote: int) -> Iterator[Line]:
    colon = phrase(digest.language, "label.colon")
    for point in points:
        label = (Span(point.label, "b"), Span(colon)) if point.label else ()
        yield (Span("• "), *label, Span(quoted(digest, point.fact)))
        for sentence in point.quotes if quote else ():
            words = phrase(digest.language, "label.evidence", text=cut_sentence(sentence, quote))
            yield (Span(words, "i"),)


def _blocks(blocks: Iterable[tuple[Line, ...]]) -> Iterator[Line]:
    """The lines of all blocks, a blank one between two blocks."""
    told = False
    for block in blocks:
        if block and told:
            yield BLANK
        yield from block
        told = told or bool(block)
