"""A breaker: leaves an address alone for a while once it keeps failing."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.core.errors import ModelBusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

GRAVE: Final = 300.0
"""Seconds: what is left alone for so long at once does not mend itself, as a short limit does."""

LASTING: Final = 120.0
"""Seconds after which what is still failing is no passing trouble."""


class Breaker:
    """Closed, it lets every call through; open, none; after the cool-down one, as a probe.

    `clock` gives seconds that never run backwards.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        cool_down: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._most = failures
        self._cool_down = cool_down
        self._clock = clock
        self._failures = 0
        self._opens_until: float | None = None
        self._opened_at = 0.0
        self._probing = False
        self._fault = ""

    @property
    def is_open(self) -> bool:
        """Whether the next call would be turned away, or would be the probe."""
        return self._opens_until is not None

    @property
    def fault(self) -> str:
        """Why somebody has to see to it: it was turned away, or keeps failing; "" while not."""
        return self._fault

    @contextmanager
    def call(self) -> Iterator[None]:
        """Hold one call.

        Raises:
            ModelBusyError: the breaker is open, or its probe is under way.
        """
        if self._opens_until is None:
            yield
            return
        wait = self._opens_until - self._clock()
        if self._probing or wait > 0:
            raise ModelBusyError(f"{self._name}: left alone for {max(wait, 0):.0f} s more")
        self._probing = True
        try:
            yield
        finally:
            self._probing = False

    def succeeded(self) -> None:
        """The address works."""
        if self._opens_until is not None:
            _log.warning("model %s: answers again", self._name)
        self._failures = 0
        self._opens_until = None
        self._fault = ""

    def failed(self, reason: str, *, opens_for: float = 0.0) -> None:
        """Count a failure; `opens_for` seconds above 0 open at once and for that long."""
        self._failures += 1
        if opens_for <= 0 and self._failures < self._most:
            return
        pause, now = opens_for or self._cool_down, self._clock()
        if self._opens_until is None:
            self._opened_at = now
            _log.error("model %s; left alone for %.0f s", reason, pause)
        if opens_for >= GRAVE or now - self._opened_at >= LASTING:
            self._fault = reason
        self._opens_until = now + pause
