"""`linkdigest` with every logger at DEBUG; on SIGUSR1 it raises errors that nobody catches.

A program by itself, started by `test_sinks.py`: LOUD_FORM is json or text, LOUD_SECRETS what the
uncaught errors tell of.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import signal
import threading
import warnings

import bot.cli.logs
from bot.__main__ import main

SECRETS = os.environ.pop("LOUD_SECRETS").splitlines()
AS_JSON = os.environ.pop("LOUD_FORM") == "json"


class Falls:
    """An error where nobody can catch it."""

    def __del__(self) -> None:
        raise RuntimeError(f"unraisable: {SECRETS}")


def fall(*_: object) -> None:
    for secret in SECRETS:
        warnings.warn(f"a warning of {secret}", stacklevel=1)
    threading.Thread(target=raise_it, args=("in a thread",)).start()
    asyncio.get_running_loop().call_soon(raise_it, "in the loop")
    Falls()


def raise_it(where: str) -> None:
    raise RuntimeError(f"{where}: {SECRETS}") from ValueError(*SECRETS)


for name in (*bot.cli.logs.QUIET, "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
bot.cli.logs.serve_logs = functools.partial(bot.cli.logs.serve_logs, json=AS_JSON)
# Delivered in the main thread between two steps of the loop.
signal.signal(signal.SIGUSR1, fall)
main()
