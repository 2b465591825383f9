"""The settings: read, from where, by whom, for which platforms."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.app.doctor.check import Check, fail, ok, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.settings import Settings

NAME: Final = "config"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
WHERE: Final = Path(".env")


def tell_faults(faults: Sequence[str]) -> list[Check]:
    """A line for each fault of the settings; nothing else can be looked at."""
    return [fail(NAME, fault, "mend it in .env or the environment") for fault in faults]


def look_at_config(settings: Settings, file: Path = WHERE) -> Iterator[Check]:
    """Where the settings come from, and what they switch on."""
    platforms = _platforms(settings)
    told = f"{_source(file)}; {' and '.join(platforms) or 'no platform'}"
    if platforms:
        yield ok(NAME, told)
    else:
        yield warn(
            NAME,
            f"{told} enabled",
            "set TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN, or let `linkdigest init` ask for them",
        )
    if file.is_file() and (mode := _mode(file)) & OTHERS:
        yield warn(NAME, f"{file} has mode {mode:04o}: others may read it", f"chmod 600 {file}")


def _source(file: Path) -> str:
    if not file.is_file():
        return f"no {file} in {Path.cwd()}, settings from the environment"
    return f"{file.resolve()} loaded, mode {_mode(file):04o}"


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def _platforms(settings: Settings) -> list[str]:
    tokens = {"Telegram": settings.telegram_bot_token, "Discord": settings.discord_bot_token}
    return [name for name, token in tokens.items() if token]
