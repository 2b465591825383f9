"""The end of a digest: what went wrong, title and source, how it was made, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.errors import ModelRejectedError
from bot.render.phrases import catalogue, phrase, ui_language
from bot.render.telegram.address import web_address
from bot.render.telegram.clean import clean, cut
from bot.render.telegram.keyboard import can_read_again
from bot.render.telegram.markup import Span, link
from bot.render.text import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest
    from bot.render.telegram.markup import Line
    from bot.render.telegram.message import View

MOST_TITLE: Final = 120
_MOST_NAME: Final = 80


def footer(answer: DigestAnswer, view: View) -> Iterator[Line]:
    """The lines below a digest."""
    digest = answer.digest
    if answer.trouble:
        yield (Span(_trouble(answer.trouble, answer, view), "i", ours=True),)
    if digest.title or digest.url:
        yield (_title(digest),)
    yield (Span(" · ".join(cut(clean(fact), _MOST_NAME) for fact in facts(digest)), "i"),)
    if answer.meta and (meta := " · ".join(_meta(digest, view.ui))):
        yield (Span(meta, "i"),)
    if answer.more_links > 0:
        key = "chat.more_link" if answer.more_links == 1 else "chat.more_links"
        yield (Span(phrase(view.ui, key, n=answer.more_links), "i", ours=True),)


def _title(digest: Digest) -> Span:
    title = cut(clean(digest.title), MOST_TITLE) or phrase(digest.language, "label.untitled")
    url = web_address(digest.url)
    return link(title, url) if url else Span(title)


def _trouble(code: str, answer: DigestAnswer, view: View) -> str:
    """Why these are the article's own sentences, in words for a reader, not for an operator."""
    if code in {"kept", "only_quotes"}:
        return phrase(view.ui, f"chat.{code}")
    texts = catalogue(ui_language(view.ui))["error"]
    if code != ModelRejectedError.code and code in texts:
        return texts[code]
    if can_read_again(answer, view):
        return phrase(view.ui, "chat.model_busy")
    return texts["model_down"]


def _meta(digest: Digest, ui: str) -> Iterator[str]:
    """Model, cost, time, and whether it was made before; the unknown is left out."""
    made = digest.summarizer
    if made.model:
        yield cut(clean(made.model), _MOST_NAME)
    if made.cost is not None:
        yield _money(made.cost)
    if made.model and digest.timings.total_ms is not None:
        yield f"{digest.timings.total_ms / 1000:.1f} s"
    if digest.cached:
        yield phrase(ui, "chat.cached")


def _money(cost: float) -> str:
    if 0 < cost < 0.0005:
        return "<$0.001"
    return f"${cost:.3f}" if cost < 1 else f"${cost:.2f}"
