"""What `serve_logs` changes for the whole process, put back after a test."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.logs import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in (*QUIET, "asyncio", "bot")}
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
