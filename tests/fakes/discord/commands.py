"""What Discord demands of an application's commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord

from tests.fakes.discord.errors import bad_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcord.backend.errors import BackendError

NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
LOCALES = frozenset(locale.value for locale in discord.Locale)
MOST = {1: 100, 2: 15, 3: 15}
"""How many commands there may be: slash commands, those on people, those on messages."""
GROUPS = (1, 2)
TEXT = 8000


class _Form:
    """Looks for the first thing that is wrong."""

    def __init__(self) -> None:
        self.wrong: BackendError | None = None

    def demand(self, good: bool, field: str, message: str) -> None:
        if not good and self.wrong is None:
            self.wrong = bad_form(field, "APPLICATION_COMMAND_INVALID", message)

    def names(self, item: dict[str, Any], at: str, *, is_slash: bool) -> None:
        local = item.get("name_localizations") or {}
        for key, name in [("", item.get("name") or ""), *local.items()]:
            good = bool(NAME.fullmatch(name)) and name == name.lower() if is_slash else bool(name)
            self.demand(good and len(name) <= 32, f"{at}.name", f"{name!r} is no name {key}")
        self.locales(local, at)

    def descriptions(self, item: dict[str, Any], at: str) -> None:
        local = item.get("description_localizations") or {}
        for text in [item.get("description") or "", *local.values()]:
            message = f"must be between 1 and 100 in length: {text!r}"
            self.demand(1 <= len(text) <= 100, f"{at}.description", message)
        self.locales(local, at)

    def locales(self, local: Iterable[str], at: str) -> None:
        unknown = set(local) - LOCALES
        self.demand(not unknown, at, f"unknown locales {sorted(unknown)}")

    def options(self, options: list[dict[str, Any]], at: str) -> None:
        names = [option.get("name") for option in options]
        self.demand(len(options) <= 25, at, "must be 25 or fewer in length")
        self.demand(len(set(names)) == len(names), at, "option names must be unique")
        needed = [bool(option.get("required")) for option in options]
        self.demand(needed == sorted(needed, reverse=True), at, "required options come first")
        for option in options:
            where = f"{at}.{option.get('name')}"
            self.names(option, where, is_slash=True)
            self.descriptions(option, where)
            self.choices(option, where)
            self.options(option.get("options") or [], where)

    def choices(self, option: dict[str, Any], at: str) -> None:
        choices = option.get("choices") or []
        self.demand(len(choices) <= 25, at, "must be 25 or fewer in length")
        completes = bool(option.get("autocomplete"))
        self.demand(not (choices and completes), at, "choices exclude autocomplete")
        for choice in choices:
            self.demand(1 <= len(choice["name"]) <= 100, at, "a choice has 1 to 100 characters")
            self.locales(choice.get("name_localizations") or {}, at)


def check(commands: list[dict[str, Any]]) -> None:
    """Look through all commands that are to be registered.

    Raises:
        ApiError: 400, what is wrong first.
    """
    form = _Form()
    keys = [(command.get("type", 1), command.get("name")) for command in commands]
    form.demand(len(set(keys)) == len(keys), "name", "Application command names must be unique")
    for kind, most in MOST.items():
        number = sum(key[0] == kind for key in keys)
        form.demand(number <= most, "commands", f"at most {most} commands of type {kind}")
    for number, command in enumerate(commands):
        is_slash = command.get("type", 1) == 1
        form.names(command, str(number), is_slash=is_slash)
        if is_slash:
            form.descriptions(command, str(number))
            form.options(command.get("options") or [], str(number))
            form.demand(_length(command) <= TEXT, str(number), f"longer than {TEXT} characters")
        else:
            form.demand(not command.get("description"), str(number), "a menu has no description")
    if form.wrong:
        raise form.wrong


def _length(item: dict[str, Any]) -> int:
    """All names, descriptions and values, of each the longest translation."""
    total = 0
    for key in ("name", "description"):
        local = item.get(f"{key}_localizations") or {}
        total += max(len(text) for text in (item.get(key) or "", *local.values()))
    total += sum(len(str(choice["value"])) for choice in item.get("choices") or [])
    return total + sum(_length(option) for option in item.get("options") or [])
