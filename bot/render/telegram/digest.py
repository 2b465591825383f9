"""A digest as one message: the line, points and risks, where it is from and how it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.model import CheckedPoint
from bot.render.phrases import phrase
from bot.render.telegram.address import web_address
from bot.render.telegram.clean import clean, cut, cut_sentence
from bot.render.telegram.footer import footer
from bot.render.telegram.keyboard import digest_keyboard
from bot.render.telegram.markup import BLANK, Body, Span, write_most
from bot.render.telegram.message import Message
from bot.render.text import points_below, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest
    from bot.render.telegram.markup import Line, Written
    from bot.render.telegram.message import View

_MOST_TEXT: Final = 1000
_MOST_LABEL: Final = 120
_MOST_POINTS: Final = 64
"""Of each kind; more would not fit, whatever they say."""

_MOST_QUOTES: Final = 8
_LEAST_QUOTE, _MOST_QUOTE = 40, 800
"""UTF-16 units of each quotation behind a point."""


def render_digest(answer: DigestAnswer, view: View) -> Message:
    """The digest in its own language, with our buttons and remarks in the reader's.

    Too long for one message, it loses quotations evenly, then points and risks from the end.
    """
    written = _written(answer, view)
    preview = web_address(answer.digest.url) if view.preview else None
    return Message(written.html, written.plain, digest_keyboard(answer, view), preview)


def draft_digest(answer: DigestAnswer) -> str:
    """What is finished of a digest, as HTML: the line and the points, no source, no buttons."""
    digest = _tidy(answer.digest)

    def body(shown: int) -> Body:
        return Body(tuple(_blocks((_one_line(digest), *_sections(digest, shown, 0)))))

    return write_most(body, _number(digest)).html


def _written(answer: DigestAnswer, view: View) -> Written:
    digest, end = _tidy(answer.digest), tuple(footer(answer, view))
    is_full = answer.style == "full" or answer.evidence

    def body(shown: int, quote: int = 0) -> Body:
        line, sections = _one_line(digest), tuple(_sections(digest, shown, quote))
        if is_full:
            return Body(tuple(_blocks((line, *sections, end))))
        return Body(line, tuple(_blocks(sections)), end)

    number = _number(digest)
    if not answer.evidence or digest.summarizer.kind == "extract":
        return write_most(body, number)
    longest = _MOST_QUOTE - _LEAST_QUOTE
    written = write_most(lambda more: body(number, _LEAST_QUOTE + more), longest)
    return written if written.fits else write_most(lambda n: body(n, _LEAST_QUOTE), number)


def _tidy(digest: Digest) -> Digest:
    """The digest with texts that are fit to be shown; a point that says nothing is left out."""
    digest = replace(
        digest,
        one_line=cut_sentence(clean(digest.one_line), _MOST_TEXT),
        key_points=tuple(_tidy_points(digest.key_points)),
        risks=tuple(_tidy_points(digest.risks)),
    )
    return replace(digest, key_points=points_below(digest))


def _tidy_points(points: tuple[CheckedPoint, ...]) -> Iterator[CheckedPoint]:
    for point in points[:_MOST_POINTS]:
        if fact := cut_sentence(clean(point.fact), _MOST_TEXT):
            label = cut(clean(point.label), _MOST_LABEL)
            yield CheckedPoint(
                label, fact, tuple(filter(None, map(clean, point.quotes[:_MOST_QUOTES])))
            )


def _number(digest: Digest) -> int:
    return len(digest.key_points) + len(digest.risks)


def _one_line(digest: Digest) -> tuple[Line, ...]:
    return ((Span(quoted(digest, digest.one_line), "b"),),) if digest.one_line else ()


def _sections(digest: Digest, shown: int, quote: int) -> Iterator[tuple[Line, ...]]:
    """The first `shown` points and risks under their headings, each quotation of `quote` units."""
    shown_risks = max(0, shown - len(digest.key_points))
    parts = {"key_points": digest.key_points[:shown], "risks": digest.risks[:shown_risks]}
    sections = {name: tuple(_points(digest, part, quote)) for name, part in parts.items() if part}
    more = ((Span("…"),),) if shown < _number(digest) else ()
    for name, lines in sections.items():
        heading = Span(phrase(digest.language, f"heading.{name}"), "b", ours=True)
        yield ((heading,), *lines, *(more if name == [*sections][-1] else ()))


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
