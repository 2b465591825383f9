"""What goes wrong on demand: refusals, cut lines, slow answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.discord.errors import ApiError

Kind = Literal["fail", "cut", "stall"]


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern: `*` stands for one part of it, `**` for any number."""
    parts = {"**": ".*", "*": "[^/]+"}
    pieces = re.split(r"(\*\*|\*)", pattern)
    regex = "".join(parts.get(piece) or re.escape(piece) for piece in pieces)
    return re.fullmatch(regex, path) is not None


class CutError(Exception):
    """The line is cut without an answer."""


class OrderedError(Exception):
    """A refusal that a test has ordered."""

    def __init__(self, error: ApiError, retry_after: float | None) -> None:
        super().__init__(error.message)
        self.error = error
        self.retry_after = retry_after


@dataclass(slots=True)
class Fault:
    """The next `times` requests that fit go wrong so; `after_effect`: once they are done."""

    kind: Kind
    method: str
    pattern: str
    times: int = 1
    after_effect: bool = False
    error: ApiError | None = None
    retry_after: float | None = None
    seconds: float = 0.0
    struck: int = 0

    def fits(self, method: str, path: str) -> bool:
        return (
            self.struck < self.times
            and self.method in ("*", method)
            and matches(self.pattern, path)
        )

    def strike(self) -> None:
        """Let one request go wrong.

        Raises:
            CutError: there is to be no answer.
            OrderedError: as told.
        """
        self.struck += 1
        if self.kind == "cut":
            raise CutError
        if self.error:
            raise OrderedError(self.error, self.retry_after)


@dataclass(slots=True)
class Troubles:
    """All that a test has ordered."""

    faults: list[Fault] = field(default_factory=list)

    def delay(self, method: str, path: str) -> float:
        """How long the request is to wait."""
        for fault in self.faults:
            if fault.kind == "stall" and fault.fits(method, path):
                fault.struck += 1
                return fault.seconds
        return 0.0

    def strike(self, method: str, path: str, *, after_effect: bool) -> None:
        """Let the first fault strike that fits."""
        for fault in self.faults:
            is_due = fault.kind != "stall" and fault.after_effect == after_effect
            if is_due and fault.fits(method, path):
                fault.strike()


def refusal(status: int, code: int, message: str) -> ApiError:
    usual: dict[int, str] = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Unavailable"}
    usual |= {429: "You are being rate limited.", 403: "Forbidden", 404: "Not Found"}
    return ApiError(status, code, message or usual.get(status, str(status)))


def too_many(wait: float, *, is_global: bool) -> dict[str, Any]:
    """What a request is told that comes too early."""
    message = "You are being rate limited."
    return {"message": message, "retry_after": round(wait, 3), "global": is_global}
