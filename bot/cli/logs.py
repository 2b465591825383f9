"""What the parts have to say: a line on stderr for each, no secret ever among them.

`tell_warnings` is for a verb that somebody watches, `serve_logs` for the program that runs on.
"""

from __future__ import annotations

import json as json_lines
import logging
import sys
import threading
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.cli.ending import complain
from bot.core.redaction import Redactor
from bot.settings import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from bot.settings import Settings

QUIET: Final = (
    "aiohttp.access",
    "aiosqlite",
    "discord",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "openai",
    "telegram",
)
"""Libraries that say below WARNING what nobody needs, addresses with a token in them among it."""

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; the rest was given by `extra`."""


def secrets_of(settings: Settings) -> list[str]:
    """Every secret that is set."""
    values = (getattr(settings, field.name) for field in fields(settings))
    return [value.reveal() for value in values if isinstance(value, Secret)]


def tell_warnings(settings: Settings) -> None:
    """Write every warning to stderr in the form of all our lines."""
    handler = _Stderr(Redactor(secrets_of(settings)))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Of a breaker only those need to hear who stay; each failed digest says its reason anyway.
    logging.getLogger("bot.adapters.openai.breaker").setLevel(logging.CRITICAL)


def serve_logs(
    secrets: Iterable[str],
    *,
    level: str = "INFO",
    json: bool = True,
) -> None:
    """Write what happens to stderr, one JSON object a line, or as text; also what nobody caught.

    `secrets` are the configured values; what is shaped like a token is hidden too. A logger of
    `QUIET` that has a level already keeps it.
    """
    handler = logging.StreamHandler()
    handler.setFormatter((_Json if json else _Text)(Redactor(secrets)))
    handler.handleError = _say_less  # type: ignore[method-assign]
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET:
        if logging.getLogger(name).level == logging.NOTSET:
            logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    # The interpreter's own way would write the error as it is.
    exc_info = (kind, error or kind(), trace)
    logging.getLogger("bot").critical("nobody has caught this", exc_info=exc_info)


def _say_less(record: logging.LogRecord) -> None:
    """A record that cannot be written: the standard way would show its arguments."""
    sys.stderr.write(f"linkdigest: a line of {record.name} could not be logged\n")


class _Stderr(logging.Handler):
    def __init__(self, redact: Redactor) -> None:
        super().__init__(level=logging.WARNING)
        self._redact = redact

    def emit(self, record: logging.LogRecord) -> None:
        complain(record.levelname.lower(), self._redact(record.getMessage()))


class _Text(logging.Formatter):
    """Time, level, logger, message, then what was given by `extra`; a traceback below."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact
        self.converter = _utc

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        more = "".join(f" {name}={value}" for name, value in _extras(record).items())
        return super().formatMessage(record) + more


class _Json(logging.Formatter):
    """One object a line. Each string is redacted before it is quoted: quoting hides its edges."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return json_lines.dumps(self._clean(line), ensure_ascii=False)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._redact(str(name)): self._clean(part) for name, part in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(part) for part in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._redact(str(value))


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _utc(seconds: float | None) -> Any:
    return datetime.fromtimestamp(seconds or 0.0, UTC).timetuple()
