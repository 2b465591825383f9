"""`linkdigest doctor`: how everything is, a line each, and what to do about what is not well."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from typing import TYPE_CHECKING, Final

from bot.app.doctor import PAGE, Check, look_around, tell_faults
from bot.cli.ending import without_credentials
from bot.cli.logs import serve_logs
from bot.core.errors import SettingsError
from bot.core.invisible import strip_invisible
from bot.core.redaction import Redactor
from bot.settings import SETTINGS, load, secrets_given

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from bot.app.doctor import Status

EXIT_WARNED, EXIT_FAILED = 1, 2

MARKS: Final[dict[Status, str]] = {"ok": "✔", "warn": "!", "fail": "✘"}
WORDS: Final[dict[Status, str]] = {"ok": "OK  ", "warn": "WARN", "fail": "FAIL"}
SECRET_NAMES: Final = frozenset(setting.name for setting in SETTINGS if setting.secret)
WIDTH: Final = len("database")


async def examine(page: str | None, *, as_json: bool, debug: bool = False) -> int:
    """Print what was found; 0 all is well, 1 with warnings, 2 with failures."""
    quieten(debug=debug)
    clean = cleaner()
    found = []
    async for check in _found(page or PAGE):
        shown = Check(check.name, check.status, clean(check.detail), clean(check.fix))
        found.append(shown)
        if not as_json:
            sys.stdout.write(f"{line(shown)}\n")
            sys.stdout.flush()
    if as_json:
        sys.stdout.write(f"{json.dumps({'checks': list(map(_json, found))}, ensure_ascii=False)}\n")
    statuses = {check.status for check in found}
    return EXIT_FAILED if "fail" in statuses else EXIT_WARNED if "warn" in statuses else 0


def quieten(*, debug: bool) -> None:
    """Let what the parts log be seen with `--debug` alone: what matters is a line of ours."""
    if debug:
        serve_logs(secrets_given(os.environ), level="DEBUG", json=False)
    else:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def mark_of(status: Status) -> str:
    """What a line begins with: words in place of marks where these might not be seen."""
    return (MARKS if _takes_marks() else WORDS)[status]


def line(check: Check) -> str:
    """A line for people."""
    fix = f" → {check.fix}" if check.fix else ""
    return f"{mark_of(check.status)} {check.name:<{WIDTH}}  {check.detail}{fix}"


async def _found(page: str) -> AsyncIterator[Check]:
    try:
        settings = load(os.environ)
    except SettingsError as fault:
        for check in tell_faults(fault.faults):
            yield check
        return
    async for check in look_around(settings, page):
        yield check


def _json(check: Check) -> dict[str, str | None]:
    return {
        "name": check.name,
        "status": check.status,
        "detail": check.detail,
        "fix": check.fix or None,
    }


def _takes_marks() -> bool:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return sys.stdout.isatty() and encoding == "utf8"


def cleaner(typed: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """Takes out secrets, credentials in addresses, and what would upset a terminal.

    `typed` are settings that were only just given; more may be put there later.
    """
    given = secrets_given(os.environ)

    def clean(text: str) -> str:
        newer = [value for name, value in (typed or {}).items() if name in SECRET_NAMES]
        shown = without_credentials(Redactor([*given, *newer])(text))
        return re.sub(r"\s+", " ", strip_invisible(shown)).strip()

    return clean
