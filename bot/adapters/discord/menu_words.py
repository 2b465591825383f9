"""What all commands are built with: how they ask, and their texts in every language we speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.render.phrases import phrase

if TYPE_CHECKING:
    Asked = discord.Interaction[Any]

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
        file: str = "",
    ) -> None:
        """Acknowledge it, and have it answered; `file` is the address of one that came along."""


class Words(app_commands.Translator):
    """Our catalogue, for the languages that it has; all others read English."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: object
    ) -> str | None:
        """The text for readers of that language, None where we have none."""
        del context
        key = string.extras.get("key")
        return phrase("zh", key) if key and locale in _CHINESE else None


def text(key: str) -> locale_str:
    """A text of the catalogue, which Discord shows in the reader's language."""
    return locale_str(phrase("en", key), key=key)


def option(name: str) -> locale_str:
    """What an option of a command is for, or a choice of it."""
    return text(f"discord_option.{name}")


def choices(**values: str) -> list[Choice[str]]:
    """Choices in people's words, by what the core reads."""
    return [Choice(name=option(f"choice_{name}"), value=value) for name, value in values.items()]
