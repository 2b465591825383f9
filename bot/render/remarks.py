"""What is said below a digest about itself: what went wrong, how it was made, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import OVER_BUDGET, Moment
from bot.core.errors import ModelRejectedError
from bot.render.phrases import catalogue, phrase, ui_language, wording
from bot.render.template import utc
from bot.render.tidy import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest


def trouble(code: str, ui: str, *, has_again: bool) -> str:
    """Why these are the article's own sentences, in words for a reader, not for an operator.

    `has_again`: there is a button that makes the digest anew.
    """
    if code == OVER_BUDGET:
        return ""  # its limit says it
    if code in {"kept", "only_quotes"}:
        return phrase(ui, f"chat.{code}")
    texts = catalogue(ui_language(ui))["error"]
    if code != ModelRejectedError.code and code in texts:
        return texts[code]
    return phrase(ui, "chat.model_busy") if has_again else texts["model_down"]


def limit(answer: DigestAnswer, ui: str, platform: str = "") -> str:
    """Which budget was used up, and until when, without any markup; "" where none was."""
    if answer.limit is None:
        return ""
    fields = {
        name: utc(value) if isinstance(value, Moment) else value
        for name, value in answer.limit.fields.items()
    }
    return wording(ui, answer.limit.key, platform).format(**fields)


def meta(digest: Digest, ui: str) -> str:
    """Model, cost, time, and whether it was made before; "" where nothing is known."""
    return " · ".join(_meta(digest, ui))


def more_links(number: int, ui: str, platform: str = "") -> str:
    """That so many links of the message were left out; "" for none."""
    if number <= 0:
        return ""
    key = "chat.more_link" if number == 1 else "chat.more_links"
    return wording(ui, key, platform).format(n=number)


def _meta(digest: Digest, ui: str) -> Iterator[str]:
    made = digest.summarizer
    if made.model:
        yield name_of(made.model)
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
