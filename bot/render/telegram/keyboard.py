"""The buttons below a message, and the data they send back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action
from bot.core.chats import ChatKind
from bot.render.address import web_address
from bot.render.offers import (
    ACTION_TEXTS,
    DANGEROUS,
    LANGUAGE_TEXTS,
    can_read_again,
    has_evidence,
    in_rows,
    other_language,
)
from bot.render.phrases import phrase
from bot.render.telegram.message import Button

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.answers import DigestAnswer
    from bot.render.telegram.message import Keyboard, View

_MOST_BYTES: Final = 64
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def digest_keyboard(answer: DigestAnswer, view: View) -> Keyboard:
    """Original, other language, evidence; below them again and delete.

    What would add to a group is a link into the private chat. Channels have the original alone.
    """
    first = [button for button in _reading(answer, view) if button]
    second: list[Button | None] = []
    if view.kind not in {ChatKind.CHANNEL, ChatKind.GUEST}:
        if can_read_again(answer, view.kind):
            second.append(_action(Action.AGAIN, view))
        second.append(_action(Action.DELETE, view))
    return _rows((first, [button for button in second if button]))


def action_keyboard(actions: Iterable[Action], view: View) -> Keyboard:
    """The buttons of a notice, two in a row where both are short."""
    buttons = [button for action in actions if (button := _action(action, view))]
    return in_rows(buttons, lambda button: button.text)


def start_button(text: str, payload: str, view: View) -> Button | None:
    """A button that opens our private chat with `payload`; None where that cannot be said."""
    address = start_address(payload, view)
    return Button(text, url=address) if address else None


def start_address(payload: str, view: View) -> str | None:
    """The address that opens our private chat with `payload`; None where there is none."""
    if not view.bot or not _PAYLOAD.fullmatch(payload):
        return None
    return f"https://t.me/{view.bot}?start={payload}"


def data_button(text: str, data: str, *, danger: bool = False) -> Button | None:
    """A button that sends us `data`; None where Telegram would refuse the message for it."""
    if len(data.encode()) > _MOST_BYTES:
        return None
    return Button(text, data=data, danger=danger)


def _reading(answer: DigestAnswer, view: View) -> Iterator[Button | None]:
    digest = answer.digest
    if url := web_address(digest.url):
        yield Button(phrase(view.ui, "button.source"), url=url)
    if view.kind is ChatKind.CHANNEL:
        return
    yield _other_language(answer, view)
    yield _evidence(answer, view)


def _other_language(answer: DigestAnswer, view: View) -> Button | None:
    other = other_language(answer.digest)
    if other is None:
        return None
    text = phrase(view.ui, LANGUAGE_TEXTS[other])
    if view.kind is ChatKind.PRIVATE:
        return data_button(text, f"d1:{Action.TRANSLATE}:{view.id}:{other}")
    return start_button(text, f"d_{view.id}_{other}", view)


def _evidence(answer: DigestAnswer, view: View) -> Button | None:
    """The way to the article's own sentences, and back."""
    if not has_evidence(answer.digest):
        return None
    if view.kind is not ChatKind.PRIVATE:
        return start_button(phrase(view.ui, "button.evidence"), f"e_{view.id}", view)
    return _action(Action.BACK if answer.evidence else Action.EVIDENCE, view)


def _action(action: Action, view: View) -> Button | None:
    if action not in ACTION_TEXTS:
        return None
    text = phrase(view.ui, ACTION_TEXTS[action])
    if action is Action.PREVIEW:
        return start_button(text, f"n_{view.id}", view)
    return data_button(text, f"d1:{action}:{view.id}", danger=action in DANGEROUS)


def _rows(rows: Iterable[Iterable[Button]]) -> Keyboard:
    return tuple(row for row in map(tuple, rows) if row)
