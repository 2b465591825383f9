"""The commands that people see before they write, and what each of them asks the core for."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.adapters.discord.faults import HANDLED, words
from bot.adapters.discord.updates import PLATFORM
from bot.core.preferences import setting_names
from bot.render.phrases import phrase

if TYPE_CHECKING:
    Asked = discord.Interaction[Any]

log = logging.getLogger(__name__)

_CHINESE: Final = frozenset({discord.Locale.chinese, discord.Locale.taiwan_chinese})


class Ask(Protocol):
    """Takes a command: its verb, what follows it, and whether only who asked sees the answer."""

    async def __call__(
        self,
        asked: Asked,
        verb: str,
        arguments: str = "",
        *,
        aside: bool = True,
        target: discord.Message | None = None,
    ) -> None:
        """Acknowledge it, and have it answered."""


class _Words(app_commands.Translator):
    """Our catalogue, for the languages that it has; all others read English."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: object
    ) -> str | None:
        del context
        key = string.extras.get("key")
        return phrase("zh", key) if key and locale in _CHINESE else None


def _text(key: str) -> locale_str:
    return locale_str(phrase("en", key), key=key)


def _option(name: str) -> locale_str:
    return _text(f"discord_option.{name}")


def _choices(**values: str) -> list[Choice[str]]:
    """Choices in people's words, by what the core reads."""
    return [Choice(name=_option(f"choice_{name}"), value=value) for name, value in values.items()]


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
    return tree


def _add_digest(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="digest", description=_text("discord_command.digest"))
    @app_commands.describe(
        **{name: _option(name) for name in ("url", "language", "style", "private", "fresh")}
    )
    @app_commands.choices(
        language=_choices(auto="auto", zh="zh", en="en"),
        style=_choices(short="short", full="full"),
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
    @tree.context_menu(name=_text("discord_command.menu_digest"))
    @_everywhere
    @_anywhere
    async def for_all(asked: Asked, message: discord.Message) -> None:
        await ask(asked, "digest", aside=False, target=message)

    @tree.context_menu(name=_text("discord_command.menu_private"))
    @_everywhere
    @_anywhere
    async def for_me(asked: Asked, message: discord.Message) -> None:
        await ask(asked, "digest", aside=True, target=message)


def _add_settings(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="settings", description=_text("discord_command.settings"))
    @app_commands.describe(**{name: _option(name) for name in ("where", "name", "value")})
    @app_commands.choices(
        where=_choices(channel="channel", server="server"),
        name=[Choice(name=name, value=name) for name in setting_names(PLATFORM)],
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def settings(asked: Asked, where: str = "", name: str = "", value: str = "") -> None:
        server = f"@{asked.guild_id}" if where == "server" and asked.guild_id else ""
        await ask(asked, "settings", " ".join(filter(None, (server, name, value if name else ""))))

    @tree.command(name="stats", description=_text("discord_command.stats"))
    @app_commands.describe(range=_option("range"))
    @app_commands.choices(range=_choices(day="", week="week")[1:])
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def stats(asked: Asked, range: str = "") -> None:  # noqa: A002 - the option's name
        await ask(asked, "stats", range)


def _add_forget(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    @tree.command(name="forget", description=_text("discord_command.forget"))
    @app_commands.describe(what=_option("what"), url=_option("link"))
    @app_commands.choices(what=_choices(me="me", link="link", chat="chat", server="server"))
    @_everywhere
    @_anywhere
    async def forget(asked: Asked, what: str = "", url: str = "") -> None:
        await ask(asked, "forget", url if url or what == "link" else what)


def _add_words(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    for verb in ("optout", "optin", "privacy", "help"):
        _add_word(tree, ask, verb)


def _add_word(tree: app_commands.CommandTree[Any], ask: Ask, verb: str) -> None:
    @tree.command(name=verb, description=_text(f"discord_command.{verb}"))
    @_everywhere
    @_anywhere
    async def word(asked: Asked) -> None:
        await ask(asked, verb)


def _add_owner(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    """Shown in direct messages alone; who is no owner is told so."""
    verbs = [Choice(name=verb, value=verb) for verb in ("status", "chats", "allow", "block")]

    @tree.command(name="owner", description=_text("discord_command.owner"))
    @app_commands.describe(what=_option("owner_what"), id=_option("owner_id"))
    @app_commands.choices(what=verbs)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=False, dms=True, private_channels=False)
    async def owner(asked: Asked, what: str = "", id: str = "") -> None:  # noqa: A002 - the option
        await ask(asked, "owner", f"{what} {id}".strip())


async def publish(tree: app_commands.CommandTree[Any], known: str | None) -> str | None:
    """Tell Discord our commands, unless `known` is the mark of what it has.

    Returns the mark to remember, None where Discord did not take them.
    """
    translator = _Words()
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
