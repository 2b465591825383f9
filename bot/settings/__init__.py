"""The configuration: environment and .env in, one frozen value out, all faults told at once."""

from bot.settings.load import effective, load, names_given, secrets_given
from bot.settings.table import OPENAI_ADDRESS, OPENAI_DEFAULT_MODEL, SETTINGS, Settings
from bot.settings.values import Secret

__all__ = [
    "OPENAI_ADDRESS",
    "OPENAI_DEFAULT_MODEL",
    "SETTINGS",
    "Secret",
    "Settings",
    "effective",
    "load",
    "names_given",
    "secrets_given",
]
