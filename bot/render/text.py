"""A digest for the terminal: plain text, with a little weight where the reader has a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bot.core.invisible import strip_invisible
from bot.render.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import CheckedPoint, Digest

Style = Literal["short", "full"]

SHORT_POINTS = 3
BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def render_text(digest: Digest, *, style: Style = "full", colour: bool = False) -> str:
    """The digest in the layout of the house, with headings in its own language.

    `colour` adds SGR weight for a terminal. Text of the page never brings escapes of its own.
    """
    paint = _Paint(colour)
    blocks = [_one_line(digest, paint), _points(digest, style, paint)]
    if style == "full" and digest.risks:
        blocks.append(_section(digest, "risks", digest.risks, paint))
    blocks.append(_source(digest, paint))
    return "\n\n".join(blocks) + "\n"


class _Paint:
    """Weights for a terminal, or none at all."""

    def __init__(self, colour: bool) -> None:  # noqa: FBT001 - the one thing it is about
        self._colour = colour

    def bold(self, text: str) -> str:
        return f"{BOLD}{text}{RESET}" if self._colour else text

    def dim(self, text: str) -> str:
        return f"{DIM}{text}{RESET}" if self._colour else text


def _one_line(digest: Digest, paint: _Paint) -> str:
    heading = phrase(digest.language, "heading.one_line")
    return f"{paint.bold(heading)}\n{_clean(quoted(digest, digest.one_line))}"


def points_below(digest: Digest) -> tuple[CheckedPoint, ...]:
    """The points to show below the one line.

    The one line of an extract is one of its sentences: nobody wants to read it twice.
    """
    others = tuple(point for point in digest.key_points if point.fact != digest.one_line)
    return others or digest.key_points


def _points(digest: Digest, style: Style, paint: _Paint) -> str:
    points = points_below(digest)
    shown = points[:SHORT_POINTS] if style == "short" else points
    text = _section(digest, "key_points", shown, paint)
    if style == "short" and (more := _left_out(digest, len(points) - len(shown))):
        text += f"\n{paint.dim(more)}"
    return text


def _left_out(digest: Digest, points: int) -> str:
    """What the short form leaves out, in numbers; "" where that is nothing."""
    counts = {"more_points": points, "more_risks": len(digest.risks)}
    told = [phrase(digest.language, f"label.{name}", n=n) for name, n in counts.items() if n]
    rest = phrase(digest.language, "label.more_separator").join(told)
    return phrase(digest.language, "label.more", rest=rest) if told else ""


def _section(digest: Digest, name: str, points: Iterable[CheckedPoint], paint: _Paint) -> str:
    heading = paint.bold(phrase(digest.language, f"heading.{name}"))
    return "\n".join([heading, *(f"• {_point(digest, point, paint)}" for point in points)])


def _point(digest: Digest, point: CheckedPoint, paint: _Paint) -> str:
    fact = _clean(quoted(digest, point.fact))
    if not point.label:
        return fact
    return paint.bold(_clean(point.label)) + phrase(digest.language, "label.colon") + fact


def quoted(digest: Digest, text: str) -> str:
    """An extract is the article speaking: its sentences stand in quotation marks."""
    return text if digest.summarizer.kind == "model" else in_quotes(text, digest.language)


def in_quotes(text: str, language: str) -> str:
    """`text` in the quotation marks of `language`, unless it stands in some already."""
    if text[:1] in '“"「' and text[-1:] in '”"」':
        return text
    return phrase(language, "label.quote", text=text)


def _source(digest: Digest, paint: _Paint) -> str:
    title = _clean(digest.title) or phrase(digest.language, "label.untitled")
    lines = [title, paint.dim(" · ".join(map(_clean, facts(digest))))]
    if digest.url:
        lines.append(paint.dim(_clean(digest.url)))
    return "\n".join(lines)


def facts(digest: Digest) -> Iterator[str]:
    """Who wrote it, where, when, and how the digest was made; the unknown is left out."""
    for name in dict.fromkeys((digest.author, digest.source)):
        if name:
            yield name
    if digest.published:
        yield digest.published.isoformat()
    yield how_made(digest)
    if digest.partial:
        yield phrase(digest.language, "label.partial")


def how_made(digest: Digest) -> str:
    """The label that is always there: written by a model, in how many parts, or an extract."""
    made = digest.summarizer
    if made.kind == "extract":
        return phrase(digest.language, "label.extract")
    if made.parts is not None and made.parts > 1:
        return phrase(digest.language, "label.parts", parts=made.parts)
    return phrase(digest.language, "label.model")


def _clean(text: str) -> str:
    """One line, without what a terminal would obey or an eye cannot see."""
    return " ".join(strip_invisible(text).split())
