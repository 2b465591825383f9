"""The settings as they would be with what was answered so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.errors import SettingsError
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

ASKED: Final = (
    "TELEGRAM_BOT_TOKEN",
    "DISCORD_BOT_TOKEN",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_MODEL",
    "LINKDIGEST_OWNERS",
    "LINKDIGEST_ALLOW_CHATS",
    "LINKDIGEST_ALLOW_USERS",
)
"""What `linkdigest init` may change, in this order."""


class Draft:
    """`written` is what .env says, `changes` what is to be put there; "" takes it away.

    What is asked for and cannot be read is as good as not there: `mended` has its faults.

    Raises:
        SettingsError: something else cannot be read.
    """

    def __init__(self, environment: Mapping[str, str], written: Mapping[str, str]) -> None:
        self.changes: dict[str, str] = {}
        self.mended: tuple[str, ...] = ()
        self._environment = {name: text for name, text in environment.items() if text.strip()}
        self._written = dict(written)
        try:
            self.settings()
        except SettingsError as fault:
            self.mended = self.mend(fault)
            self.settings()

    def settings(self) -> Settings:
        """All that would be in force.

        Raises:
            SettingsError: it does not go together.
        """
        return load({**self._written, **self._environment, **self.changes}, None)

    @property
    def has_platform(self) -> bool:
        """Whether there is anybody to serve."""
        settings = self.settings()
        return bool(settings.telegram_bot_token or settings.discord_bot_token)

    def mend(self, fault: SettingsError) -> tuple[str, ...]:
        """Take away what is at fault and is asked for; the lines about it."""
        lines = tuple(line for line in fault.faults if line.startswith(ASKED))
        for name in {line.partition(":")[0] for line in lines}:
            self.changes[name] = ""
            if name == "OPENAI_MODEL":  # it is missing, for another address than OpenAI's
                self.changes["OPENAI_BASE_URL"] = ""
        return lines

    def value(self, name: str) -> str:
        """What is there now, "" for nothing."""
        return self.changes.get(name, self._written.get(name, "")).strip()

    def put(self, name: str, value: str) -> None:
        """Change it; "" for nothing."""
        self.changes[name] = value

    def elsewhere(self, name: str) -> str:
        """Where it is set in a way that .env cannot change, "" for nowhere."""
        if name in self._environment or f"{name}_FILE" in self._environment:
            return "the environment"
        return "a file of its own" if self._written.get(f"{name}_FILE", "").strip() else ""
