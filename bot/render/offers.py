"""What the buttons below a message offer, and what they are called; how they look is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar

from bot.core.answers import Action
from bot.core.chats import ChatKind
from bot.render.address import web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.answers import DigestAnswer
    from bot.core.model import Digest

T = TypeVar("T")

ACTION_TEXTS: Final = {
    Action.AGAIN: "button.again",
    Action.DELETE: "button.delete",
    Action.EVIDENCE: "button.evidence",
    Action.BACK: "button.back",
    Action.CANCEL: "button.cancel",
    Action.RETRY: "button.retry",
    Action.CLOSE: "button.close",
    Action.ASK_OWNER: "button.ask_owner",
    Action.CONFIRM_FORGET: "button.confirm",
    Action.MODE_ASK: "button.mode_ask",
    Action.HELP_ADMIN: "button.how_admin",
    Action.ZONE: "button.zone",
    Action.PREVIEW: "button.preview",
}
"""The text of each action's button; one that is not here has none of its own."""

DANGEROUS: Final = frozenset({Action.DELETE, Action.CONFIRM_FORGET})
LANGUAGE_TEXTS: Final = {"en": "button.english", "zh": "button.chinese"}
_NARROW: Final = 12
"""Characters up to which two buttons fit side by side on a telephone."""


def can_read_again(answer: DigestAnswer, kind: ChatKind) -> bool:
    """Whether the digest comes with a button that makes it anew.

    Without a model it would come out the same.
    """
    is_extract = answer.digest.summarizer.kind == "extract"
    is_final = is_extract and answer.trouble in {None, "only_quotes"}
    is_ours = kind not in {ChatKind.CHANNEL, ChatKind.GUEST}
    return bool(answer.digest.url) and is_ours and not is_final


def other_language(digest: Digest) -> Literal["en", "zh"] | None:
    """Our other language; nobody translates an extract, nor a text that we do not keep."""
    if digest.summarizer.kind != "model" or not web_address(digest.url):
        return None
    return "en" if digest.language.startswith("zh") else "zh"


def has_evidence(digest: Digest) -> bool:
    """Whether there are sentences of the article behind the points; an extract consists of them."""
    return digest.summarizer.kind != "extract"


def in_rows(buttons: Iterable[T], text: Callable[[T], str]) -> tuple[tuple[T, ...], ...]:
    """The buttons of a notice, two in a row where the `text` of both is short."""
    rows: list[tuple[T, ...]] = []
    for button in buttons:
        is_short = len(text(button)) <= _NARROW
        if rows and len(rows[-1]) == 1 and is_short and len(text(rows[-1][0])) <= _NARROW:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)
