"""What people see of us before they write: the menu of commands and the descriptions."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot.adapters.telegram.faults import words
from bot.render.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import BotCommandScope

    from bot.adapters.telegram.bot import TelegramBot
    from bot.render.phrases import UiLanguage

_log = logging.getLogger(__name__)

LANGUAGES: Final[tuple[tuple[str, UiLanguage], ...]] = (("", "en"), ("zh", "zh"))
"""Telegram's two letters, "" for everybody else, and the catalogue that serves them."""

_SCOPES: Final[tuple[tuple[BotCommandScope, str], ...]] = (
    (
        BotCommandScopeAllPrivateChats(),
        "digest daily feed settings forget privacy stats help start",
    ),
    (
        BotCommandScopeAllGroupChats(),
        "digest settings optout optin forget privacy help",
    ),
    (
        BotCommandScopeAllChatAdministrators(),
        "digest daily feed settings optout optin forget privacy stats help",
    ),
)
"""A menu is no access control: who may do what is asked when the command comes."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands of one scope in one language, (name, description) each."""

    scope: BotCommandScope
    language: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What an empty chat with us, and our profile, say in one language."""

    language: str
    description: str
    short: str


async def publish(bot: TelegramBot, known: str | None) -> str:
    """Bring menus and descriptions up to date, unless `known` is the mark of what there is now.

    Returns the mark to remember; `known` ("" for none) where Telegram did not take all of it, so
    that it is tried again at the next start.
    """
    menus, abouts = tuple(wanted_menus()), tuple(_abouts())
    mark = _mark(menus, abouts)
    if mark == known:
        return mark
    try:
        for menu in menus:
            await bot.set_my_commands(
                [BotCommand(*command) for command in menu.commands],
                scope=menu.scope,
                language_code=menu.language,
            )
        for about in abouts:
            await bot.set_my_description(about.description, about.language)
            await bot.set_my_short_description(about.short, about.language)
    except TelegramError as error:
        _log.warning("menus and descriptions are not up to date: %s", words(error))
        return known or ""
    return mark


def wanted_menus() -> Iterator[Menu]:
    """Every menu as it should be."""
    for scope, names in _SCOPES:
        for language, ui in LANGUAGES:
            commands = tuple((name, phrase(ui, f"command.{name}")) for name in names.split())
            yield Menu(scope, language, commands)


def _abouts() -> Iterator[About]:
    for language, ui in LANGUAGES:
        yield About(language, phrase(ui, "about.description"), phrase(ui, "about.short"))


def _mark(menus: tuple[Menu, ...], abouts: tuple[About, ...]) -> str:
    whole = [
        [(menu.scope.type, menu.language, menu.commands) for menu in menus],
        [(about.language, about.description, about.short) for about in abouts],
    ]
    return sha256(json.dumps(whole).encode()).hexdigest()
