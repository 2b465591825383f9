"""`/settings`: the panel, and settings by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import SettingsAnswer, notice
from bot.core.preferences import CHOICES, read_value

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.chats import Chat
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery


async def settings(office: Office, row: Delivery) -> Answer:
    """`/settings`: the panel of this chat; `@<id>`: that of another; `name value`: set it."""
    arguments = row.ask.arguments.strip()
    if arguments.startswith("@"):
        chat = await office.chat_named(row.chat, arguments[1:])
        if chat is None or not await office.is_admin(chat, row.asker):
            return notice("chat.not_admin")
        return await panel(office, chat, row.asker)
    if not arguments:
        return await panel(office, row.chat, row.asker)
    name, _, value = arguments.partition(" ")
    if name not in CHOICES:
        return notice("chat.setting_unknown", name=name[:40], names=" ".join(CHOICES))
    if not await office.is_admin(row.chat, row.asker):
        return notice("chat.not_admin")
    return await _set(office, row.chat, name, value)


async def panel(office: Office, chat: Chat, person: str) -> SettingsAnswer:
    """The settings in force, with buttons for who may change them."""
    preferences = await office.rooms.preferences(chat)
    return SettingsAnswer(chat.id, preferences.rows(), await office.is_admin(chat, person))


async def _set(office: Office, chat: Chat, name: str, text: str) -> Answer:
    try:
        value = read_value(name, text)
    except ValueError:
        values = " ".join(CHOICES[name]) or ("0–1000" if name.endswith("limit") else "example.com")
        return notice("chat.setting_values", name=name, values=values)
    await office.rooms.set(chat, name, value)
    return notice("chat.setting_done", name=name, value=value or "–")
