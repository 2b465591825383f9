"""Every text that people read, from one catalogue per language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

UiLanguage = Literal["en", "zh"]
"""The languages the program itself speaks; a digest may be in any."""


def ui_language(language: str) -> UiLanguage:
    """The catalogue for a reader of `language`: zh for any Chinese, else en."""
    return "zh" if language.lower().startswith("zh") else "en"


def phrase(language: str, key: str, /, **fields: object) -> str:
    """The text of `key` ("refusal.deleted") in the catalogue of `language`.

    Raises:
        KeyError: no such key, or a field of the text is missing.
    """
    return wording(language, key).format(**fields)


def wording(language: str, key: str, platform: str = "") -> str:
    """The text of `key` as it stands, fields and all; `platform`'s own where it has one.

    "chat.usage" on "discord" is the text `usage` of [discord_chat], or else of [chat].

    Raises:
        KeyError: no such key.
    """
    section, _, name = key.partition(".")
    texts = catalogue(ui_language(language))
    own = texts.get(f"{platform}_{section}", {})
    return own[name] if name in own else texts[section][name]


@cache
def catalogue(language: UiLanguage) -> dict[str, dict[str, str]]:
    """The whole catalogue: section, key, text."""
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
