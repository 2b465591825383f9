"""The commands that people see before they write, and what each of them asks the core for."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.adapters.discord.faults import HANDLED, words
from bot.adapters.discord.menu_groups import add_daily, add_feed
from bot.adapters.discord.menu_words import Words, choices, option, text
from bot.adapters.discord.updates import PLATFORM
from bot.core.preferences import setting_names

if TYPE_CHECKING:
    from bot.adapters.discord.menu_words import Ask

    Asked = discord.Interaction[Any]

log = logging.getLogger(__name__)

_everywhere = app_commands.allowed_installs(guilds=True, users=True)
_anywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)


def build_tree(client: discord.Client, ask: Ask) -> app_commands.CommandTree[Any]:
    """All commands of ours on `client`; each does nothing but `ask`."""
    tree: app_commands.CommandTree[Any] = app_commands.CommandTree(client)
    _add_digest(tree, ask)
    _add_menus(tree, ask)
    _add_settings(tree, ask)
    _add_forget(tree, ask)
    _add_words(tree, ask)
    _add_owner(tree, ask)
    add_daily(tree, ask)
    add_feed(tree, ask)
    return tree


def _add_digest(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="digest", description=text("discord_command.digest"))
    @app_commands.describe(
        **{name: option(name) for name in ("url", "language", "style", "private", "fresh")}
    )
    @app_commands.choices(
        language=choices(auto="auto", zh="zh", en="en"),
        style=choices(short="short", full="full"),
    )
    @_everywhere
    @_anywhere
    async def digest(
        asked: Asked,
        url: str,
        language: str = "",
        style: str = "",
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
        fresh: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        arguments = " ".join(filter(None, (url, language, style, "fresh" if fresh else "")))
        await ask(asked, "digest", arguments, aside=private)


def _add_menus(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.context_menu(name=text("discord_command.menu_digest"))
    @_everywhere
    @_anywhere
    async def for_all(asked: Asked, message: discord.Message) -> None:
        await ask(asked, "digest", aside=False, target=message)

    @tree.context_menu(name=text("discord_command.menu_private"))
    @_everywhere
    @_anywhere
    async def for_me(asked: Asked, message: discord.Message) -> None:
        await ask(asked, "digest", aside=True, target=message)


def _add_settings(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="settings", description=text("discord_command.settings"))
    @app_commands.describe(**{name: option(name) for name in ("where", "name", "value")})
    @app_commands.choices(
        where=choices(channel="channel", server="server"),
        name=[Choice(name=name, value=name) for name in setting_names(PLATFORM)],
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def settings(asked: Asked, where: str = "", name: str = "", value: str = "") -> None:
        server = f"@{asked.guild_id}" if where == "server" and asked.guild_id else ""
        await ask(asked, "settings", " ".join(filter(None, (server, name, value if name else ""))))

    @tree.command(name="stats", description=text("discord_command.stats"))
    @app_commands.describe(range=option("range"))
    @app_commands.choices(range=choices(day="", week="week", month="month")[1:])
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def stats(asked: Asked, range: str = "") -> None:  # noqa: A002 - the option's name
        await ask(asked, "stats", range)


def _add_forget(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="forget", description=text("discord_command.forget"))
    @app_commands.describe(what=option("what"), url=option("link"))
    @app_commands.choices(what=choices(me="me", link="link", chat="chat", server="server"))
    @_everywhere
    @_anywhere
    async def forget(asked: Asked, what: str = "", url: str = "") -> None:
        await ask(asked, "forget", url if url or what == "link" else what)


def _add_words(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    for verb in ("optout", "optin", "privacy", "help"):
        _add_word(tree, ask, verb)


def _add_word(tree: app_commands.CommandTree[Any], ask: Ask, verb: str) -> None:
    @tree.command(name=verb, description=text(f"discord_command.{verb}"))
    @_everywhere
    @_anywhere
    async def word(asked: Asked) -> None:
        await ask(asked, verb)


def _add_owner(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    """Shown in direct messages alone; who is no owner is told so."""
    verbs = [Choice(name=verb, value=verb) for verb in ("status", "chats", "allow", "block")]

    @tree.command(name="owner", description=text("discord_command.owner"))
    @app_commands.describe(what=option("owner_what"), id=option("owner_id"))
    @app_commands.choices(what=verbs)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=False, dms=True, private_channels=False)
    async def owner(asked: Asked, what: str = "", id: str = "") -> None:  # noqa: A002 - the option
        await ask(asked, "owner", f"{what} {id}".strip())


async def publish(tree: app_commands.CommandTree[Any], known: str | None) -> str | None:
    """Tell Discord our commands, unless `known` is the mark of what it has.

    Returns the mark to remember, None where Discord did not take them.
    """
    translator = Words()
    try:
        await tree.set_translator(translator)
        mark = await _mark(tree, translator)
        if mark != known:
            await tree.sync()
            log.info("commands published")
    except HANDLED as error:
        log.warning("commands are not up to date: %s", words(error))
        return None
    return mark


async def _mark(tree: app_commands.CommandTree[Any], translator: app_commands.Translator) -> str:
    kinds = discord.AppCommandType
    commands = [
        await command.get_translated_payload(tree, translator)
        for kind in (kinds.chat_input, kinds.message)
        for command in tree.get_commands(type=kind)
    ]
    application = tree.client.application_id
    return sha256(json.dumps([application, commands], default=str).encode()).hexdigest()
