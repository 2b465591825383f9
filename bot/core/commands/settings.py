"""`/settings`: the panel, and settings by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.answers import Line, NoticeAnswer, SettingsAnswer, notice
from bot.core.chats import ChatKind
from bot.core.commands.office import named_chat
from bot.core.preferences import CHOICES, UNSET, read_value, setting_names

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.chats import Chat
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery

FOR_PEOPLE: Final = {"language", "style", "preview", "show_meta", "retention"}
"""What can be set for a private chat: there nobody else drops or asks."""


async def settings(office: Office, row: Delivery) -> Answer:
    """`/settings`: the panel of this chat; `@<id>`: of another; `name value`: set it there."""
    chat, arguments = await named_chat(office, row)
    if chat is None:
        return notice("chat.not_admin")
    if not arguments:
        return await panel(office, chat, row.asker)
    name, _, value = arguments.partition(" ")
    names = _names(chat)
    if name not in names:
        return notice("chat.setting_unknown", name=name[:40], names=" ".join(names))
    if value and not await office.is_admin(chat, row.asker):
        return notice("chat.not_admin")
    return await (_set(office, chat, name, value) if value else _told(office, chat, name))


async def _told(office: Office, chat: Chat, name: str) -> Answer:
    value = (await office.rooms.preferences(chat)).value(name)
    return notice("chat.setting_is", name=name, value=value, setting=name)


async def panel(office: Office, chat: Chat, person: str) -> SettingsAnswer:
    """The settings in force, with buttons for who may change them."""
    preferences = await office.rooms.preferences(chat)
    rows = tuple(row for row in preferences.rows(chat.platform) if row.name in _names(chat))
    return SettingsAnswer(chat.id, rows, await office.is_admin(chat, person))


async def _set(office: Office, chat: Chat, name: str, text: str) -> Answer:
    if text.strip().lower() in {UNSET, "默认"}:
        await office.rooms.unset(chat, name)
        return await _told(office, chat, name)
    try:
        value = read_value(name, text)
    except ValueError:
        values = " ".join(CHOICES[name]) or ("0–1000" if name.endswith("limit") else "example.com")
        return notice("chat.setting_values", name=name, values=values)
    await office.rooms.set(chat, name, value)
    done = Line("chat.setting_done", {"name": name, "value": value})
    return NoticeAnswer((done, *await _remarks(office, chat, name, value)))


async def _remarks(office: Office, chat: Chat, name: str, value: str) -> tuple[Line, ...]:
    """What else has to be so for the setting to do anything."""
    poster = office.posters[chat.platform]
    if (name, value) == ("mode", "react") and not await poster.hears_reactions(chat):
        return (Line("chat.react_needs_admin"),)
    if (name, value) == ("mode", "auto") and not await poster.sees_everything(chat):
        return (Line("chat.auto_needs_sight"),)
    return ()


def _names(chat: Chat) -> tuple[str, ...]:
    """The settings that mean something in a chat."""
    names = setting_names(chat.platform)
    if chat.kind is ChatKind.PRIVATE:
        return tuple(name for name in names if name in FOR_PEOPLE)
    return names
