"""What the parts have to say while a verb runs: warnings, one line each, on stderr."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.cli.ending import complain

if TYPE_CHECKING:
    from bot.settings import Settings


def tell_warnings(settings: Settings) -> None:
    """Write every warning to stderr in the form of all our lines, the key never in it."""
    handler = _Stderr(level=logging.WARNING)
    if settings.openai_api_key:
        handler.addFilter(_Redacting(settings.openai_api_key.reveal()))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Of a breaker only those need to hear who stay; each failed digest says its reason anyway.
    logging.getLogger("bot.adapters.openai.breaker").setLevel(logging.CRITICAL)


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(record.levelname.lower(), record.getMessage())


class _Redacting(logging.Filter):
    """Puts *** where the secret would stand, whoever wrote it there."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().replace(self._secret, "***"), ()
        return True
