"""What the bot says of itself is kept by scope and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    ChatAdministratorRights,
)
from telegram.error import BadRequest

from tests.fakes.telegram.world import READERS

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


async def test_menus_are_kept_by_scope_and_language(telegram: TelegramServer, bot: Bot) -> None:
    scope, chat = BotCommandScopeAllGroupChats(), BotCommandScopeChat(READERS)
    await bot.set_my_commands([("digest", "A link")])
    await bot.set_my_commands([("digest", "链接")], scope=scope, language_code="zh")
    await bot.set_my_commands([("help", "Help")], scope=chat)
    assert telegram.menus == {
        ("default", ""): [("digest", "A link")],
        ("all_group_chats", "zh"): [("digest", "链接")],
        (f"chat:{READERS}", ""): [("help", "Help")],
    }
    (command,) = await bot.get_my_commands(scope=scope, language_code="zh")
    assert command.description == "链接"
    await bot.delete_my_commands(scope=scope, language_code="zh")
    assert await bot.get_my_commands(scope=scope, language_code="zh") == ()


async def test_a_menu_is_checked(bot: Bot) -> None:
    for commands, why in (
        ([("Digest", "x")], "Bot_command_invalid"),
        ([("digest", "x" * 257)], "Bot_command_description_invalid"),
    ):
        with pytest.raises(BadRequest, match=why):
            await bot.set_my_commands(commands)
    with pytest.raises(BadRequest, match="Invalid language code"):
        await bot.set_my_commands([("digest", "x")], language_code="zh-hans")


async def test_descriptions_are_kept_by_language(telegram: TelegramServer, bot: Bot) -> None:
    await bot.set_my_description("Digests", None)
    await bot.set_my_description("摘要", "zh")
    await bot.set_my_short_description("短", "zh")
    assert (await bot.get_my_description()).description == "Digests"
    assert (await bot.get_my_description("zh")).description == "摘要"
    assert (await bot.get_my_short_description("zh")).short_description == "短"
    assert (await bot.get_my_short_description("fr")).short_description == ""
    with pytest.raises(BadRequest, match="Description is too long"):
        await bot.set_my_short_description("x" * 121)


async def test_the_rights_that_the_bot_asks_for_are_kept(
    telegram: TelegramServer, bot: Bot
) -> None:
    await bot.set_my_default_administrator_rights(ChatAdministratorRights.no_rights())
    rights = telegram.world.profile.rights["groups"]
    assert rights
    assert not any(rights.values())
