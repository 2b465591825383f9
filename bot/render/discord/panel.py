"""The panel of a chat's settings: what is in force, where it comes from, and how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.chats import ChatKind
from bot.core.preferences import UNSET
from bot.render.clean import clean, cut
from bot.render.discord.buttons import MOST_DATA, data_button
from bot.render.discord.embed import plain_embed
from bot.render.discord.markdown import Line, Span, write
from bot.render.discord.message import Choice, Message, Option, Text
from bot.render.discord.wording import PLATFORM, lines, words
from bot.render.setting_words import setting_name, setting_texts, setting_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import SettingRow, SettingsAnswer
    from bot.render.discord.message import Row, View

_MOST_VALUE: Final = 150
_MOST_ROWS: Final = 15
"""More settings than there are, and few enough for one message: each menu is two components."""

_MOST_OPTIONS, _MOST_LABEL = 25, 100


def render_panel(answer: SettingsAnswer, view: View) -> Message:
    """A menu for each setting that has choices, a line for each other; lines alone for a guest.

    The older form has room for five rows: there every setting is a line.
    """
    choices = tuple(filter(None, (_choice(row, answer, view) for row in _rows(answer))))
    menus = choices if answer.may_change else ()
    named = {choice.data for choice in menus}
    written = [row for row in _rows(answer) if _data(row, answer) not in named]
    texts = [write(_heading(answer, view)), write(_lines(answer, written, view))]
    blocks = [Text(text) for text in texts if text]
    everything = write((*_heading(answer, view), *_lines(answer, _rows(answer), view)))
    return Message(
        (*blocks[:1], *menus, *blocks[1:], *_close(answer, view)), plain_embed(everything)
    )


def _rows(answer: SettingsAnswer) -> list[SettingRow]:
    return list(answer.rows[:_MOST_ROWS])


def _data(row: SettingRow, answer: SettingsAnswer) -> str:
    return f"s1:{row.name}::{answer.chat}"


def _choice(row: SettingRow, answer: SettingsAnswer, view: View) -> Choice | None:
    data = _data(row, answer)
    if not row.choices or len(data) > MOST_DATA:
        return None
    options = tuple(_option(row, value, answer, view) for value in row.choices[:_MOST_OPTIONS])
    if row.is_own:
        options += (_unset(row, view),)
    return Choice(data, cut(_named(row, row.value, view.ui), _MOST_LABEL), options)


def _unset(row: SettingRow, view: View) -> Option:
    """The way back to what holds around the chat."""
    colon = words(view.ui, "label.colon")
    told = words(view.ui, "setting.unset")
    text = f"{setting_name(view.ui, row.name, PLATFORM)}{colon}{told}"
    return Option(cut(text, _MOST_LABEL), UNSET)


def _option(row: SettingRow, value: str, answer: SettingsAnswer, view: View) -> Option:
    """A choice under its setting's name; the one in force says where it comes from."""
    text = _named(row, value, view.ui)
    if value != row.value:
        return Option(cut(text, _MOST_LABEL), value)
    told = words(view.ui, "setting.chosen", value=text, origin=_origin(row, answer, view))
    return Option(cut(told, _MOST_LABEL), value, is_chosen=True)


def _named(row: SettingRow, value: str, ui: str) -> str:
    colon = words(ui, "label.colon")
    return f"{setting_name(ui, row.name, PLATFORM)}{colon}{_value(row, value, ui)}"


def _value(row: SettingRow, value: str, ui: str) -> str:
    return cut(clean(setting_value(ui, row.name, value, PLATFORM)), _MOST_VALUE)


def _origin(row: SettingRow, answer: SettingsAnswer, view: View) -> str:
    """Where a value comes from, in words."""
    texts = setting_texts(view.ui, PLATFORM)
    if not row.is_own:
        return texts["around" if row.is_around else "default"]
    if _is_of_server(answer, view):
        return texts["own_whole"]
    return texts["own" if view.server else "own_private"]


def _is_of_server(answer: SettingsAnswer, view: View) -> bool:
    """Whether the settings are those of the whole server that the panel is shown in."""
    return view.server is not None and answer.chat == view.server


def _heading(answer: SettingsAnswer, view: View) -> tuple[Line, ...]:
    key = "heading_whole" if _is_of_server(answer, view) else "heading"
    return (Line((Span(setting_texts(view.ui, PLATFORM)[key]),), "### "),)


def _lines(answer: SettingsAnswer, rows: list[SettingRow], view: View) -> Iterator[Line]:
    """A line for each of `rows`, and how to change them."""
    ui = view.ui
    for row in rows:
        fields = {
            "key": row.name,
            "name": setting_name(ui, row.name, PLATFORM),
            "value": _value(row, row.value, ui),
            "origin": _origin(row, answer, view),
        }
        yield from lines(ui, "setting.row_command" if answer.may_change else "setting.row", fields)
    if not answer.may_change:
        yield from lines(ui, "setting.locked", {})
    elif rows:
        yield from lines(ui, "setting.by_command", {"key": rows[-1].name})


def _close(answer: SettingsAnswer, view: View) -> tuple[Row, ...]:
    """Only in a private chat: elsewhere Discord lets whoever sees the panel put it away."""
    if view.kind is not ChatKind.PRIVATE:
        return ()
    button = data_button(words(view.ui, "button.close"), f"s1:close::{answer.chat}")
    return ((button,),) if button else ()
