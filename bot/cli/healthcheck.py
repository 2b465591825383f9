"""`linkdigest healthcheck`: whether the running program is well, within three seconds."""

from __future__ import annotations

import os
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final

from bot.cli.ending import EXIT_DONE, EXIT_REFUSED, complain
from bot.core.errors import SettingsError
from bot.settings import load

if TYPE_CHECKING:
    from bot.settings import Settings

WITHIN: Final = 2.5
"""Seconds for the answer."""

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked at, not listened on


def check_health(*, ready: bool) -> int:
    """Ask the program itself where it has a web server, else look at the sign that it leaves.

    Whatever is wrong is 1: container engines know no other code.
    """
    try:
        fault = _fault(load(os.environ), ready=ready)
    except SettingsError as wrong:
        fault = wrong.faults[0]
    if not fault:
        return EXIT_DONE
    complain("healthcheck", fault)
    return EXIT_REFUSED


def _fault(settings: Settings, *, ready: bool) -> str:
    """Why it is not well, "" where it is."""
    if settings.http is not None:
        return _answer(*settings.http, "/readyz" if ready else "/livez")
    if ready:
        return "--ready asks the web server: set LINKDIGEST_HTTP"
    from bot.adapters.store.lock import lifeless  # noqa: PLC0415 - not where we can ask

    return lifeless(settings.database)


def _answer(host: str, port: int, path: str) -> str:
    line = HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=WITHIN)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        said = answer.read(2000).decode("utf-8", "replace")
    except (OSError, HTTPException) as fault:
        return f"{host}:{port}{path} does not answer: {str(fault) or type(fault).__name__}"
    finally:
        line.close()
    if answer.status == 200:
        return ""
    return "; ".join(text for text in said.splitlines() if not text.startswith("ok"))
