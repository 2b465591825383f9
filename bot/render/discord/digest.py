"""A digest as one message: the line, points and risks, where it is from and how it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.render.clean import clean, cut, cut_sentence, units
from bot.render.discord.buttons import digest_rows
from bot.render.discord.embed import digest_embed
from bot.render.discord.footer import footer
from bot.render.discord.markdown import Line, Span, length, write
from bot.render.discord.message import Message, Rule, Text
from bot.render.discord.points import fitting
from bot.render.discord.wording import words
from bot.render.fit import greatest
from bot.render.phrases import phrase
from bot.render.text import SHORT_POINTS, quoted
from bot.render.tidy import tidy

if TYPE_CHECKING:
    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest
    from bot.render.discord.message import Block, View

MOST_UNITS: Final = 3800
"""UTF-16 units of all texts; Discord takes 4000."""

_MOST_THREAD: Final = 90


def render_digest(answer: DigestAnswer, view: View) -> Message:
    """The digest in its own language, with our buttons and remarks in the reader's.

    Too long for one message, it loses quotations evenly, then points and risks from the end.
    """
    whole = tidy(answer.digest)
    shown = whole
    if answer.style == "compact" and not answer.evidence:
        shown = replace(whole, key_points=whole.key_points[:SHORT_POINTS], risks=())
    end = write(footer(answer, view))
    left_out = _left_out(whole, shown, view.ui)
    room = MOST_UNITS - length((left_out, end))
    line = _one_line(shown, room)
    room -= length([line])
    body = [*fitting(shown, room, has_quotes=answer.evidence), left_out]
    rows = digest_rows(answer, view, is_cut=bool(left_out))
    parts = (_texts(line), _texts(*_below(body)), _texts(end))
    blocks = [block for part in parts if part for block in (Rule(), *part)][1:]
    embed = digest_embed(answer, view, "\n\n".join(filter(None, (line, *body))))
    return Message((*blocks, *rows), embed, accent=True)


def thread_name(digest: Digest) -> str:
    """The name of a thread about a digest: plain words of at most 100 UTF-16 units."""
    title = cut(clean(digest.title), _MOST_THREAD) or phrase(digest.language, "label.untitled")
    return words(digest.language, "label.thread", title=title)


def _texts(*texts: str) -> tuple[Block, ...]:
    return tuple(Text(text) for text in texts if text)


def _below(body: list[str]) -> list[str]:
    """The sections, what is left out below the last of them."""
    *told, left_out = body
    if not told or not left_out:
        return body
    return [*told[:-1], f"{told[-1]}\n{left_out}"]


def _left_out(whole: Digest, shown: Digest, ui: str) -> str:
    """What the compact form leaves out, in numbers; "" where that is nothing."""
    counts = {
        "point": len(whole.key_points) - len(shown.key_points),
        "risk": len(whole.risks) - len(shown.risks),
    }
    told = [
        words(ui, f"label.left_{name}" if n == 1 else f"label.left_{name}s", n=n)
        for name, n in counts.items()
        if n
    ]
    if not told:
        return ""
    rest = words(ui, "label.left_separator").join(told)
    return write([Line((Span(words(ui, "label.left_out", rest=rest)),), "-# ")])


def _one_line(digest: Digest, room: int) -> str:
    """The line in bold, cut where its signs take more than `room` once they are escaped."""

    def line(most: int) -> str:
        told = cut_sentence(digest.one_line, most)
        return write([Line((Span(quoted(digest, told), "b"),))]) if told else ""

    whole = units(digest.one_line)
    return line(greatest(lambda n: length([line(n)]) <= room, whole))
