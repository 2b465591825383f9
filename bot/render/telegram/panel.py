"""The panel of a chat's settings: what is in force, where it comes from, and how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.chats import ChatKind
from bot.render.clean import clean, cut
from bot.render.phrases import phrase
from bot.render.setting_words import setting_name, setting_texts, setting_value
from bot.render.telegram.keyboard import data_button, start_button
from bot.render.telegram.markup import BLANK, Body, Span, write
from bot.render.telegram.message import Message
from bot.render.telegram.template import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import SettingRow, SettingsAnswer
    from bot.render.telegram.markup import Line
    from bot.render.telegram.message import Button, Keyboard, View

_MOST_VALUE = 200
_MOST_ROWS = 15
"""More settings than there are, and few enough for one message whatever they hold."""


def render_panel(answer: SettingsAnswer, view: View) -> Message:
    """A line for each setting; whoever may change them has a button for each that has choices."""
    written = write(Body(tuple(_lines(answer, view.ui))))
    keyboard = _keyboard(answer, view) if answer.may_change else ()
    return Message(written.html, written.plain, keyboard)


def _lines(answer: SettingsAnswer, ui: str) -> Iterator[Line]:
    texts = setting_texts(ui)
    yield (Span(texts["heading"], "b", ours=True),)
    own = "own" if answer.chat.startswith("-") else "own_private"
    rows = answer.rows[:_MOST_ROWS]
    for row in rows:
        yield line(
            ui,
            "setting.row" if row.choices else "setting.row_command",
            key=row.name,
            name=setting_name(ui, row.name),
            value=cut(clean(setting_value(ui, row.name, row.value)), _MOST_VALUE),
            origin=texts[own if row.is_own else "default"],
        )
    by_command = [row.name for row in rows if not row.choices]
    if not answer.may_change:
        yield BLANK
        yield line(ui, "setting.locked")
    elif by_command:
        yield BLANK
        yield line(ui, "setting.by_command", key=by_command[0])


def _keyboard(answer: SettingsAnswer, view: View) -> Keyboard:
    """Two settings in a row; below them the way into private, so that a group stays quiet."""
    ui = view.ui
    buttons = [
        button
        for row in answer.rows[:_MOST_ROWS]
        if row.choices and (button := _button(row, answer.chat, ui))
    ]
    close = data_button(phrase(ui, "button.close"), f"s1:close::{answer.chat}")
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    private = None
    if view.kind in {ChatKind.GROUP, ChatKind.BASIC}:
        text = phrase(ui, "button.settings_private")
        private = start_button(text, f"set_{answer.chat}", view)
    last = tuple(button for button in (private, close) if button)
    return (*pairs, last) if last else pairs


def _button(row: SettingRow, chat: str, ui: str) -> Button | None:
    """The setting as it is now; a press asks for the next choice."""
    at = row.choices.index(row.value) if row.value in row.choices else -1
    following = row.choices[(at + 1) % len(row.choices)]
    colon = phrase(ui, "label.colon")
    text = f"{setting_name(ui, row.name)}{colon}{clean(setting_value(ui, row.name, row.value))}"
    return data_button(cut(text, 64), f"s1:{row.name}:{following}:{chat}")
