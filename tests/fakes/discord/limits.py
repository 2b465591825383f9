"""Discord's rate limits: how many requests of a kind, in which window, for which channel."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

LENIENCE = 0.05
"""A client that keeps exactly to a limit may look a little faster from here."""


class Rule(NamedTuple):
    """So many requests in so many seconds; `major` names what they are counted for."""

    name: str
    methods: str
    path: re.Pattern[str]
    allowed: int
    seconds: float


MESSAGES = r"/channels/(?P<major>\d+)/messages"
RULES = (
    Rule("send", "POST", re.compile(MESSAGES), 5, 5.0),
    Rule("edit", "PATCH", re.compile(rf"{MESSAGES}/\d+"), 5, 5.0),
    Rule("react", "PUT DELETE", re.compile(rf"{MESSAGES}/\d+/reactions/.*"), 1, 0.25),
    Rule("delete", "DELETE", re.compile(rf"{MESSAGES}/\d+"), 5, 1.0),
    Rule("webhook", "POST PATCH DELETE", re.compile(r"/webhooks/\d+/(?P<major>[^/]+).*"), 5, 2.0),
)
EXEMPT = ("/interactions/", "/webhooks/")
OVERALL = 50
"""Requests a second, those of interactions aside."""


@dataclass(slots=True)
class Window:
    """Requests are counted from the first of them on."""

    began: float
    used: int = 0


@dataclass(slots=True)
class Verdict:
    """Whether a request comes too early, and what its headers say."""

    wait: float
    is_global: bool
    headers: dict[str, str]


@dataclass(slots=True)
class Limits:
    """The windows that are open, and how many requests were `throttled`."""

    is_on: bool = True
    throttled: int = 0
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def meter(self, method: str, path: str) -> Verdict:
        """Count a request."""
        rule, major = _rule(method, path)
        now = time.monotonic()
        if self.is_on and (wait := self._overall(path, now)) > 0:
            self.throttled += 1
            return Verdict(wait, True, {"X-RateLimit-Global": "true"})
        window = self._windows.get((rule.name, major))
        if window is None or now >= window.began + rule.seconds * (1 - LENIENCE):
            window = self._windows[rule.name, major] = Window(now)
        left = max(window.began + rule.seconds - now, 0.0)
        is_late = self.is_on and window.used >= rule.allowed
        self.throttled += is_late
        window.used += not is_late
        headers = {
            "X-RateLimit-Limit": str(rule.allowed),
            "X-RateLimit-Remaining": str(max(rule.allowed - window.used, 0) if self.is_on else 1),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{rule.name:0<16}",
        }
        return Verdict(left if is_late else 0.0, False, headers)

    def _overall(self, path: str, now: float) -> float:
        if path.startswith(EXEMPT):
            return 0.0
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= OVERALL:
            return self._recent[0] + 1 - now
        self._recent.append(now)
        return 0.0


def _rule(method: str, path: str) -> tuple[Rule, str]:
    for rule in RULES:
        found = rule.path.fullmatch(path) if method in rule.methods.split() else None
        if found:
            return rule, found["major"]
    parts = path.strip("/").split("/")
    name = f"{method}{re.sub(r'[0-9]+', '', path)}".replace("/", "-")
    return Rule(name[:40], method, re.compile(""), OVERALL, 1.0), parts[1] if parts[1:] else ""
