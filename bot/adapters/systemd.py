"""Tells systemd how we are, where it wants to know: sd_notify's datagrams, sent by ourselves."""

from __future__ import annotations

import logging
import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)


class Supervisor:
    """Whoever started us. Without NOTIFY_SOCKET nothing is said, and nothing of it ever raises."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._where = environment.get("NOTIFY_SOCKET", "")
        self.patience = _patience(environment) if self._where else None
        """Seconds that it waits for `alive`, None where it does not."""

    def ready(self, status: str) -> None:
        """We serve."""
        self._say(f"READY=1\nSTATUS={status}")

    def alive(self) -> None:
        """The event loop turns."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """We are about to end."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if not self._where:
            return
        # A leading @ is systemd's way to write a socket that has no file.
        address = f"\0{self._where[1:]}" if self._where.startswith("@") else self._where
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)  # noqa: FBT003 - the library's own signature
                line.sendto(words.encode(), address)
        except OSError as fault:
            log.warning("the supervisor does not hear us: %s", fault.strerror)


def _patience(environment: Mapping[str, str]) -> float | None:
    """See sd_watchdog_enabled(3): the figure may be meant for another process."""
    meant = environment.get("WATCHDOG_PID", "")
    micros = environment.get("WATCHDOG_USEC", "")
    if not micros.isdecimal() or not int(micros) or (meant and meant != str(os.getpid())):
        return None
    return int(micros) / 1_000_000
