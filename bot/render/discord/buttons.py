"""The buttons below a message, and the data they send back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.answers import Action
from bot.core.chats import ChatKind
from bot.render.discord.address import link_target
from bot.render.discord.message import Button
from bot.render.discord.wording import words
from bot.render.offers import (
    ACTION_TEXTS,
    DANGEROUS,
    LANGUAGE_TEXTS,
    can_read_again,
    has_evidence,
    in_rows,
    other_language,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.answers import DigestAnswer
    from bot.render.discord.message import Row, View

MOST_DATA: Final = 100
_MOST_URL: Final = 512
_IN_ROW: Final = 5


def digest_rows(answer: DigestAnswer, view: View, *, is_cut: bool) -> tuple[Row, ...]:
    """Original, all points if some were left out, evidence, other language; then what changes it.

    Amid a chat a press is answered to whoever presses; where one person reads, the message itself
    changes.
    """
    first = tuple(filter(None, (_original(answer, view), *_reading(answer, view, is_cut=is_cut))))
    second = tuple(filter(None, _changing(answer, view)))
    rows = (first + second,) if len(first + second) <= _IN_ROW else (first, second)
    return tuple(filter(None, rows))


def action_rows(actions: Iterable[Action], view: View) -> tuple[Row, ...]:
    """The buttons of a notice, two in a row where both are short."""
    buttons = [button for action in actions if (button := _action(action, view))]
    return in_rows(buttons, lambda button: button.text)


def data_button(text: str, data: str, *, danger: bool = False) -> Button | None:
    """A button that sends us `data`; None where Discord would refuse the message for it."""
    return Button(text, data=data, danger=danger) if len(data) <= MOST_DATA else None


def _original(answer: DigestAnswer, view: View) -> Button | None:
    url = link_target(answer.digest.url)
    if url is None or len(url) > _MOST_URL:
        return None
    return Button(words(view.ui, "button.source"), url=url)


def _reading(answer: DigestAnswer, view: View, *, is_cut: bool) -> Iterator[Button | None]:
    if not view.id:
        return
    if is_cut:
        yield data_button(words(view.ui, "button.all_points"), f"go:f_{view.id}")
    language = _other_language(answer, view)
    if view.kind.is_for_one:
        yield language
    if has_evidence(answer.digest):
        yield _evidence(answer, view)
    if not view.kind.is_for_one:
        yield language


def _other_language(answer: DigestAnswer, view: View) -> Button | None:
    other = other_language(answer.digest)
    if other is None:
        return None
    text = words(view.ui, LANGUAGE_TEXTS[other])
    if view.kind.is_for_one:
        return data_button(text, f"d1:{Action.TRANSLATE}:{view.id}:{other}")
    return data_button(text, f"go:d_{view.id}_{other}")


def _evidence(answer: DigestAnswer, view: View) -> Button | None:
    if view.kind.is_for_one:
        return _action(Action.BACK if answer.evidence else Action.EVIDENCE, view)
    return data_button(words(view.ui, "button.evidence"), f"go:e_{view.id}")


def _changing(answer: DigestAnswer, view: View) -> Iterator[Button | None]:
    """Again and delete; what one person alone sees amid a chat, Discord takes away by itself."""
    if can_read_again(answer, view.kind):
        yield _action(Action.AGAIN, view)
    if view.kind is not ChatKind.ASIDE:
        yield _action(Action.DELETE, view)


def _action(action: Action, view: View) -> Button | None:
    if action not in ACTION_TEXTS or not view.id:
        return None
    text = words(view.ui, ACTION_TEXTS[action])
    if action is Action.PREVIEW:
        return data_button(text, f"go:n_{view.id}")
    return data_button(text, f"d1:{action}:{view.id}", danger=action in DANGEROUS)
