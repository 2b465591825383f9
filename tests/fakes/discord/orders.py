"""Ordering what is to go wrong, and what of it counts."""

from __future__ import annotations

from tests.fakes.discord.troubles import Fault, refusal
from tests.fakes.discord.watch import Watch


class Orders(Watch):
    """The bot's requests fail as they are told to."""

    @property
    def throttled(self) -> int:
        """How many requests came faster than the limits allow."""
        return self.limits.throttled

    def forgive(self, *codes: int) -> None:
        """Let refusals with these codes be no violations: the test has brought them about."""
        self.forgiven.update(codes)

    def fail(
        self,
        method: str,
        pattern: str,
        status: int = 500,
        *,
        code: int = 0,
        message: str = "",
        times: int = 1,
        after_effect: bool = False,
        retry_after: float | None = None,
    ) -> Fault:
        """Let the next requests that fit fail; `after_effect`: though they are done."""
        error = refusal(status, code, message)
        fault = Fault("fail", method, pattern, times, after_effect, error, retry_after)
        self.troubles.faults.append(fault)
        return fault

    def cut(
        self, method: str, pattern: str, *, times: int = 1, after_effect: bool = False
    ) -> Fault:
        """Let the line break under the next requests that fit."""
        fault = Fault("cut", method, pattern, times, after_effect)
        self.troubles.faults.append(fault)
        return fault

    def stall(self, method: str, pattern: str, seconds: float, *, times: int = 1) -> Fault:
        """Let the next requests that fit take effect so late, even if the client has left."""
        fault = Fault("stall", method, pattern, times, seconds=seconds)
        self.troubles.faults.append(fault)
        return fault

    def unlimited(self) -> None:
        """Enforce no rate limits."""
        self.limits.is_on = False
